import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, final

__all__ = ["Results", "Story", "Table", "judge", "trace", "why"]

class _Stream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

_Instant: TypeAlias = str | dt.datetime | dt.date
_Lang: TypeAlias = Literal["zh", "en"] | str
_Progress: TypeAlias = Callable[[str, int, int], object]
_Records: TypeAlias = _Stream | Iterable[_Stream]

@final
class Table:
    """A table in memory. `pyarrow.table(x)`, `polars.DataFrame(x)` and DuckDB take it as it is, any number of times."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...
    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""

@final
class Results:
    """Everything that a trace gives. As a table it is its verdicts."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    @property
    def verdicts(self) -> Table:
        """A verdict for every swipe, in the order of merchant, reference, terminal and stan."""
    @property
    def orphans(self) -> Table:
        """Records that belong to no swipe: source, file, line, resembles, why."""
    @property
    def quarantine(self) -> Table:
        """Rows that could not be read: source, file, line, column, value, reason, rows."""
    @property
    def incidents(self) -> Table:
        """Common causes: incident, cause, dimension, value, began, swipes, amount, notice."""
    @property
    def funds(self) -> dict[str, Any]:
        """The funds map, as `funds.json` has it: every fen in one place."""
    @property
    def summary(self) -> dict[str, Any]:
        """The summary, as `daozhang trace --format json` prints it; of records in memory, where the rows ended."""
    @property
    def report(self) -> str | None:
        """`report.html`, where it was asked for."""

@final
class Story:
    """One swipe's story."""

    @property
    def text(self) -> str:
        """As the command prints it."""
    @property
    def swipes(self) -> list[dict[str, Any]]:
        """Every swipe that the handle means: verdict, timeline, ruled_out, message."""

def trace(
    folder: str | os.PathLike[str],
    as_of: _Instant | None = None,
    known_at: _Instant | None = None,
    columns: str | Iterable[str] | None = None,
    *,
    lang: _Lang | None = None,
    threads: int | None = None,
    progress: _Progress | None = None,
    report: bool = False,
) -> Results:
    """Judges every swipe of a data set, as `daozhang trace` does, and hands the results over without writing files.

    `folder` is a data set. `as_of` and `known_at` are instants: text as the command takes it, a `datetime` (without a
    zone it is read in the data set's), a `date` (its end); without `as_of` it is now. `columns` chooses columns of the
    verdicts. `progress(name, done, total)` is called on this thread with what is at work. With `report=True` the page
    for people is made, too. Other Python threads run meanwhile, and Ctrl-C ends the call.
    """

def why(
    folder: str | os.PathLike[str],
    handle: str,
    lang: _Lang | None = None,
    *,
    as_of: _Instant | None = None,
    known_at: _Instant | None = None,
    threads: int | None = None,
) -> Story:
    """One swipe's story, as `daozhang why` tells it.

    `folder` is a data set, or the folder that a trace wrote. `handle` is an RRN or order number, `tid+stan`, or
    `card tail+amount+day`. Where several swipes go by it, the text lists them, and `swipes` has the story of each.
    """

def judge(
    batches: Mapping[str, _Records] | _Records,
    knowledge: str | os.PathLike[str] | Mapping[str, Any],
    as_of: _Instant | None = None,
    *,
    known_at: _Instant | None = None,
    columns: str | Iterable[str] | None = None,
    lang: _Lang | None = None,
    threads: int | None = None,
    progress: _Progress | None = None,
) -> Results:
    """Judges records that are in memory: the same fold and the same judge as for files with these rows.

    `batches` is a mapping of a source's name to its table, or one table (or an iterable of record batches) of all
    sources, whose column `source` tells each row's. A table is anything with `__arrow_c_stream__`. All records of a
    swipe, and of the payouts and bank lines that pay it, must be among them. `knowledge` is a folder with
    `merchants.csv`, or a mapping of the names of knowledge files to tables, and of `settings` to a mapping of what
    stands there in `daozhang.toml`.
    """
