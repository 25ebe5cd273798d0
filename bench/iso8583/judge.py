"""Figures of `bench/iso8583/run`: python3 judge.py sale DIALECT | bars CRITERION FOUND

`sale` prints the sale that `crates/wire/benches/iso8583.rs` measures. `bars` prints the table and exits with 1 unless we
are at least 5 times as fast as the best of the others, every value read, and a sale is decoded in less than 1 µs. Of
each the best round counts: other work on the machine makes rounds slower, never faster.
"""

import json
import pathlib
import re
import sys

TIMES_MIN = 5
DECODE_NS_MAX = 1000


def sale(slug):
    bench = pathlib.Path(__file__).resolve().parents[2] / "crates/wire/benches/iso8583.rs"
    for name, digits in re.findall(r'"([a-z0-9-]+)",\s*"([0-9A-F\\\s]+)"', bench.read_text()):
        if name == slug:
            return re.sub(r"[\\\s]", "", digits)
    raise SystemExit(f"no sale of {slug}")


def ours(criterion, slug, what):
    # criterion makes a folder of a name by replacing what is no letter of a path.
    path = pathlib.Path(criterion) / f"{slug}_{what}" / "new/sample.json"
    sample = json.loads(path.read_text())
    return min(time / rounds for time, rounds in zip(sample["times"], sample["iters"]))


def bars(criterion, found):
    others = re.findall(r"(\S+) (\S+) decode (\d+) ns encode (\d+) ns", pathlib.Path(found).read_text())
    held = True
    for slug in ("unionpay-terminal", "iso8583-1987-ascii"):
        alone = ours(criterion, slug, "decode")
        decode = ours(criterion, slug, "decode and read every value")
        encode = ours(criterion, slug, "encode")
        print(f"{slug}: decode {alone:.0f} ns, with every value read {decode:.0f} ns; encode {encode:.0f} ns")
        held &= alone < DECODE_NS_MAX
        for name, dialect, their_decode, their_encode in others:
            if dialect == slug:
                ratios = int(their_decode) / decode, int(their_encode) / encode
                held &= min(ratios) >= TIMES_MIN
                print(f"  {name}: decode {their_decode} ns ({ratios[0]:.1f} times), encode {their_encode} ns ({ratios[1]:.1f} times)")
    print("the bars hold" if held else "a bar does not hold")
    return held


if __name__ == "__main__":
    if sys.argv[1] == "sale":
        print(sale(sys.argv[2]))
    elif not bars(*sys.argv[2:]):
        sys.exit(1)
