SELECT DISTINCT chain FROM entries ORDER BY chain
