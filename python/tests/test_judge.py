"""Records in memory are judged as the same records in files are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

import daozhang
from conftest import Town
from test_trace import plain

SOURCES = ("terminal", "platform", "clearing", "settlement", "payout", "bank")


def records(data: Path) -> dict[str, pa.Table]:
    return {source: pq.read_table(data / source) for source in SOURCES}


def knowledge(data: Path) -> dict[str, pa.Table]:
    texts = {}
    for file in sorted(data.glob("*.csv")):
        names = file.read_text(encoding="utf-8").splitlines()[0].split(",")
        options = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        texts[file.stem] = pyarrow.csv.read_csv(file, convert_options=options)
    return texts


def without_places(table: pa.Table) -> pa.Table:
    return plain(table).drop_columns(["evidence"])


def test_the_same_records_give_the_same_verdicts(town: Town, traced: daozhang.Results) -> None:
    expected = without_places(pa.table(traced))
    found = daozhang.judge(records(town.data), town.data, town.as_of)
    assert without_places(pa.table(found)).equals(expected)
    assert found.funds == traced.funds
    assert found.summary["rows"] == traced.summary["rows"]
    evidence = pa.table(found)["evidence"][0].as_py()
    assert "/batches:" in evidence


def test_tables_of_polars_and_knowledge_in_memory(town: Town, traced: daozhang.Results) -> None:
    frames = {source: pl.DataFrame(table) for source, table in records(town.data).items()}
    frames["platform"] = frames["platform"].with_columns(pl.col("mid").cast(pl.Categorical))
    known: dict[str, object] = {name: pl.DataFrame(table) for name, table in knowledge(town.data).items()}
    known["settings"] = {"zone": "Asia/Shanghai", "makeup_workday_settles": True, "t0_window_minutes": 120}
    found = daozhang.judge(frames, known, town.as_of)
    assert without_places(pa.table(found)).equals(without_places(pa.table(traced)))


def test_one_narrow_table_in_batches(town: Town, traced: daozhang.Results) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        parts = [
            table.append_column("source", pa.array([source] * table.num_rows))
            for source, table in records(town.data).items()
        ]
        narrow = pa.concat_tables([plain(part) for part in parts], promote_options="default")
        # In any order: what a cluster hands over has none.
        yield from reversed(narrow.to_batches(max_chunksize=5000))

    found = daozhang.judge(batches(), town.data, town.as_of)
    assert without_places(pa.table(found)).equals(without_places(pa.table(traced)))


def test_broken_rows_are_set_aside(town: Town) -> None:
    bank = pa.table(
        {"account_no": ["A"], "booked_at": ["yesterday"], "direction": ["credit"], "amount": [5], "source": ["bank"]}
    )
    found = daozhang.judge(bank, town.data, town.as_of, lang="en")
    [row] = pa.table(found.quarantine).to_pylist()
    assert (row["file"], row["line"], row["column"], row["value"]) == ("bank/batches", 1, "booked_at", "yesterday")
    assert found.summary["rows"]["quarantined"] == 1 and len(found.verdicts) == 0


def test_nothing_is_judged_to_nothing(town: Town) -> None:
    nothings: list[dict[str, pa.Table] | list[pa.Table]] = [{}, []]
    for nothing in nothings:
        found = daozhang.judge(nothing, town.data, town.as_of)
        assert pa.table(found).num_rows == 0 and "rrn" in found.verdicts.columns
