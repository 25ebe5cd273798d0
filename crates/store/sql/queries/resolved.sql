SELECT id FROM entries WHERE resolves = $1
