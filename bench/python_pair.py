"""`daozhang.trace` in Python against `daozhang trace`, in turn: wall time and CPU seconds, and the ratio of each round.

usage: python_pair.py TOWN RUNS BINARY    with the interpreter that has the package. The command writes its files but for the page;
the package makes the same tables in memory. Whole processes: start, import and giving memory back count.
"""

import os
import statistics
import subprocess
import sys
import time

CALL = """
import sys, daozhang
found = daozhang.trace(sys.argv[1], as_of=sys.argv[2])
assert len(found.verdicts) == found.summary["swipes"]
"""


def timed(command: list[str]) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak GiB of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: done, and something needs a look.
        sys.exit(f"failed: {' '.join(command)}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def main() -> None:
    town, runs, binary = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    data = os.path.join(town, "data")
    with open(os.path.join(town, "as-of"), encoding="utf-8") as file:
        as_of = file.read().strip()
    pair = {
        "command": [binary, "-q", "trace", data, "--as-of", as_of, "--out", os.path.join(town, "out"), "--no-report"],
        "package": [sys.executable, "-c", CALL, data, as_of],
    }
    times: dict[str, list[tuple[float, float, float]]] = {name: [] for name in pair}
    for round_number in range(runs + 1):
        names = list(pair) if round_number % 2 else list(reversed(pair))
        for name in names:
            took = timed(pair[name])
            if round_number:  # The first round warms the file cache.
                times[name].append(took)
    for name, took in times.items():
        walls, cpus, peaks = zip(*took)
        print(f"{name}: wall {statistics.median(walls):.2f} s ({min(walls):.2f} to {max(walls):.2f}), CPU {statistics.median(cpus):.2f} s, {statistics.median(peaks):.2f} GiB")
    for label, part in (("wall", 0), ("CPU", 1)):
        ratios = [mine[part] / its[part] for mine, its in zip(times["package"], times["command"])]
        print(f"package / command, {label}: {min(ratios):.2f} to {max(ratios):.2f}, median {statistics.median(ratios):.2f}")


main()
