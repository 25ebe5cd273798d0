SELECT debit, credit, debit_pending, credit_pending FROM balances WHERE code = $1 AND subject = $2 AND currency = $3
