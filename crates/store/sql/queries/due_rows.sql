SELECT key, due FROM rows WHERE due IS NOT NULL AND due <= $1 ORDER BY due, key LIMIT $2
