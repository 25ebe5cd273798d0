INSERT INTO writers (number, commits, entries_length, entries_hash, audit_length, audit_hash)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (number) DO UPDATE SET
  commits = excluded.commits,
  entries_length = excluded.entries_length,
  entries_hash = excluded.entries_hash,
  audit_length = excluded.audit_length,
  audit_hash = excluded.audit_hash
