SELECT code, subject, currency, debit, credit, debit_pending, credit_pending FROM balances ORDER BY code, subject, currency, chain
