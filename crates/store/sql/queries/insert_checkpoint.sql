INSERT INTO checkpoints (number, at, previous, heads, key, signature) VALUES ($1, $2, $3, $4, $5, $6)
