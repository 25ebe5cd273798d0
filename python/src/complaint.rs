//! Complaints as `daozhang.Error`, which is Python's own: `daozhang/_error.py`.

use daozhang::told::{Complaint, Ended};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// The results, or the exception that says why there are none.
pub fn results<T>(py: Python<'_>, ended: Result<T, Ended>) -> PyResult<T> {
    ended.map_err(|ended| match ended {
        Ended::Complaints(complaints) => error(py, &complaints),
        Ended::BrokenOff => PyKeyboardInterrupt::new_err(()),
    })
}

/// The exception for some complaints.
pub fn error(py: Python<'_>, complaints: &[Complaint]) -> PyErr {
    let raise = || {
        let module = py.import("daozhang._error")?;
        let complaint = module.getattr("Complaint")?;
        let each = complaints.iter().map(|one| {
            complaint.call1((
                &one.file,
                one.line,
                &one.field,
                &one.reason,
                &one.remedy,
                &one.sentence,
            ))
        });
        let each = PyList::new(py, each.collect::<PyResult<Vec<_>>>()?)?;
        module.getattr("Error")?.call1((each,))
    };
    raise().map_or_else(|error| error, PyErr::from_value)
}
