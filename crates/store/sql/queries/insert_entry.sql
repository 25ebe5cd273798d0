INSERT INTO entries (chain, sequence, id, event, reference, at, day, phase, resolves, previous, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
