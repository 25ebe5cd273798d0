SELECT at, body FROM plans WHERE id = $1
