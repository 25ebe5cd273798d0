"""Compares the balances that hledger, ledger and beancount come to with those of `daozhang ledger balances`."""

import csv
import re
import sys
from decimal import Decimal
from pathlib import Path

from beancount import loader
from beancount.core import realization

work = Path(sys.argv[1])
ROOTS = {"asset": "assets", "liability": "liabilities", "equity": "equity", "income": "income", "expense": "expenses"}


def capital(word):
    return word[:1].upper() + word[1:]


def ours():
    """Account in hledger's words and in beancount's: what it holds, debits plus."""
    plain, bean = {}, {}
    for row in csv.DictReader((work / "balances.csv").open()):
        net = Decimal(row["balance_decimal"])
        if row["kind"] not in ("asset", "expense"):
            net = -net
        root, subject = ROOTS[row["kind"]], row["subject"]
        name = f"{root}:{row['account'].replace('_', '-')}"
        plain[name + (f":{subject}" if subject else "")] = net
        if subject and (not re.match("[A-Z0-9]", subject) or subject.startswith("X-")):
            subject = f"X-{subject}"
        name = f"{capital(root)}:" + "-".join(capital(word) for word in row["account"].split("_"))
        bean[name + (f":{subject}" if subject else "")] = net
    return plain, bean


def compare(program, theirs, mine):
    mine = {name: net for name, net in mine.items() if net}
    theirs = {name: net for name, net in theirs.items() if net}
    differing = {name: (theirs.get(name), mine.get(name)) for name in theirs.keys() | mine.keys() if theirs.get(name) != mine.get(name)}
    assert not differing, f"{program} differs: {differing}"
    print(f"{program}: {len(mine)} accounts hold the same")


def amount(text):
    return Decimal(re.sub(r"[^0-9.-]", "", text) or "0")


plain, bean = ours()
rows = list(csv.reader((work / "hledger.csv").open()))
compare("hledger", {row[0]: amount(row[1]) for row in rows[1:] if row[0].lower() not in ("total", "total:")}, plain)
rows = csv.reader((work / "ledger.csv").open())
compare("ledger", {row[0]: amount(row[1]) for row in rows if len(row) == 2}, plain)
entries, errors, _ = loader.load_file(str(work / "books.beancount"))
assert not errors, errors
tree = realization.realize(entries)
held = {}
for account in realization.iter_children(tree):
    for position in account.balance:
        held[account.account] = position.units.number
compare("beancount", held, bean)
