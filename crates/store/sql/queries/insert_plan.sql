INSERT INTO plans (id, at, body) VALUES ($1, $2, $3)
