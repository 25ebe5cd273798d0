"""Verdicts by hand-written SQL in DuckDB: what a user who knows both would write instead.

    python bench/duckdb_trace.py DATA OUT.parquet AS_OF [THREADS]     from the repository root

Per swipe it writes identity, verdict, timing, owed, arrived, gap, due date and time of arrival. On simulated towns
these equal daozhang's, row for row: bench/compare.py counts, and bench/run calls it.

It is given every advantage: typed Parquet, and the best of the plans tried. It does not look for causes, incidents,
evidence, orphans or estimates, and does not check a row. Of the rules of docs/records.md it leaves out what the simulated
towns do not have: coverage.csv, calendar.csv, the columns acquirer, known_at and processing_code, references that come
again after 35 days, several platform rows of one swipe, one file given twice, merchants without terms, the terminal's card
and order number where the platform has none; and of the matching of bank lines: a payout's id, merchants and days in the
text, sums of any set of payouts, parts and sums short by one swipe without a reference.
"""

import sys
import time

import duckdb

data, out, as_of = sys.argv[1], sys.argv[2], sys.argv[3]
threads = int(sys.argv[4]) if len(sys.argv) > 4 else 2
NOW = f"TIMESTAMPTZ '{as_of}'"

KNOWLEDGE = f"""
SET threads = {threads};
SET preserve_insertion_order = false;
SET TimeZone = 'Asia/Shanghai';

CREATE TEMP TABLE workdays AS
SELECT d::DATE AS day, row_number() OVER (ORDER BY d) AS n
FROM range(DATE '2024-01-01', DATE '2027-06-01', INTERVAL 1 DAY) t(d)
LEFT JOIN read_csv('specs/calendar/cn.csv', header = true, columns = {{'date': 'DATE', 'kind': 'VARCHAR', 'name': 'VARCHAR'}}) c ON c.date = d::DATE
WHERE c.kind = 'workday' OR (c.kind IS NULL AND isodow(d) < 6);
-- Every day with the number of workdays up to it.
CREATE TEMP TABLE days AS
SELECT d::DATE AS day, count(w.day) OVER (ORDER BY d) AS n
FROM range(DATE '2024-01-01', DATE '2027-01-01', INTERVAL 1 DAY) t(d) LEFT JOIN workdays w ON w.day = d::DATE;
CREATE TEMP TABLE merchants AS
SELECT mid, settle_mode AS mode, coalesce(account_no, '') AS account_no, rounding, refund_returns_fee IS DISTINCT FROM 'no' AS returns_fee,
  CAST(CAST(credit_rate AS DECIMAL(12, 8)) * 100000000 AS BIGINT) AS credit_rate,
  CAST(CAST(debit_rate AS DECIMAL(12, 8)) * 100000000 AS BIGINT) AS debit_rate,
  CAST(CAST(coalesce(qr_rate, credit_rate) AS DECIMAL(12, 8)) * 100000000 AS BIGINT) AS qr_rate,
  CAST(debit_cap AS BIGINT) AS debit_cap
FROM read_csv('{data}/merchants.csv', header = true, all_varchar = true);
CREATE TEMP TABLE codes AS
SELECT coalesce(code, '') AS code,
  CASE WHEN outcome LIKE 'approved%' THEN 1 WHEN outcome IN ('declined', 'control') THEN 2 ELSE 3 END::TINYINT AS answer,
  outcome = 'approved_offline' AS offline, money_moved IN ('possibly', 'unlikely', 'yes') AS may_have_moved
FROM read_csv('specs/codes/response-codes.csv', header = true, all_varchar = true);
-- Absence is evidence only on days for which the source has rows: for clearing, of that day and the next.
CREATE TEMP TABLE platform_days AS SELECT DISTINCT settle_date AS day FROM '{data}/platform/*.parquet' WHERE received_at <= {NOW};
CREATE TEMP TABLE clearing_days AS SELECT DISTINCT settle_date AS day FROM '{data}/clearing/*.parquet' WHERE settle_date < CAST({NOW} AS DATE);
-- When money is due, by the way to settle and the settlement day.
CREATE TEMP TABLE dues AS
SELECT mode, day AS settle_date, due, (due + INTERVAL 86399 SECOND)::TIMESTAMPTZ AS due_until,
  day IN (FROM platform_days) AS platform_is_known, day IN (FROM clearing_days) AND day + 1 IN (FROM clearing_days) AS clearing_is_known
FROM (
  SELECT m.mode, d.day, CASE WHEN m.mode[1] = 'D' THEN d.day + CAST(m.mode[2:] AS INT) WHEN m.mode = 'T0' THEN d.day ELSE w.day END AS due
  FROM (SELECT DISTINCT mode FROM merchants) m CROSS JOIN days d LEFT JOIN workdays w ON m.mode[1] = 'T' AND w.n = d.n + CAST(m.mode[2:] AS INT));
"""

BANK = f"""
-- A payout's first final state stays, but what was paid may come back.
CREATE TEMP TABLE payouts AS
SELECT *, CASE WHEN rejected_at < coalesce(paid_at, 'infinity') AND rejected_at <= coalesce(returned_at, 'infinity') THEN 'rejected'
               WHEN returned_at IS NOT NULL THEN 'returned' WHEN paid_at IS NOT NULL THEN 'paid' ELSE 'open' END AS state
FROM (
  SELECT payout_id, any_value(account_no) AS account_no, any_value(amount) AS amount, any_value(bank_ref) AS bank_ref,
    any_value(retry_of) AS retry_of, any_value(due_date) AS due_date, min(created_at) AS created_at, max(status_at) AS state_at,
    min(status_at) FILTER (status = 'paid') AS paid_at, min(status_at) FILTER (status = 'rejected') AS rejected_at,
    min(status_at) FILTER (status = 'returned') AS returned_at
  FROM '{data}/payout/*.parquet' WHERE status_at <= {NOW} GROUP BY payout_id);
CREATE TEMP TABLE lines AS
SELECT row_number() OVER () AS line, account_no, booked_at, direction = 'credit' AS credit, amount, bank_ref, remittance
FROM '{data}/bank/*.parquet' WHERE booked_at <= {NOW};
CREATE TEMP TABLE accounts AS
SELECT account_no, min(booked_at)::DATE AS first_day, max(booked_at)::DATE AS last_day FROM lines GROUP BY account_no;
-- Debits that take a credit back.
CREATE TEMP TABLE undone AS
SELECT c.line, min(d.booked_at) AS undone_at
FROM lines d JOIN lines c ON c.account_no = d.account_no AND c.amount = d.amount AND c.credit
 AND c.booked_at <= d.booked_at AND c.booked_at::DATE >= d.booked_at::DATE - 5
 AND (c.bank_ref = d.bank_ref OR regexp_matches(d.remittance, '退汇|退票|冲正|红字|退回|冲销|抹账|(?i)reversal|returned'))
WHERE NOT d.credit GROUP BY c.line;

-- Claims: which line pays which payout. A line and a payout are claimed once.
CREATE TEMP TABLE claims (payout_id VARCHAR, line BIGINT, missing BIGINT);
-- 1. By the reference of the bank and the amount.
INSERT INTO claims
SELECT payout_id, line, 0 FROM (
  SELECT payout_id, line, row_number() OVER (PARTITION BY line ORDER BY state = 'rejected', state = 'returned', state <> 'paid', payout_id) AS rank_of_payout
  FROM (
    SELECT p.payout_id, l.line, p.state,
      row_number() OVER (PARTITION BY p.payout_id ORDER BY l.account_no <> p.account_no, (l.line IN (SELECT line FROM undone)) <> (p.state = 'returned'), l.booked_at, l.line) AS rank_of_line
    FROM payouts p JOIN lines l ON l.bank_ref = p.bank_ref AND l.amount = p.amount
    WHERE l.credit)
  WHERE rank_of_line = 1)
WHERE rank_of_payout = 1;
-- 2. By a shared reference: one line over several payouts, or several lines of one payout.
INSERT INTO claims
WITH open_payouts AS (
  SELECT bank_ref, payout_id, amount FROM payouts p ANTI JOIN claims USING (payout_id)
  WHERE state <> 'rejected' AND bank_ref IS NOT NULL
    AND payout_id NOT IN (SELECT retry_of FROM payouts WHERE retry_of IS NOT NULL AND state IN ('paid', 'open'))
), open_lines AS (
  SELECT bank_ref, line, amount FROM lines ANTI JOIN claims USING (line) WHERE credit AND bank_ref IS NOT NULL
), shared AS (
  SELECT bank_ref, p.amount - l.amount AS missing
  FROM (SELECT bank_ref, count(*) AS n, sum(amount) AS amount FROM open_payouts GROUP BY bank_ref) p
  JOIN (SELECT bank_ref, count(*) AS n, sum(amount) AS amount FROM open_lines GROUP BY bank_ref) l USING (bank_ref)
  WHERE l.n = 1 OR (p.n = 1 AND l.amount <= p.amount)
)
SELECT payout_id, line, missing FROM shared JOIN open_payouts USING (bank_ref) JOIN open_lines USING (bank_ref);

-- What is left to be found without a reference: the window of each payout, and the lines.
CREATE TEMP TABLE wanted AS
SELECT payout_id, account_no, amount, due_date, least(due_date, created_at::DATE) AS first_day,
  CASE WHEN state = 'returned' THEN state_at::DATE ELSE w5.day END AS last_day,
  CASE WHEN state = 'returned' THEN state_at::DATE ELSE w2.day END AS last_day_of_sum,
  CASE WHEN state = 'paid' THEN paid_at::DATE WHEN state = 'returned' THEN least(due_date, state_at::DATE) ELSE least(due_date, w5.day) END AS day,
  state, payout_id IN (SELECT retry_of FROM payouts WHERE retry_of IS NOT NULL AND state IN ('paid', 'open')) AS superseded
FROM payouts p ANTI JOIN claims USING (payout_id)
JOIN days d ON d.day = greatest(p.due_date, p.state_at::DATE)
JOIN workdays w5 ON w5.n = d.n + 5 JOIN workdays w2 ON w2.n = d.n + 2
WHERE state <> 'rejected' AND account_no IN (SELECT account_no FROM lines ANTI JOIN claims USING (line) WHERE credit AND bank_ref IS NULL);
CREATE TEMP TABLE unnamed AS
SELECT line, account_no, booked_at, booked_at::DATE AS day, amount FROM lines ANTI JOIN claims USING (line) WHERE credit AND bank_ref IS NULL;
-- 3. By account, amount and day: as many payouts as lines, in order of time.
INSERT INTO claims
SELECT payout_id, line, 0
FROM (SELECT *, row_number() OVER (PARTITION BY account_no, amount ORDER BY first_day, payout_id) AS n, count(*) OVER (PARTITION BY account_no, amount) AS many FROM wanted) p
JOIN (SELECT *, row_number() OVER (PARTITION BY account_no, amount ORDER BY booked_at, line) AS n, count(*) OVER (PARTITION BY account_no, amount) AS many FROM unnamed) l
  USING (account_no, amount, n, many)
WHERE l.day BETWEEN p.first_day AND p.last_day;
-- The same, of the payouts most likely booked that day.
INSERT INTO claims
SELECT payout_id, line, 0
FROM (SELECT *, row_number() OVER w AS n, count(*) OVER (PARTITION BY account_no, amount, day) AS many FROM wanted ANTI JOIN claims USING (payout_id) WINDOW w AS (PARTITION BY account_no, amount, day ORDER BY payout_id)) p
JOIN (SELECT *, row_number() OVER w AS n, count(*) OVER (PARTITION BY account_no, amount, day) AS many FROM unnamed ANTI JOIN claims USING (line) WINDOW w AS (PARTITION BY account_no, amount, day ORDER BY booked_at, line)) l
  USING (account_no, amount, day, n, many);
-- 4. The exact sum of all payouts of one day, or of several days on end.
INSERT INTO claims
WITH pool AS (
  SELECT l.line, l.amount, w.payout_id, w.amount AS part, w.due_date
  FROM unnamed l JOIN wanted w ON w.account_no = l.account_no AND l.day BETWEEN w.first_day AND w.last_day_of_sum
  WHERE NOT w.superseded AND l.line NOT IN (SELECT line FROM claims) AND w.payout_id NOT IN (SELECT payout_id FROM claims)
), of_days AS (
  SELECT line, amount, due_date, sum(part) AS sum, count(*) AS n FROM pool GROUP BY ALL
), runs AS (
  SELECT a.line, a.due_date AS from_day, b.due_date AS to_day
  FROM of_days a JOIN of_days b ON b.line = a.line AND b.due_date >= a.due_date JOIN of_days c ON c.line = a.line AND c.due_date BETWEEN a.due_date AND b.due_date
  GROUP BY ALL HAVING sum(c.sum) = any_value(a.amount) AND sum(c.n) > 1
)
SELECT payout_id, line, 0 FROM pool JOIN (SELECT line, any_value(from_day) AS from_day, any_value(to_day) AS to_day FROM runs GROUP BY line HAVING count(*) = 1) USING (line)
WHERE due_date BETWEEN from_day AND to_day
QUALIFY count(*) OVER (PARTITION BY payout_id) = 1;

-- When each payout arrived: by its lines; else, where no statement covers its account that day, by its own word.
CREATE TEMP TABLE attempts AS
SELECT p.payout_id, p.retry_of, CASE WHEN c.payout_id IS NOT NULL AND NOT c.elsewhere THEN CASE WHEN c.undone_at IS NULL THEN c.booked_at END
    WHEN p.state = 'paid' AND a.account_no IS NULL THEN p.paid_at END AS arrived_at
FROM payouts p
LEFT JOIN (
  SELECT c.payout_id, max(l.booked_at) AS booked_at, bool_or(l.account_no <> q.account_no) AS elsewhere, min(u.undone_at) AS undone_at
  FROM claims c JOIN lines l USING (line) JOIN payouts q USING (payout_id) LEFT JOIN undone u USING (line) GROUP BY c.payout_id) c ON c.payout_id = p.payout_id
LEFT JOIN accounts a ON a.account_no = p.account_no AND p.paid_at::DATE BETWEEN a.first_day AND a.last_day;
-- Of a payout and its retries, the first that arrived.
CREATE TEMP TABLE paid AS
WITH RECURSIVE chain(payout_id, attempt, n) AS (
  SELECT retry_of, payout_id, 1 FROM attempts WHERE retry_of IS NOT NULL
  UNION ALL SELECT c.payout_id, a.payout_id, n + 1 FROM chain c JOIN attempts a ON a.retry_of = c.attempt WHERE n < 16
), retried AS (
  SELECT c.payout_id, arg_min(a.arrived_at, c.n) AS arrived_at FROM chain c JOIN attempts a ON a.payout_id = c.attempt WHERE a.arrived_at IS NOT NULL GROUP BY c.payout_id
)
SELECT payout_id, coalesce(a.arrived_at, r.arrived_at) AS arrived_at FROM attempts a LEFT JOIN retried r USING (payout_id);
-- The one swipe whose net is exactly what the credit lacks.
CREATE TEMP TABLE left_out AS
SELECT any_value(s.rrn) AS rrn, any_value(s.payout_id) AS payout_id
FROM (SELECT payout_id, line, missing FROM claims WHERE missing > 0) c JOIN '{data}/settlement/*.parquet' s ON s.payout_id = c.payout_id AND s.net = c.missing
GROUP BY c.line HAVING count(*) = 1;
"""

SWIPES = f"""
-- Rows that undo a swipe or give money back, by the swipe they name. What was undone itself is as if it had never been.
CREATE TEMP TABLE told AS
SELECT rrn, orig_rrn, txn_type, amount, code.answer, settle_date, txn_type = 'reversal' AND (code.answer = 1 OR response_code IN ('25', '12')) AS reverses
FROM '{data}/platform/*.parquet' LEFT JOIN codes code ON code.code = coalesce(response_code, '')
WHERE txn_type NOT IN ('sale', 'completion', 'preauth') AND received_at <= {NOW};
CREATE TEMP TABLE answers AS
SELECT * FROM told WHERE rrn NOT IN (SELECT orig_rrn FROM told WHERE reverses AND orig_rrn IS NOT NULL);
CREATE TEMP TABLE taken_back AS
SELECT rrn, orig_rrn, txn_type, amount, settle_date
FROM '{data}/clearing/*.parquet' WHERE txn_type NOT IN ('sale', 'completion', 'preauth') AND settle_date < CAST({NOW} AS DATE);
CREATE TEMP TABLE deducted AS
SELECT s.rrn, s.orig_rrn, s.txn_type, s.amount, s.net, s.settle_date, s.payout_id, s.mid, p.arrived_at
FROM '{data}/settlement/*.parquet' s LEFT JOIN paid p USING (payout_id)
WHERE s.txn_type NOT IN ('sale', 'completion', 'preauth') AND s.settle_date < CAST({NOW} AS DATE);
CREATE TEMP TABLE links AS
SELECT rrn, min(orig_rrn) AS root FROM (
  SELECT rrn, orig_rrn FROM answers UNION ALL SELECT rrn, orig_rrn FROM taken_back UNION ALL SELECT rrn, orig_rrn FROM deducted)
WHERE orig_rrn <> rrn GROUP BY rrn;
CREATE TEMP TABLE back AS
WITH given AS ( -- Each once, however many sources report it.
  SELECT rrn, txn_type, arg_min(amount, source) AS amount FROM (
    SELECT rrn, txn_type, amount, 1 AS source FROM answers WHERE txn_type = 'refund' AND answer = 1
    UNION ALL SELECT rrn, txn_type, amount, 2 FROM taken_back t WHERE txn_type IN ('refund', 'chargeback', 'adjustment')
      AND NOT (t.rrn = t.orig_rrn AND EXISTS (FROM deducted d WHERE d.orig_rrn = t.rrn AND d.txn_type = t.txn_type AND d.amount = t.amount)) -- Under another name.
    UNION ALL SELECT rrn, txn_type, amount, 3 FROM deducted WHERE txn_type IN ('refund', 'chargeback', 'adjustment') AND net < 0)
  GROUP BY rrn, txn_type
), waiting AS ( -- Not netted yet, and nobody is late to net it.
  SELECT d.rrn FROM deducted d LEFT JOIN merchants m USING (mid) LEFT JOIN dues u USING (mode, settle_date)
  WHERE d.arrived_at IS NULL AND {NOW} <= u.due_until
  UNION
  SELECT g.rrn FROM (SELECT rrn, settle_date FROM answers WHERE txn_type = 'refund' UNION ALL SELECT rrn, settle_date FROM taken_back) g
  ANTI JOIN deducted USING (rrn) LEFT JOIN links USING (rrn) LEFT JOIN '{data}/platform/*.parquet' p ON p.rrn = links.root
  LEFT JOIN merchants m ON m.mid = p.mid LEFT JOIN dues u ON u.mode = m.mode AND u.settle_date = g.settle_date
  WHERE {NOW} <= u.due_until
)
SELECT coalesce(root, rrn) AS rrn, sum(given)::BIGINT AS given, sum(tip)::BIGINT AS tip, sum(net)::BIGINT AS net, bool_or(waiting) AS waiting,
  bool_or(voided) AS voided, bool_or(preauth_voided) AS preauth_voided, bool_or(completion_voided) AS completion_voided, sum(reversed)::BIGINT AS reversed
FROM (
  SELECT rrn, amount AS given, NULL AS tip, NULL AS net, NULL AS waiting, NULL AS voided, NULL AS preauth_voided, NULL AS completion_voided, NULL AS reversed FROM given
  UNION ALL SELECT rrn, NULL, NULL, net, NULL, NULL, NULL, NULL, NULL FROM deducted WHERE arrived_at IS NOT NULL
  UNION ALL SELECT rrn, NULL, NULL, NULL, true, NULL, NULL, NULL, NULL FROM waiting
  UNION ALL SELECT rrn, NULL, CASE WHEN txn_type = 'adjustment' AND answer = 1 THEN amount END, NULL, NULL, txn_type = 'void' AND answer = 1,
    txn_type = 'preauth_void' AND answer = 1, txn_type = 'completion_void' AND answer = 1, CASE WHEN reverses THEN amount END FROM answers
  UNION ALL SELECT rrn, NULL, NULL, NULL, NULL, txn_type IN ('void', 'completion_void'), NULL, NULL, CASE WHEN txn_type = 'reversal' THEN amount END FROM taken_back
) LEFT JOIN links USING (rrn) GROUP BY 1;

-- What was cleared and what was reckoned, one row a swipe. Few have more than one; only those are grouped.
CREATE TEMP VIEW clearing AS
SELECT rrn, tid, stan, settle_date, amount, card_type
FROM '{data}/clearing/*.parquet' WHERE txn_type IN ('sale', 'completion', 'preauth') AND settle_date < CAST({NOW} AS DATE);
CREATE TEMP TABLE cleared_twice AS SELECT rrn FROM clearing GROUP BY rrn HAVING count(*) > 1;
CREATE TEMP VIEW cleared AS
SELECT * FROM clearing WHERE rrn NOT IN (FROM cleared_twice)
UNION ALL
SELECT rrn, tid, any_value(stan), min(settle_date), arg_min(amount, settle_date), arg_min(card_type, settle_date)
FROM clearing WHERE rrn IN (FROM cleared_twice) GROUP BY rrn, tid;
CREATE TEMP VIEW settlement AS
SELECT s.rrn, s.mid, s.txn_type, s.amount, s.settle_date, CASE WHEN p.arrived_at IS NOT NULL THEN s.net END AS arrived, p.arrived_at,
  s.status = 'below_minimum' AND p.arrived_at IS NULL AS below_minimum
FROM '{data}/settlement/*.parquet' s
LEFT JOIN paid p ON p.payout_id = s.payout_id AND (s.rrn, s.payout_id) NOT IN (FROM left_out)
WHERE s.txn_type IN ('sale', 'completion', 'preauth') AND s.settle_date < CAST({NOW} AS DATE);
CREATE TEMP TABLE settled_twice AS
SELECT rrn FROM '{data}/settlement/*.parquet' WHERE txn_type IN ('sale', 'completion', 'preauth') AND settle_date < CAST({NOW} AS DATE) GROUP BY rrn HAVING count(*) > 1;
CREATE TEMP VIEW reckoned AS
SELECT * FROM settlement WHERE rrn NOT IN (FROM settled_twice)
UNION ALL
SELECT rrn, any_value(mid), any_value(txn_type), arg_min(amount, settle_date), min(settle_date), sum(arrived)::BIGINT, max(arrived_at), bool_or(below_minimum)
FROM settlement WHERE rrn IN (FROM settled_twice) GROUP BY rrn;

-- References that the terminal or the settlement details know and the platform does not.
CREATE TEMP TABLE unheard AS
SELECT source, rrn FROM (
  SELECT 'terminal' AS source, rrn FROM '{data}/terminal/*.parquet' WHERE rrn IS NOT NULL AND txn_type IN ('sale', 'completion', 'preauth') AND local_time <= {NOW}
  UNION ALL SELECT 'settlement', rrn FROM '{data}/settlement/*.parquet' WHERE txn_type IN ('sale', 'completion', 'preauth') AND settle_date < CAST({NOW} AS DATE))
ANTI JOIN (SELECT rrn FROM '{data}/platform/*.parquet') USING (rrn);
CREATE TEMP TABLE unanswered AS
SELECT mid, tid, batch_no, stan, rrn, orig_rrn, order_no, card, txn_type, amount, currency, local_time, uploaded_at, method, response_code
FROM '{data}/terminal/*.parquet'
WHERE (rrn IS NULL OR rrn IN (SELECT rrn FROM unheard WHERE source = 'terminal')) AND txn_type IN ('sale', 'completion', 'preauth') AND local_time <= {NOW};
-- Refused as repeats; and what the platform knows of the trace numbers of such, and of rows without a reference.
CREATE TEMP TABLE refused AS
SELECT rrn, mid, tid, batch_no, stan, received_at FROM '{data}/platform/*.parquet' WHERE response_code = '94';
CREATE TEMP TABLE traces AS
SELECT mid, tid, batch_no, stan, txn_type, received_at
FROM '{data}/platform/*.parquet' JOIN (
  SELECT tid, batch_no, stan FROM unanswered WHERE rrn IS NULL UNION SELECT tid, batch_no, stan FROM refused) USING (tid, batch_no, stan)
WHERE txn_type IN ('sale', 'completion', 'preauth');
CREATE TEMP TABLE repeats AS
SELECT DISTINCT r.rrn, r.tid FROM refused r JOIN traces p
  ON p.mid = r.mid AND p.tid = r.tid AND p.batch_no = r.batch_no AND p.stan = r.stan AND p.received_at < r.received_at;
-- Swipes that only the terminal knows.
CREATE TEMP TABLE terminal_only AS
SELECT t.*, coalesce(r.status, '') AS terminal_status
FROM unanswered t LEFT JOIN read_csv('{data}/terminals.csv', header = true, all_varchar = true) r USING (tid)
WHERE rrn IS NOT NULL OR NOT EXISTS (
  FROM traces p WHERE p.tid = t.tid AND p.batch_no = t.batch_no AND p.stan = t.stan AND abs(date_diff('day', p.received_at::DATE, t.local_time::DATE)) <= 1)
QUALIFY row_number() OVER (PARTITION BY coalesce(t.rrn, t.tid || '/' || t.batch_no || '/' || t.stan || '/' || t.local_time::DATE) ORDER BY response_code IS NULL, local_time DESC) = 1;
-- Swipes that only the settlement details know.
CREATE TEMP TABLE settled_only AS
SELECT rrn, any_value(mid) AS mid, any_value(txn_type) AS txn_type, any_value(amount) AS amount FROM '{data}/settlement/*.parquet'
WHERE rrn IN (SELECT rrn FROM unheard WHERE source = 'settlement') AND rrn NOT IN (SELECT rrn FROM terminal_only WHERE rrn IS NOT NULL)
GROUP BY rrn;
-- Pre-authorisations that were completed are no swipes of their own.
CREATE TEMP TABLE completed AS
SELECT orig_rrn AS rrn FROM '{data}/platform/*.parquet' LEFT JOIN codes code ON code.code = coalesce(response_code, '')
WHERE txn_type = 'completion' AND orig_rrn IS NOT NULL AND code.answer IS DISTINCT FROM 2 AND received_at <= {NOW}
UNION SELECT orig_rrn FROM terminal_only WHERE txn_type = 'completion' AND orig_rrn IS NOT NULL;
-- Two platform rows of one reference on different terminals are two swipes: a settlement row joins the one of its amount.
CREATE TEMP TABLE reused AS
SELECT rrn FROM '{data}/platform/*.parquet' WHERE txn_type IN ('sale', 'completion', 'preauth') GROUP BY rrn HAVING count(*) > 1;
"""

ANSWER = f"""
-- Of a swipe and what is known of it, the hash table is always built of the latter.
SET disabled_optimizers = 'build_side_probe_side';
COPY (
  WITH swipes AS (
    SELECT mid, tid, stan, rrn, order_no, card, txn_type, amount, currency, received_at AS swiped_at, coalesce(responded_at, received_at) AS answered_at,
      coalesce(response_code, '') AS code, card_type, method, settle_date, NULL::TIMESTAMPTZ AS uploaded_at, NULL AS terminal_status, true AS on_platform,
      rrn AS handle, rrn IN (SELECT rrn FROM reused) AS is_reused
    FROM '{data}/platform/*.parquet'
    WHERE txn_type IN ('sale', 'completion', 'preauth') AND received_at <= {NOW} AND NOT (txn_type = 'preauth' AND rrn IN (SELECT rrn FROM completed))
    UNION ALL
    SELECT mid, tid, stan, coalesce(rrn, ''), order_no, card, txn_type, amount, currency, local_time, local_time,
      coalesce(response_code, ''), NULL, method, NULL, uploaded_at, terminal_status, false, rrn, false
    FROM terminal_only
    UNION ALL
    SELECT s.mid, c.tid, c.stan, s.rrn, NULL, NULL, s.txn_type, s.amount, 'CNY', NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, false, s.rrn, false
    FROM settled_only s LEFT JOIN cleared c USING (rrn)
  ), joined AS (
    SELECT w.* EXCLUDE (settle_date, card_type, method, amount),
      CASE WHEN on_platform THEN w.amount ELSE coalesce(s.amount, c.amount, w.amount) END AS amount,
      coalesce(w.settle_date, c.settle_date, s.settle_date,
        (date_trunc('second', CASE WHEN k.offline THEN coalesce(w.uploaded_at, w.swiped_at) ELSE w.swiped_at END) + INTERVAL 3599 SECOND)::DATE) AS settle_date,
      coalesce(c.card_type, w.card_type, CASE WHEN w.method = 'qr' THEN 'qr' ELSE 'credit' END) AS card_type,
      coalesce(k.answer, 3) AS answer, coalesce(k.offline, false) AS offline, coalesce(k.may_have_moved AND on_platform, false) AS may_have_moved,
      c.rrn IS NOT NULL OR s.rrn IS NOT NULL AS is_cleared, coalesce(c.amount, s.amount) AS cleared_amount,
      s.mid AS settled_mid, s.arrived AS arrived_lines, s.arrived_at AS arrived_at_lines, coalesce(s.below_minimum, false) AS below_minimum,
      coalesce(b.given, 0) AS given, coalesce(b.tip, 0) AS tip, coalesce(b.net, 0) AS deducted, coalesce(b.waiting, false) AS waiting, r.rrn IS NOT NULL AS is_repeat,
      coalesce(b.reversed, 0) AS reversed, coalesce(b.voided OR b.reversed >= w.amount OR (w.txn_type = 'preauth' AND b.preauth_voided) OR (w.txn_type = 'completion' AND b.completion_voided), false) AS undone
    FROM swipes w
    LEFT JOIN codes k ON k.code = w.code
    LEFT JOIN cleared c ON c.rrn = w.handle AND (NOT w.is_reused OR c.tid = w.tid)
    LEFT JOIN reckoned s ON s.rrn = w.handle AND (NOT w.is_reused OR s.amount = w.amount)
    LEFT JOIN back b ON b.rrn = w.handle
    LEFT JOIN repeats r ON r.rrn = w.handle AND r.tid = w.tid
  ), failing AS (
    SELECT j.* EXCLUDE (settled_mid, arrived_lines, arrived_at_lines, deducted), m.* EXCLUDE (mid, account_no), d.due, d.due_until, d.platform_is_known,
      o.mid IS NOT NULL AND (o.account_no = '' OR o.account_no IS DISTINCT FROM m.account_no) AS is_strange,
      CASE WHEN is_strange THEN 0 ELSE coalesce(arrived_lines, 0) END + deducted AS arrived, CASE WHEN NOT is_strange THEN arrived_at_lines END AS arrived_at,
      CASE WHEN undone THEN true
           WHEN answer = 1 THEN NOT is_cleared AND (txn_type = 'preauth' OR (NOT on_platform AND NOT offline AND terminal_status = 'suspended' AND d.platform_is_known))
           WHEN answer = 2 THEN NOT (is_cleared AND may_have_moved)
           ELSE NOT is_cleared AND CASE WHEN on_platform THEN d.clearing_is_known OR is_repeat ELSE d.platform_is_known END END AS failed
    FROM joined j
    LEFT JOIN merchants m ON m.mid = j.mid
    LEFT JOIN merchants o ON o.mid = CASE WHEN settled_mid <> j.mid THEN settled_mid END
    LEFT JOIN dues d ON d.mode = m.mode AND d.settle_date = j.settle_date
  ), approving AS (
    SELECT *, CASE WHEN failed THEN NULL WHEN answer = 1 THEN amount + tip - reversed ELSE cleared_amount + tip END AS approved,
      NOT on_platform AND NOT is_cleared AND offline AND uploaded_at IS NULL AS is_not_uploaded,
      CASE WHEN card_type IN ('debit', 'prepaid') THEN debit_rate WHEN card_type = 'qr' THEN qr_rate ELSE credit_rate END AS rate,
      CASE WHEN card_type IN ('debit', 'prepaid') THEN debit_cap END AS cap
    FROM failing
  ), charging AS (
    SELECT *, failed OR coalesce(approved > 0 AND given >= approved, false) AS is_not_owed,
      rate * CASE WHEN returns_fee THEN greatest(approved - given, 0) ELSE approved END AS fee
    FROM approving
  ), owing AS (
    SELECT *, CASE WHEN failed THEN 0 ELSE approved - given - least(cap, CASE rounding
        WHEN 'down' THEN fee WHEN 'half_even' THEN fee + 49999999 + (fee // 100000000) % 2 ELSE fee + 50000000 END // 100000000) END AS owed,
      CASE WHEN is_not_owed OR below_minimum OR is_not_uploaded THEN NULL WHEN mode = 'T0' AND answered_at IS NOT NULL THEN answered_at + INTERVAL 2 HOUR ELSE due_until END AS promise
    FROM charging
  )
  SELECT mid, tid, stan, rrn, order_no, card, txn_type, amount, currency, swiped_at,
    CASE WHEN is_not_owed THEN 'not_owed'
         WHEN owed IS NULL OR arrived_at IS NULL THEN CASE WHEN {NOW} > promise OR (is_not_uploaded AND terminal_status IN ('lost', 'retired')) THEN 'overdue' ELSE 'pending' END
         WHEN arrived = owed OR (arrived > owed AND waiting AND given > 0 AND approved > given) THEN 'arrived'
         WHEN arrived < owed THEN 'short' ELSE 'over' END AS verdict,
    CASE WHEN is_not_owed OR arrived_at IS NULL THEN NULL WHEN arrived_at > promise THEN 'late' ELSE 'on_time' END AS timing,
    owed, arrived, owed - arrived AS gap, CASE WHEN promise IS NULL THEN NULL WHEN mode = 'T0' THEN promise::DATE ELSE due END AS expected_by, arrived_at
  FROM owing ORDER BY mid, rrn, tid, stan
) TO '{out}' (FORMAT parquet);
"""

began = time.perf_counter()
connection = duckdb.connect()
for part in (KNOWLEDGE, BANK, SWIPES, ANSWER):
    connection.execute(part)
counts = connection.execute(f"SELECT verdict, count(*) FROM '{out}' GROUP BY 1 ORDER BY 1").fetchall()
print(f"{time.perf_counter() - began:.2f} s", dict(counts))
