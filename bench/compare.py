"""Whether two tables of verdicts agree: python bench/compare.py OURS.parquet THEIRS.parquet

Joins both by identity, prints how often each has each verdict and on how many rows every column agrees.
Exits 1 when fewer than 99.9 % of the rows have the same verdict.
"""

import sys

import duckdb

ours, theirs = sys.argv[1], sys.argv[2]
KEY = "mid, tid, stan, rrn, txn_type, swiped_at"
COLUMNS = ["verdict", "timing", "owed", "arrived", "gap", "expected_by", "arrived_at"]

connection = duckdb.connect()
connection.execute("SET TimeZone = 'Asia/Shanghai'")
for name, path in (("ours", ours), ("theirs", theirs)):
    # An empty text is the same as none; the second row of one identity is another than the first.
    connection.execute(f"""
    CREATE TEMP TABLE {name} AS
    SELECT coalesce(mid, '') AS mid, coalesce(tid, '') AS tid, coalesce(stan, '') AS stan, coalesce(rrn, '') AS rrn, txn_type, swiped_at,
      verdict, nullif(timing, '') AS timing, owed, arrived, gap, expected_by::DATE AS expected_by, arrived_at,
      row_number() OVER (PARTITION BY {KEY} ORDER BY amount) AS copy
    FROM '{path}'""")
row = lambda sql: connection.execute(sql).fetchall()
same = lambda column: f"o.{column} IS NOT DISTINCT FROM t.{column}"
key = " AND ".join(same(column) for column in [*KEY.split(", "), "copy"])
counts = ", ".join(f"count(*) FILTER ({same(column)})" for column in COLUMNS)
both = f"FROM ours o JOIN theirs t ON {key}"
total, other = row("SELECT (SELECT count(*) FROM ours), (SELECT count(*) FROM theirs)")[0]
joined, everything, *agreeing = row(f"SELECT count(*), count(*) FILTER ({' AND '.join(map(same, COLUMNS))}), {counts} {both}")[0]
print(f"{'verdict':12} {'ours':>10} {'theirs':>10}")
for verdict, n, m in row("""SELECT verdict, coalesce(o.n, 0), coalesce(t.n, 0) FROM (SELECT verdict, count(*) n FROM ours GROUP BY 1) o
    FULL JOIN (SELECT verdict, count(*) n FROM theirs GROUP BY 1) t USING (verdict) ORDER BY 1"""):
    print(f"{verdict:12} {n:10,} {m:10,}")
print(f"{'rows':12} {total:10,} {other:10,}   in both: {joined:,}")
for column, n in zip(COLUMNS, agreeing):
    print(f"same {column:12} {n:10,} of {total:,}")
print(f"same in all      {everything:10,} of {total:,}")
if agreeing[0] < 0.999 * max(total, other):
    print("fewer than 99.9 % of the rows have the same verdict", file=sys.stderr)
    sys.exit(1)
