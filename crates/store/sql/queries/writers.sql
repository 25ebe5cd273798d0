SELECT number, commits, entries_length, entries_hash, audit_length, audit_hash FROM writers ORDER BY number
