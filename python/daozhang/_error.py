"""What is raised when something cannot be traced, told or judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong: where, what, and what to do instead."""

    file: str
    """The file, folder or table; empty for an argument."""
    line: int | None
    """The line there, where one is meant."""
    field: str
    """The column or argument; may be empty."""
    reason: str
    """What is wrong."""
    remedy: str
    """What to do instead; may be empty."""
    sentence: str
    """All of it as the command says it."""


class Error(Exception):
    """Everything that is wrong, in ``complaints``; ``file`` to ``remedy`` are those of the first."""

    complaints: tuple[Complaint, ...]

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(one.sentence for one in complaints))
        self.complaints = tuple(complaints)

    def __reduce__(self) -> tuple[type[Error], tuple[tuple[Complaint, ...]]]:
        return (type(self), (self.complaints,))

    @property
    def file(self) -> str:
        """The file, folder or table; empty for an argument."""
        return self.complaints[0].file

    @property
    def line(self) -> int | None:
        """The line there, where one is meant."""
        return self.complaints[0].line

    @property
    def field(self) -> str:
        """The column or argument; may be empty."""
        return self.complaints[0].field

    @property
    def reason(self) -> str:
        """What is wrong."""
        return self.complaints[0].reason

    @property
    def remedy(self) -> str:
        """What to do instead; may be empty."""
        return self.complaints[0].remedy
