//! Arrow tables through the PyCapsule interface: handed over as they are, nothing is copied.
//!
//! In and out: anything with `__arrow_c_stream__`. Absent: `pyarrow`, which nobody needs to have.

use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchIterator};
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use std::ffi::CStr;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";

/// A table in memory. `pyarrow.table(x)`, `polars.DataFrame(x)` and DuckDB take it as it is, any number of times.
#[pyclass(frozen, module = "daozhang")]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// Of batches that have these columns.
    pub fn new(schema: SchemaRef, batches: Vec<RecordBatch>) -> Table {
        Table { schema, batches }
    }

    /// Of one batch.
    pub fn of(batch: RecordBatch) -> Table {
        Table::new(batch.schema(), vec![batch])
    }

    /// Its capsule.
    pub fn stream<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let batches = self.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
    }
}

#[pymethods]
impl Table {
    /// The rows as an Arrow C stream. A schema that is requested is not heeded: whoever asks casts.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        self.stream(py)
    }

    /// The columns as an Arrow C schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(broken)?;
        PyCapsule::new_with_value(py, schema, SCHEMA)
    }

    /// The names of the columns.
    #[getter]
    fn columns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.schema.fields().iter().map(|field| field.name()))
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        let names: Vec<&str> = self
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        format!(
            "<daozhang.Table: {} rows of {}>",
            self.__len__(),
            names.join(", ")
        )
    }
}

fn broken(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Whether something can be read as a table.
pub fn is_table(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    given.hasattr("__arrow_c_stream__")
}

/// Reads a table, or what an iterable of tables has one after the other; `None` of an iterable without any.
pub fn read(given: &Bound<'_, PyAny>) -> PyResult<Option<(SchemaRef, Vec<RecordBatch>)>> {
    if is_table(given)? {
        return read_one(given).map(Some);
    }
    let Ok(each) = given.try_iter() else {
        let kind = given.get_type();
        let said = format!(
            "a table must have __arrow_c_stream__, and {kind} has not; pass one of pyarrow, polars or DuckDB"
        );
        return Err(PyTypeError::new_err(said));
    };
    let mut whole: Option<(SchemaRef, Vec<RecordBatch>)> = None;
    for table in each {
        let (schema, batches) = read_one(&table?)?;
        match &mut whole {
            None => whole = Some((schema, batches)),
            Some((first, before)) if *first == schema => before.extend(batches),
            Some(_) => {
                let said = "the batches differ in their columns; give all of them one schema";
                return Err(PyValueError::new_err(said));
            }
        }
    }
    Ok(whole)
}

fn read_one(given: &Bound<'_, PyAny>) -> PyResult<(SchemaRef, Vec<RecordBatch>)> {
    let capsule = given
        .call_method0("__arrow_c_stream__")?
        .cast_into::<PyCapsule>()?;
    let pointer = capsule
        .pointer_checked(Some(STREAM))?
        .cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a stream of the Arrow C interface that nobody else reads. It is moved out, which
    // leaves a released one behind, as the interface asks for.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
    let reader = RecordBatchStreamReader::try_new(stream).map_err(broken)?;
    let schema = arrow_array::RecordBatchReader::schema(&reader);
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(broken)?;
    Ok((schema, batches))
}
