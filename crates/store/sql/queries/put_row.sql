INSERT INTO rows (key, body, due) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET body = excluded.body, due = excluded.due
