INSERT INTO notes (chain, sequence, at, subject, body, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
