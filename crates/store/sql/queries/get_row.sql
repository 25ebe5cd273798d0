SELECT body, due FROM rows WHERE key = $1
