"""daozhang and DuckDB over the same files, whole processes in turn: python bench/pair.py TOWN RUNS DAOZHANG

Three contenders, in an order that changes from round to round, for whoever runs after DuckDB pays for its memory:
everything that `trace` writes; the columns that the joins write, and no evidence; the joins. The first round
warms the caches and is not counted. Prints medians, and the ratio round by round: the machine's speed changes over
minutes, and within a round hardly.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time

town, runs, daozhang = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
as_of = (town / "as-of").read_text().strip()
SAME = "mid,tid,stan,rrn,order_no,card,txn_type,amount,currency,swiped_at,verdict,timing,owed,arrived,gap,expected_by,arrived_at"
trace = [daozhang, "-q", "trace", str(town / "data"), "--as-of", as_of, "--no-report"]
joins = [sys.executable, "bench/duckdb_trace.py", str(town / "data"), str(town / "duckdb.parquet"), as_of, "2"]
CONTENDERS = {
    "daozhang, everything": [*trace, "--out", str(town / "out")],
    "daozhang, the joins' columns": [*trace, "--out", str(town / "out-same"), "--columns", SAME],
    "DuckDB": joins,
}


def run(command):
    """Wall seconds, CPU seconds and peak GiB of a process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: done, and something needs a look.
        sys.exit(f"failed: {' '.join(command)}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


seen = {name: [] for name in CONTENDERS}
for number in range(runs + 1):
    names = list(CONTENDERS)
    names = names[number % 3 :] + names[: number % 3]
    for name in names if number % 2 else reversed(names):
        found = run(CONTENDERS[name])
        if number:
            seen[name].append(found)
for name, found in seen.items():
    wall, cpu, memory = (statistics.median(one[at] for one in found) for at in range(3))
    print(f"{name:30} {wall:5.1f} s wall {cpu:6.1f} s CPU {memory:6.2f} GiB")
for name in list(CONTENDERS)[:2]:
    ratios = [ours[0] / theirs[0] for ours, theirs in zip(seen[name], seen["DuckDB"])]
    print(f"{name:30} to DuckDB, by round: {' '.join(f'{ratio:.2f}' for ratio in ratios)}; median {statistics.median(ratios):.2f}")
