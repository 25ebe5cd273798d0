"""A trace gives what the command writes, to every library that reads Arrow."""

from __future__ import annotations

import _thread
import datetime as dt
import json
import signal
import threading
import time

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import daozhang
from conftest import Town


def plain(table: pa.Table) -> pa.Table:
    """Without dictionaries, which differ from batch to batch, and nullability, which files do not keep."""
    fields = []
    for field in table.schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        fields.append(pa.field(field.name, kind))
    return table.cast(pa.schema(fields)).combine_chunks()


def test_verdicts_are_those_of_the_command(town: Town, traced: daozhang.Results) -> None:
    written = plain(pq.read_table(town.out / "verdicts.parquet"))
    assert plain(pa.table(traced.verdicts)).equals(written)
    assert plain(pa.table(traced)).equals(written), "results are a table: their verdicts"
    assert len(traced.verdicts) == written.num_rows
    assert traced.verdicts.columns == tuple(written.column_names)


def test_polars_and_duckdb_read_the_same(town: Town, traced: daozhang.Results) -> None:
    written = pq.read_table(town.out / "verdicts.parquet")
    overdue = written.filter(pa.compute.equal(written["verdict"].cast(pa.string()), "overdue")).num_rows
    assert overdue > 0
    frame = pl.DataFrame(traced.verdicts)
    assert frame.filter(pl.col("verdict").cast(pl.String) == "overdue").height == overdue
    assert frame["gap"].sum() == pa.compute.sum(written["gap"]).as_py()
    causes = {cause for cause in frame["cause"].cast(pl.String)}
    assert causes == set(written["cause"].cast(pa.string()).to_pylist())
    verdicts = traced.verdicts  # noqa: F841: DuckDB finds it by its name
    found = duckdb.sql("select count(*), sum(gap)::bigint from verdicts where verdict = 'overdue'")
    late = frame.filter(pl.col("verdict").cast(pl.String) == "overdue")
    assert found is not None and found.fetchall() == [(overdue, late["gap"].sum())]


def test_the_other_results_are_those_of_the_command(town: Town, traced: daozhang.Results) -> None:
    assert traced.summary == town.summary
    assert traced.funds == json.loads((town.out / "funds.json").read_text())
    assert plain(pa.table(traced.orphans)).equals(plain(pq.read_table(town.out / "orphans.parquet")))
    incidents = pa.table(traced.incidents)
    written = pyarrow.csv.read_csv(town.out / "incidents.csv")
    for column in ("incident", "cause", "dimension", "value", "swipes", "amount"):
        assert incidents[column].to_pylist() == written[column].to_pylist(), column
    assert pa.table(traced.quarantine).column_names == [
        "source", "file", "line", "column", "value", "reason", "rows",
    ]  # fmt: skip
    assert traced.report is None


def test_columns_and_instants_as_people_pass_them(town: Town, traced: daozhang.Results) -> None:
    at = dt.datetime.fromisoformat(town.as_of)
    some = daozhang.trace(town.data, as_of=at, columns=["rrn", "verdict"], report=True, threads=1)
    assert some.verdicts.columns == ("rrn", "verdict")
    assert plain(pa.table(some)).equals(plain(pa.table(traced)).select(["rrn", "verdict"]))
    assert some.report is not None and some.report.startswith("<!")
    day = daozhang.trace(town.data, at.date(), known_at=at, columns="verdict")
    assert len(day.verdicts) > 0


def test_progress_is_told_and_may_stop_the_work(town: Town) -> None:
    told: list[tuple[str, int, int]] = []
    daozhang.trace(town.data, as_of=town.as_of, progress=lambda *stage: told.append(stage))
    names = list(dict.fromkeys(name for name, _, _ in told))
    assert names == ["reading", "folding", "matching", "judging", "searching", "writing"]
    assert told[-1] == ("writing", 20000, 20000)

    class Enough(Exception):
        pass

    def enough(name: str, done: int, total: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        daozhang.trace(town.data, as_of=town.as_of, progress=enough)


def test_other_threads_run_and_an_interrupt_ends_the_call(town: Town) -> None:
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    ticking = threading.Thread(target=tick)
    ticking.start()
    daozhang.trace(town.data, as_of=town.as_of)
    seen = ticks
    # A shell starts what it runs in the background deaf to interrupts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            daozhang.trace(town.data, as_of=town.as_of, progress=lambda *_: _thread.interrupt_main())
    finally:
        signal.signal(signal.SIGINT, before)
        done.set()
    ticking.join()
    assert seen > 5, "the interpreter was locked"


def test_a_table_outlives_its_results(town: Town) -> None:
    verdicts = daozhang.trace(town.data, as_of=town.as_of, columns="rrn").verdicts
    table = pa.table(verdicts)
    del verdicts
    assert table.num_rows == 20000 and table["rrn"][0].as_py()
    assert pa.schema(daozhang.trace(town.data, as_of=town.as_of, columns="rrn").verdicts).names == ["rrn"]
