//! The Python package's inside: the commands `trace` and `why`, and judging of what is in memory, for notebooks and clusters.
//!
//! In: Python arguments, Arrow tables through the PyCapsule interface. Out: Arrow tables the same way, dicts, texts,
//! `daozhang.Error`. Absent: any logic of its own; `daozhang::told` says everything.

mod arguments;
mod arrow;
mod complaint;
mod results;
mod supervise;

use arguments::{Given, known, records};
use pyo3::prelude::*;
use results::{Results, Story};
use std::path::PathBuf;

/// As in the binary: what two threads make in millions of small pieces. Arrow hands memory back through callbacks,
/// so it never meets Python's own allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Judges every swipe of a data set, as `daozhang trace` does, and hands the results over without writing files.
///
/// `folder` is a data set. `as_of` and `known_at` are instants: text as the command takes it, a `datetime` (without a zone it is
/// read in the data set's), a `date` (its end); without `as_of` it is now. `columns` chooses columns of the verdicts.
/// `progress(name, done, total)` is called on this thread with what is at work. With `report=True` the page for people is made, too.
/// Other Python threads run meanwhile, and Ctrl-C ends the call.
#[pyfunction]
#[pyo3(signature = (folder, as_of=None, known_at=None, columns=None, *, lang=None, threads=None, progress=None, report=false))]
#[expect(
    clippy::too_many_arguments,
    reason = "they are keywords to whoever calls"
)]
fn trace<'py>(
    py: Python<'py>,
    folder: PathBuf,
    as_of: Option<&Bound<'py, PyAny>>,
    known_at: Option<&Bound<'py, PyAny>>,
    columns: Option<&Bound<'py, PyAny>>,
    lang: Option<&str>,
    threads: Option<usize>,
    progress: Option<&Bound<'py, PyAny>>,
    report: bool,
) -> PyResult<Results> {
    let mut asked = Given {
        as_of,
        known_at,
        columns,
        lang,
        threads,
    }
    .asked()?;
    asked.report = report;
    let ended = supervise::run(py, progress, move |watch, then| {
        daozhang::told::trace(&folder, &asked, watch, then);
    })?;
    Results::new(py, complaint::results(py, ended)?)
}

/// One swipe's story, as `daozhang why` tells it.
///
/// `folder` is a data set, or the folder that a trace wrote. `handle` is an RRN or order number, `tid+stan`, or
/// `card tail+amount+day`. Where several swipes go by it, the text lists them, and `swipes` has the story of each.
#[pyfunction]
#[pyo3(signature = (folder, handle, lang=None, *, as_of=None, known_at=None, threads=None))]
fn why<'py>(
    py: Python<'py>,
    folder: PathBuf,
    handle: String,
    lang: Option<&str>,
    as_of: Option<&Bound<'py, PyAny>>,
    known_at: Option<&Bound<'py, PyAny>>,
    threads: Option<usize>,
) -> PyResult<Story> {
    let columns = None;
    let asked = Given {
        as_of,
        known_at,
        columns,
        lang,
        threads,
    }
    .asked()?;
    let ended = supervise::run(py, None, move |_, then| {
        then(daozhang::told::why(&folder, &handle, &asked));
    })?;
    let (text, swipes) = complaint::results(py, ended)?;
    Story::new(py, text, &swipes)
}

/// Judges records that are in memory: the same fold and the same judge as for files with these rows.
///
/// `batches` is a mapping of a source's name to its table, or one table (or an iterable of record batches) of all
/// sources, whose column `source` tells each row's. A table is anything with `__arrow_c_stream__`. All records of a swipe, and of the
/// payouts and bank lines that pay it, must be among them. `knowledge` is a folder with `merchants.csv`, or a mapping of the
/// names of knowledge files to tables, and of `settings` to a mapping of what stands there in `daozhang.toml`.
#[pyfunction]
#[pyo3(signature = (batches, knowledge, as_of=None, *, known_at=None, columns=None, lang=None, threads=None, progress=None))]
#[expect(
    clippy::too_many_arguments,
    reason = "they are keywords to whoever calls"
)]
fn judge<'py>(
    py: Python<'py>,
    batches: &Bound<'py, PyAny>,
    knowledge: &Bound<'py, PyAny>,
    as_of: Option<&Bound<'py, PyAny>>,
    known_at: Option<&Bound<'py, PyAny>>,
    columns: Option<&Bound<'py, PyAny>>,
    lang: Option<&str>,
    threads: Option<usize>,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Results> {
    let asked = Given {
        as_of,
        known_at,
        columns,
        lang,
        threads,
    }
    .asked()?;
    let records = records(batches, asked.lang)?;
    let known = known(knowledge, asked.lang)?;
    let ended = supervise::run(py, progress, move |watch, then| {
        daozhang::told::judge(records, &known, &asked, watch, then);
    })?;
    Results::new(py, complaint::results(py, ended)?)
}

/// The inside of the package `daozhang`; import that.
#[pymodule]
mod _daozhang {
    #[pymodule_export]
    use super::arrow::Table;
    #[pymodule_export]
    use super::results::{Results, Story};
    #[pymodule_export]
    use super::{judge, trace, why};
}
