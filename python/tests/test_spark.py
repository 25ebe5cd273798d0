"""Two data sets on a cluster of real executor processes are judged as each is by itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import daozhang
from conftest import Town, command
from test_judge import SOURCES, without_places

pytestmark = [
    pytest.mark.skipif("DAOZHANG_SPARK" not in os.environ, reason="python/test --spark installs PySpark and runs this"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "3",
        "spark.sql.session.timeZone": "America/New_York",  # Instants are instants wherever the cluster stands.
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def test_each_data_set_is_judged_as_by_itself(spark: Any, town: Town, tmp_path: Path) -> None:
    from daozhang.spark import judge, narrow

    command("simulate", "--swipes", "3000", "--seed", "8", "--out", tmp_path, "--files", "parquet")
    folders = {"east": str(town.data), "west": str(tmp_path / "data")}
    records = None
    for name, folder in folders.items():
        frames = {source: spark.read.parquet(f"{folder}/{source}") for source in SOURCES}
        here = narrow(frames).selectExpr("*", f"'{name}' as region")
        records = here if records is None else records.unionByName(here, allowMissingColumns=True)
    assert records is not None
    found = judge(records, lambda name: folders[name], town.as_of, by="region").toArrow()
    assert found.num_rows == 23000
    for name, folder in folders.items():
        alone = without_places(pa.table(daozhang.trace(folder, as_of=town.as_of)))
        mine = found.filter(pa.compute.equal(found["region"], name)).drop_columns(["region", "evidence"])
        # Spark keeps microseconds, and texts of its own size.
        order = [(column, "ascending") for column in ("mid", "rrn", "tid", "stan")]
        same = mine.cast(alone.schema).sort_by(order)
        assert same.equals(alone.sort_by(order))
    aside = judge(records, lambda name: folders[name], town.as_of, by="region", table="quarantine")
    assert aside.columns == ["region", "source", "file", "line", "column", "value", "reason", "rows"]
    assert aside.count() == 0
