DELETE FROM rows WHERE key = $1
