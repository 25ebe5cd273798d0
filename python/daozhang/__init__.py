"""Traces every card swipe from record files to a verdict: has the money arrived, and if not, why.

``trace`` judges a data set, ``why`` tells one swipe's story, ``judge`` judges Arrow tables in memory. Tables come
back as Arrow streams: ``pyarrow.table(x)``, ``polars.DataFrame(x)`` and DuckDB take them without copying.
"""

from daozhang._daozhang import Results, Story, Table, judge, trace, why
from daozhang._error import Complaint, Error

__all__ = ["Complaint", "Error", "Results", "Story", "Table", "judge", "trace", "why"]
