"""What cannot be done is said with file, line, field, reason and remedy."""

from __future__ import annotations

import pickle
from pathlib import Path

import pyarrow as pa
import pytest

import daozhang
from conftest import Town


def test_a_folder_that_is_no_data_set(tmp_path: Path) -> None:
    with pytest.raises(daozhang.Error) as raised:
        daozhang.trace(tmp_path / "nowhere", lang="en")
    error = raised.value
    assert (error.file, error.line, error.field) == (str(tmp_path / "nowhere"), None, "")
    assert (error.reason, error.remedy) == ("there is no such folder", "check the path")
    assert str(error) == f"{tmp_path}/nowhere: there is no such folder; check the path"
    again = pickle.loads(pickle.dumps(error))
    assert again.complaints == error.complaints


def test_every_wrong_setting_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    (tmp_path / "daozhang.toml").write_text('[settings]\nzone = "Mars"\ncutof = "23:00"\n')
    with pytest.raises(daozhang.Error) as raised:
        daozhang.trace(tmp_path, lang="en")
    lines = {one.line for one in raised.value.complaints}
    assert lines == {2, 3} and all(one.file == "daozhang.toml" for one in raised.value.complaints)
    with pytest.raises(daozhang.Error, match="时区"):
        daozhang.trace(tmp_path, lang="zh")


def test_arguments_that_say_nothing(town: Town) -> None:
    with pytest.raises(daozhang.Error) as raised:
        daozhang.trace(town.data, as_of="soon", lang="en")
    assert raised.value.field == "as_of" and raised.value.remedy.startswith("write 2025-")
    with pytest.raises(daozhang.Error) as raised:
        daozhang.trace(town.data, columns="midd", lang="en")
    assert raised.value.field == "columns" and raised.value.remedy
    with pytest.raises(daozhang.Error) as raised:
        daozhang.why(town.data, "1+2+3+4", lang="en")
    assert raised.value.field == "handle"
    with pytest.raises(ValueError, match="lang"):
        daozhang.trace(town.data, lang="fr")
    with pytest.raises(TypeError, match="instant"):
        daozhang.trace(town.data, as_of=5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="threads"):
        daozhang.trace(town.data, threads=0)


def test_tables_that_cannot_be_judged(town: Town) -> None:
    few = pa.table({"rrn": ["250926000123"]})
    with pytest.raises(daozhang.Error) as raised:
        daozhang.judge({"clearing": few}, town.data, town.as_of, lang="en")
    assert (raised.value.file, raised.value.field) == ("clearing/batches", "mid")
    with pytest.raises(daozhang.Error) as raised:
        daozhang.judge({"clearings": few}, town.data, town.as_of, lang="en")
    assert (raised.value.field, raised.value.reason) == ("batches", '"clearings" is not one of the known values')
    for narrow in (few, pa.table({"source": ["banks"]})):
        with pytest.raises(daozhang.Error) as raised:
            daozhang.judge(narrow, town.data, town.as_of, lang="en")
        assert raised.value.field == "source"
    with pytest.raises(daozhang.Error) as raised:
        daozhang.judge({}, {"merchants": few, "settings": {"zone": "Mars"}}, town.as_of, lang="en")
    assert "zone" in raised.value.reason
    with pytest.raises(daozhang.Error) as raised:
        daozhang.judge({}, {}, town.as_of, lang="en")
    assert raised.value.file == "merchants"
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        daozhang.judge({"clearing": 5}, town.data, town.as_of)  # type: ignore[arg-type]
