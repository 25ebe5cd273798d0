SELECT chain, sequence, id, event, reference, at, day, phase, resolves, previous, hash FROM entries WHERE id = $1
