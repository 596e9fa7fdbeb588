//! Typed records out of a lake.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use pyo3::prelude::*;
use trail365_records::{OwnedRecord, Parser};

use super::query::{Batches, QueryResult};
use crate::failure::{IntoPython, raise};
use crate::records::shared::wrap_record;
use crate::runtime;
use crate::values::origin::Origin;

/// An iterator over the records of a lake, each of the class of its type.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct StoredRecords {
    batches: Batches,
    ready: Mutex<VecDeque<(OwnedRecord, Origin)>>,
}

impl StoredRecords {
    /// Starts a query of the columns `record`, `source` and `source_line`.
    pub(crate) fn start(py: Python<'_>, query: &QueryResult) -> PyResult<Self> {
        Ok(Self { batches: query.start(py)?, ready: Mutex::default() })
    }

    fn take(&self) -> Option<(OwnedRecord, Origin)> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

#[pymethods]
impl StoredRecords {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        loop {
            if let Some((record, origin)) = self.take() {
                return wrap_record(py, record, Some(origin)).map(Some);
            }
            let batches = self.batches.clone();
            let Some(records) = runtime::run(py, move || match batches.next_batch() {
                Some(Ok(batch)) => records_of(&batch).map(Some),
                Some(Err(error)) => Err(raise("QueryError", error)),
                None => Ok(None),
            })?
            else {
                return Ok(None);
            };
            self.ready.lock().unwrap_or_else(PoisonError::into_inner).extend(records);
        }
    }
}

/// Parses the records of a batch.
fn records_of(batch: &RecordBatch) -> PyResult<Vec<(OwnedRecord, Origin)>> {
    let column =
        |at: usize, ty: DataType| cast(batch.column(at), &ty).map_err(|error| raise("QueryError", error));
    let (records, sources) = (column(0, DataType::Utf8)?, column(1, DataType::Utf8)?);
    let lines = column(2, DataType::Int64)?;
    let (records, sources) = (records.as_string::<i32>(), sources.as_string::<i32>());
    let lines = lines.as_primitive::<Int64Type>();
    let mut parser = Parser::new();
    let mut last: Arc<str> = "".into();
    let mut out = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let record = parser.parse(records.value(row).as_bytes()).map_err(IntoPython::into_python)?.to_owned();
        let source = if sources.is_null(row) { "" } else { sources.value(row) };
        if *source != *last {
            last = source.into();
        }
        let line = if lines.is_null(row) { 0 } else { lines.value(row).unsigned_abs() };
        out.push((record, Origin::new(last.clone(), line)));
    }
    Ok(out)
}
