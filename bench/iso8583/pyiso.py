"""pyiso8583 over messages of our dialects: python bench/iso8583/pyiso.py list FILE | time DIALECT FRAME...

`list` reads files of `crates/wire/tests/iso8583` and prints them again with what pyiso8583 finds in every frame: the
second opinion that those tests compare with. `time` prints nanoseconds per decode and encode of a frame given in hex
(from its message type on). The tables are ours, `specs/messages/*.toml`: what is compared is the codec.
"""

import pathlib
import sys
import time
import tomllib

import iso8583

SPECS = pathlib.Path(__file__).resolve().parents[2] / "specs/messages"
PREFIX = {"packed": "bcd", "ascii": "ascii", "ebcdic": "cp037"}
TEXT = {"ascii": "latin-1", "ebcdic": "cp037"}


def dialect(slug):
    for path in SPECS.glob("*.toml"):
        table = tomllib.loads(path.read_text())
        for one in table["dialect"]:
            if one["slug"] == slug:
                return one, table["element"]
    raise SystemExit(f"no dialect {slug}")


def spec_of(slug):
    head, elements = dialect(slug)
    text = TEXT[head["text"]]
    packed = head["digits"] == "packed"
    bitmap = {"data_enc": "b" if head["bitmap"] == "binary" else text, "len_enc": "ascii", "len_type": 0,
              "max_len": 8 if head["bitmap"] == "binary" else 16}
    spec = {
        "h": {"data_enc": "b", "len_enc": "ascii", "len_type": 0, "max_len": 0},
        "t": {"data_enc": "b" if head["type"] == "packed" else text, "len_enc": "ascii", "len_type": 0,
              "max_len": 2 if head["type"] == "packed" else 4},
        "p": bitmap,
        "1": bitmap,
    }
    for element in elements:
        how, units = element["length"].split()
        digits = {"fixed": 0, "lvar": 1, "llvar": 2, "lllvar": 3, "llllvar": 4}[how]
        row = {"max_len": int(units), "len_enc": PREFIX[head["prefix"]],
               "len_type": (digits + 1) // 2 if head["prefix"] == "packed" else digits}
        if element["holds"] in ("n", "z") and packed:
            row |= {"data_enc": "b", "len_count": "nibbles"}
            odd = element.get("odd", head["odd_fixed"] if how == "fixed" else head["odd_variable"])
            row["left_pad" if odd.startswith("left") else "right_pad"] = odd[-1]
        elif element["holds"] == "b" and head["binary"] == "binary":
            row |= {"data_enc": "b"}
        elif element["holds"] == "b":
            row |= {"data_enc": text, "max_len": 2 * int(units)}
        else:
            row |= {"data_enc": text}
        spec[str(element["number"])] = row
    return spec, {str(e["number"]): e["holds"] for e in elements}


def said(value, holds):
    if holds in ("n", "z", "b", "x+n"):
        return value
    if all(" " <= letter <= "~" for letter in value):
        return f"'{value}'"
    return "x" + value.encode("latin-1").hex().upper()


def listed(path, slug="unionpay-terminal", envelope=11):
    spec, holds = spec_of(slug)
    for line in path.read_text().splitlines():
        if line.startswith(("#", "frame", "bare")) or not line:
            print(line)
        if line.startswith("frame "):
            raw = bytes.fromhex(line[6:])[2 + envelope:]
        elif line.startswith("bare "):
            raw = bytes.fromhex(line[5:])[envelope:]
        else:
            continue
        found, _ = iso8583.decode(raw, spec)
        assert iso8583.encode(found, spec)[0] == raw
        print(found["t"])
        for number in sorted((key for key in found if key.isdigit() and key != "1"), key=int):
            print(number, said(found[number], holds[number]))


def timed(work, seconds=1.0):
    rounds = 100
    while True:
        start = time.perf_counter()
        for _ in range(rounds):
            work()
        took = time.perf_counter() - start
        if took > seconds:
            return took / rounds * 1e9
        rounds *= 2


if __name__ == "__main__":
    if sys.argv[1] == "list":
        for name in sys.argv[2:]:
            listed(pathlib.Path(name))
    else:
        spec, _ = spec_of(sys.argv[2])
        for frame in sys.argv[3:]:
            raw = bytes.fromhex(frame)
            message, _ = iso8583.decode(raw, spec)
            assert iso8583.encode(message, spec)[0] == raw
            decoding = min(timed(lambda: iso8583.decode(raw, spec)) for _ in range(3))
            encoding = min(timed(lambda: iso8583.encode(message, spec)) for _ in range(3))
            print(f"pyiso8583 {sys.argv[2]} decode {decoding:.0f} ns encode {encoding:.0f} ns")
