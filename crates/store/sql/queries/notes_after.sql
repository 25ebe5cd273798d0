SELECT sequence, at, subject, body, previous, hash FROM notes WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
