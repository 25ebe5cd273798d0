INSERT INTO legs (chain, sequence, number, debit_code, debit_subject, credit_code, credit_subject, amount, currency)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
