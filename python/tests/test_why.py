"""A story is that of the command."""

from __future__ import annotations

import json

import polars as pl

import daozhang
from conftest import Town, command


def test_a_story_is_the_commands_story(town: Town, traced: daozhang.Results) -> None:
    frame = pl.DataFrame(traced.verdicts)
    rrn = frame.filter(pl.col("verdict").cast(pl.String) == "overdue")["rrn"][0]
    story = daozhang.why(town.data, rrn, lang="en", as_of=town.as_of)
    when = ("--as-of", town.as_of)
    assert story.text == str(story) == command("why", town.data, rrn, *when)
    assert story.swipes == json.loads(command("why", town.data, rrn, *when, "--format", "json"))
    assert story.swipes[0]["verdict"]["rrn"] == rrn
    # From the folder that a trace wrote: which data set, and when, stands there.
    assert daozhang.why(town.out, rrn, lang="en").swipes == story.swipes
    chinese = daozhang.why(town.out, rrn, "zh").text
    assert chinese != story.text and "结论" in chinese


def test_what_nobody_knows_is_told_too(town: Town) -> None:
    story = daozhang.why(town.data, "no-such-order", lang="en", as_of=town.as_of)
    assert story.swipes == [] and story.text == command("why", town.data, "no-such-order", "--as-of", town.as_of)
