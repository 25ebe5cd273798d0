"""Many data sets on a cluster: Apache Spark reads, shuffles, retries and writes, and each data set is judged by one task.

It is *not* one data set cut over many tasks: payouts, statements, channels and common causes cross the swipes' keys, and
docs/decisions.md tells what that needs. A data set here is what shares no swipe, payout or account with another one:
an acquirer, a region. It must fit the memory of a task.

    records = narrow({source: spark.read.parquet(f"/data/*/{source}") for source in ("platform", "bank")})
    verdicts = judge(records, lambda name: f"/data/{name}", "2025-10-09T10:00", by="acquirer")
    verdicts.write.parquet("/out/verdicts")
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

import daozhang

__all__ = ["judge", "narrow"]

_Folder = str | os.PathLike[str]

_SOMEBODY = pa.table(
    {"mid": ["-"], "name": ["-"], "settle_mode": ["T1"], "credit_rate": ["0"], "debit_rate": ["0"]}
)


def narrow(tables: Mapping[str, DataFrame]) -> DataFrame:
    """The tables of some sources as one, whose column ``source`` tells them apart."""
    parts = [table.withColumn("source", f.lit(source)) for source, table in tables.items()]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), parts)


def judge(
    records: DataFrame,
    knowledge: _Folder | Callable[[str], _Folder | Mapping[str, Any]],
    as_of: str | dt.datetime | None = None,
    *,
    by: str,
    known_at: str | dt.datetime | None = None,
    columns: str | Iterable[str] | None = None,
    table: Literal["verdicts", "orphans", "quarantine", "incidents"] = "verdicts",
) -> DataFrame:
    """Judges every data set among the records; one is all rows with the same value of the column ``by``.

    ``knowledge`` is the folder that all of them share, or tells it, or tables of it, by the value of ``by``; tasks must see it.
    ``as_of`` is one instant for all; without it, the driver's now. ``table`` chooses the results; rows that cannot be
    read are nowhere but in ``quarantine``. The column ``by`` stands before the others, and must not be one of them.
    """
    names = columns if columns is None or isinstance(columns, str) else ",".join(columns)
    at = as_of if as_of is not None else dt.datetime.now(dt.timezone.utc)
    nothing = daozhang.judge({}, {"merchants": _SOMEBODY}, "2000-01-01", columns=names)
    plain = _plain(pa.schema(getattr(nothing, table)))
    if by in plain.names:
        raise ValueError(f"by is {by!r}, which is a column of the results; tell data sets apart by a column of another name")
    known = knowledge if callable(knowledge) else lambda _: knowledge

    def each(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for name, rows in _data_sets(batches, by):
            found = daozhang.judge(rows, known(name), at, known_at=known_at, columns=names, threads=1)
            told = pa.table(getattr(found, table)).cast(plain)
            yield from told.add_column(0, by, pa.array([name] * told.num_rows, pa.string())).to_batches()

    schema = from_arrow_schema(plain.insert(0, pa.field(by, pa.string())))
    rows = records.withColumn(by, f.col(by).cast("string"))
    return rows.repartition(f.col(by)).sortWithinPartitions(by).mapInArrow(each, schema)


def _plain(schema: pa.Schema) -> pa.Schema:
    """In the types that Spark reads: no dictionaries, no unsigned numbers, microseconds."""

    def plain(kind: pa.DataType) -> pa.DataType:
        if pa.types.is_dictionary(kind):
            return kind.value_type
        if pa.types.is_timestamp(kind):
            return pa.timestamp("us", "UTC")
        return pa.int64() if pa.types.is_unsigned_integer(kind) else kind

    return pa.schema([field.with_type(plain(field.type)) for field in schema])


def _data_sets(batches: Iterator[pa.RecordBatch], by: str) -> Iterator[tuple[str, list[pa.RecordBatch]]]:
    """The data sets of a partition that is sorted by them, one after the other."""
    name: str | None = None
    rows: list[pa.RecordBatch] = []
    for batch in batches:
        for value in pc.unique(batch.column(by)).to_pylist():
            if value is None:
                raise ValueError(f"a row has no {by}; say of every row which data set it is of")
            if value != name:
                if name is not None:
                    yield name, rows
                name, rows = value, []
            rows.append(batch.filter(pc.equal(batch.column(by), value)))
    if name is not None:
        yield name, rows
