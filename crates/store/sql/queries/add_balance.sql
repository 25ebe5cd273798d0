INSERT INTO balances (code, subject, currency, chain, debit, credit, debit_pending, credit_pending)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (code, subject, currency, chain) DO UPDATE SET
  debit = balances.debit + excluded.debit,
  credit = balances.credit + excluded.credit,
  debit_pending = balances.debit_pending + excluded.debit_pending,
  credit_pending = balances.credit_pending + excluded.credit_pending
