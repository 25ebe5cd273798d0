SELECT commits, entries_length, entries_hash, audit_length, audit_hash FROM writers WHERE number = $1
