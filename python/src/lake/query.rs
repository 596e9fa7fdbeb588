//! Results of queries, handed over as Arrow.

use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, AsArray, RecordBatch, StructArray};
use arrow::datatypes::{Field, Int64Type, SchemaRef};
use arrow::error::ArrowError;
use datafusion::dataframe::DataFrame;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::functions_aggregate::count::count_all;
use futures::{StreamExt, TryStreamExt};
use pyo3::exceptions::PyModuleNotFoundError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::{PySchema, PyTable};
use trail365_sql::CancellationToken;

use crate::failure::{IntoPython, OrRaise, chain, raise};
use crate::runtime;
use crate::values::{cells, html};

use super::table::Table;

/// Rows that a notebook shows.
const SHOWN: usize = 20;

/// The result of a query. It runs when it is read, each time anew, at the version that its lake had when it was made.
///
/// It has the Arrow PyCapsule interface: polars, pyarrow, DuckDB and pandas take it as it is.
#[pyclass(frozen, module = "trail365", name = "Result")]
pub(crate) struct QueryResult {
    frame: DataFrame,
    sql: String,
}

impl QueryResult {
    pub(crate) fn new(frame: DataFrame, sql: String) -> Self {
        Self { frame, sql }
    }

    fn schema_ref(&self) -> SchemaRef {
        Arc::new(self.frame.schema().as_arrow().clone())
    }

    /// Starts the query.
    pub(crate) fn start(&self, py: Python<'_>) -> PyResult<Batches> {
        let (frame, stop) = (self.frame.clone(), CancellationToken::new());
        let stopped = stop.clone();
        let stream =
            runtime::wait(py, async move { trail365_sql::stream(frame, &stopped).await.or_raise() })?;
        Ok(Batches { schema: self.schema_ref(), stream: Arc::new(Mutex::new(Some(stream))), stop })
    }

    /// Reads all rows into memory, and makes them another table.
    fn table(
        &self,
        py: Python<'_>,
        convert: impl FnOnce(Table) -> Result<Table, ArrowError> + Send + 'static,
    ) -> PyResult<PyTable> {
        let (rows, schema) = (read(py, self.frame.clone())?, self.schema_ref());
        let table = runtime::run(py, move || {
            let table = Table::new(rows, &schema).and_then(convert);
            table.map_err(|error| raise("QueryError", error))
        })?;
        PyTable::try_new(table.rows, table.schema)
    }
}

/// Reads all rows of a query into memory. Ctrl-C stops it.
fn read(py: Python<'_>, frame: DataFrame) -> PyResult<Vec<RecordBatch>> {
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let rows = runtime::wait(py, async move {
        let rows = trail365_sql::stream(frame, &stopped).await.or_raise()?;
        rows.try_collect().await.map_err(failed)
    });
    rows.inspect_err(|_| stop.cancel())
}

/// Imports a library that is not installed with the package.
fn import<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|error| {
        if !is_missing(py, &error, name) {
            return error;
        }
        let advice =
            format!("{name} is not installed: pip install trail365[{}]", name.replace("pyarrow", "pandas"));
        let missing = pyo3::exceptions::PyImportError::new_err(advice);
        missing.set_cause(py, Some(error));
        missing
    })
}

/// Reports whether an import failed because the library itself is not there. Ctrl-C, or a fault of the library, is
/// another matter.
fn is_missing(py: Python<'_>, error: &PyErr, name: &str) -> bool {
    let missing = error.value(py).getattr("name").and_then(|missing| missing.extract::<String>());
    error.is_instance_of::<PyModuleNotFoundError>(py) && missing.is_ok_and(|missing| missing == name)
}

/// Returns the exception for an error of a running query.
pub(crate) fn failed(error: datafusion::error::DataFusionError) -> PyErr {
    trail365_sql::Error::from(error).into_python()
}

#[pymethods]
impl QueryResult {
    /// The query.
    #[getter]
    fn sql(&self) -> &str {
        &self.sql
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.frame.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// The schema, with the Arrow PyCapsule interface.
    #[getter]
    fn schema(&self) -> PySchema {
        PySchema::new(self.schema_ref())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema_ref().as_ref())?)
    }

    /// Runs the query and hands its rows over as they come.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let batches = self.start(py)?;
        let field = Field::new_struct("", batches.schema.fields().clone(), false);
        let arrays = batches.map(|batch| batch.map(|batch| Arc::new(StructArray::from(batch)) as ArrayRef));
        let reader = ArrayIterator::new(arrays, Arc::new(field));
        Ok(to_stream_pycapsule(py, Box::new(reader), requested_schema)?)
    }

    /// Runs the query and iterates over its rows, a batch of Arrow at a time.
    fn batches(&self, py: Python<'_>) -> PyResult<BatchIterator> {
        Ok(BatchIterator { batches: self.start(py)? })
    }

    fn __iter__(&self, py: Python<'_>) -> PyResult<BatchIterator> {
        self.batches(py)
    }

    /// Runs the query and keeps its rows in memory, as a table of Arrow that can be read any number of times.
    fn collect(&self, py: Python<'_>) -> PyResult<PyTable> {
        self.table(py, Ok)
    }

    /// Returns the number of rows.
    fn count(&self, py: Python<'_>) -> PyResult<usize> {
        let counted = self.frame.clone().aggregate(Vec::new(), vec![count_all()]).map_err(failed)?;
        let rows = read(py, counted)?;
        let count = rows.first().map_or(0, |batch| batch.column(0).as_primitive::<Int64Type>().value(0));
        usize::try_from(count).map_err(|error| raise("InternalError", error))
    }

    /// Returns the rows as dictionaries of plain values.
    #[pyo3(signature = (limit=None))]
    fn to_dicts<'py>(&self, py: Python<'py>, limit: Option<usize>) -> PyResult<Bound<'py, PyList>> {
        let limited = match limit {
            Some(limit) => self.frame.clone().limit(0, Some(limit)).map_err(failed)?,
            None => self.frame.clone(),
        };
        let rows = PyList::empty(py);
        let batches = read(py, limited)?;
        for batch in &batches {
            cells::append_dicts(py, batch, &rows)?;
        }
        Ok(rows)
    }

    /// Returns all rows as tuples.
    fn fetchall<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let tuples = PyList::empty(py);
        for batch in &read(py, self.frame.clone())? {
            cells::append_tuples(py, batch, &tuples)?;
        }
        Ok(tuples)
    }

    // A library that reads the stream itself does not look for Ctrl-C: it gets the rows when the query is done. They
    // are shared with it, not copied.

    /// Returns the rows as a data frame of polars.
    fn to_polars<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let polars = import(py, "polars")?;
        polars.getattr("DataFrame")?.call1((self.collect(py)?,))
    }

    /// Returns the rows as a table of pyarrow.
    fn to_pyarrow<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let pyarrow = import(py, "pyarrow")?;
        pyarrow.getattr("table")?.call1((self.collect(py)?,))
    }

    /// Returns the rows as a data frame of pandas.
    fn to_pandas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        import(py, "pandas")?;
        let pyarrow = import(py, "pyarrow")?;
        let table = self.table(py, Table::for_pandas)?;
        pyarrow.getattr("table")?.call1((table,))?.call_method0("to_pandas")
    }

    fn __repr__(&self) -> String {
        format!("<Result of {} columns: {}>", self.frame.schema().fields().len(), self.sql.escape_debug())
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let rows = self.to_dicts(py, Some(SHOWN + 1))?;
        html::rows(&self.columns(), &rows, SHOWN)
    }
}

/// Rows of a running query, a batch at a time. They can be read once.
#[derive(Clone)]
pub(crate) struct Batches {
    schema: SchemaRef,
    stream: Arc<Mutex<Option<SendableRecordBatchStream>>>,
    stop: CancellationToken,
}

impl Batches {
    /// Returns the next batch, waiting for it without Python.
    pub(crate) fn next_batch(&self) -> Option<Result<RecordBatch, ArrowError>> {
        let mut place = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let next = runtime::block_on(place.as_mut()?.next());
        if next.is_none() {
            *place = None;
        }
        // A consumer shows the text as an exception of its own: it begins with ours.
        next.map(|batch| {
            batch.map_err(|error| {
                let error = trail365_sql::Error::from(error);
                ArrowError::ExternalError(format!("QueryError: {}", chain(&error)).into())
            })
        })
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_batch()
    }
}

/// An iterator over the batches of a result.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct BatchIterator {
    batches: Batches,
}

#[pymethods]
impl BatchIterator {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<pyo3_arrow::PyRecordBatch>> {
        let batches = self.batches.clone();
        let next = runtime::run(py, move || Ok(batches.next_batch()));
        let next = next.inspect_err(|_| self.batches.stop.cancel())?;
        match next {
            Some(Ok(batch)) => Ok(Some(pyo3_arrow::PyRecordBatch::new(batch))),
            Some(Err(error)) => Err(raise("QueryError", error)),
            None => Ok(None),
        }
    }
}
