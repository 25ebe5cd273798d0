SELECT number, at, previous, heads, key, signature FROM checkpoints ORDER BY number
