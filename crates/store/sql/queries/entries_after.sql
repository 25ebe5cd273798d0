SELECT chain, sequence, id, event, reference, at, day, phase, resolves, previous, hash FROM entries
WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
