//! What is handed to Python: tables, dicts, texts.

use crate::arrow::Table;
use daozhang::told;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyNone, PyString};
use serde_json::Value;

/// Everything that a trace gives. As a table it is its verdicts.
#[pyclass(frozen, module = "daozhang")]
pub struct Results {
    /// A verdict for every swipe, in the order of merchant, reference, terminal and stan.
    #[pyo3(get)]
    verdicts: Py<Table>,
    /// Records that belong to no swipe: source, file, line, resembles, why.
    #[pyo3(get)]
    orphans: Py<Table>,
    /// Rows that could not be read: source, file, line, column, value, reason, rows.
    #[pyo3(get)]
    quarantine: Py<Table>,
    /// Common causes: incident, cause, dimension, value, began, swipes, amount, notice.
    #[pyo3(get)]
    incidents: Py<Table>,
    /// The funds map, as `funds.json` has it: every fen in one place.
    #[pyo3(get)]
    funds: Py<PyAny>,
    /// The summary, as `daozhang trace --format json` prints it; of records in memory, where the rows ended.
    #[pyo3(get)]
    summary: Py<PyAny>,
    /// `report.html`, where it was asked for.
    #[pyo3(get)]
    report: Option<String>,
}

impl Results {
    /// Hands results over.
    pub fn new(py: Python<'_>, given: told::Results) -> PyResult<Results> {
        Ok(Results {
            verdicts: Py::new(py, Table::new(given.schema, given.verdicts))?,
            orphans: Py::new(py, Table::of(given.orphans))?,
            quarantine: Py::new(py, Table::of(given.quarantine))?,
            incidents: Py::new(py, Table::of(given.incidents))?,
            funds: object(py, &given.funds)?.unbind(),
            summary: object(py, &given.summary)?.unbind(),
            report: given.report,
        })
    }
}

#[pymethods]
impl Results {
    /// The verdicts as an Arrow C stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        self.verdicts.get().stream(py)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let swipes = self.verdicts.bind(py).len()?;
        Ok(format!("<daozhang.Results: {swipes} swipes>"))
    }
}

/// One swipe's story.
#[pyclass(frozen, module = "daozhang")]
pub struct Story {
    /// As the command prints it.
    #[pyo3(get)]
    text: String,
    /// Every swipe that the handle means: verdict, timeline, ruled_out, message.
    #[pyo3(get)]
    swipes: Py<PyAny>,
}

impl Story {
    /// Hands a story over.
    pub fn new(py: Python<'_>, text: String, swipes: &[Value]) -> PyResult<Story> {
        let swipes = swipes.iter().map(|swipe| object(py, swipe));
        let swipes = PyList::new(py, swipes.collect::<PyResult<Vec<_>>>()?)?;
        let swipes = swipes.into_any().unbind();
        Ok(Story { text, swipes })
    }
}

#[pymethods]
impl Story {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let swipes = self.swipes.bind(py).len()?;
        Ok(format!("<daozhang.Story: {swipes} swipes>"))
    }
}

/// JSON as Python's own values.
fn object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => PyNone::get(py).to_owned().into_any(),
        Value::Bool(yes) => yes.into_pyobject(py)?.to_owned().into_any(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into_pyobject(py)?.into_any(),
            None => number.to_string().into_pyobject(py)?.into_any(), // Our JSON has no other numbers.
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(values) => {
            let values = values.iter().map(|value| object(py, value));
            PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)?.into_any()
        }
        Value::Object(fields) => {
            let dict = PyDict::new(py);
            for (name, value) in fields {
                dict.set_item(name, object(py, value)?)?;
            }
            dict.into_any()
        }
    })
}
