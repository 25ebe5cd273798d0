"""A small town that the command traced, too: whatever the package says, the command said first."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import daozhang

COMMAND = os.environ.get("DAOZHANG", "daozhang")


def command(*arguments: str | Path) -> str:
    """What the command prints; that something needs a look is no failure."""
    done = subprocess.run(
        [COMMAND, "--quiet", "--lang", "en", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


@dataclass
class Town:
    """A simulated town, and what the command made of it."""

    data: Path
    out: Path
    as_of: str
    summary: dict[str, Any]


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("town")
    command("simulate", "--swipes", "20000", "--seed", "7", "--out", folder, "--files", "parquet")
    as_of = (folder / "as-of").read_text().strip()
    out = folder / "out"
    said = command("trace", folder / "data", "--as-of", as_of, "--out", out, "--format", "json")
    return Town(folder / "data", out, as_of, json.loads(said))


@pytest.fixture(scope="session")
def traced(town: Town) -> daozhang.Results:
    return daozhang.trace(town.data, as_of=town.as_of, lang="en")
