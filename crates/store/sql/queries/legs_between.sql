SELECT sequence, debit_code, debit_subject, credit_code, credit_subject, amount, currency FROM legs
WHERE chain = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence, number
