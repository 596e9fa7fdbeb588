//! The place that a record was read from.

use std::sync::Arc;

use pyo3::prelude::*;

/// The place that a record or a rejected piece was read from.
#[pyclass(frozen, eq, hash, from_py_object, module = "trail365")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    source: Arc<str>,
    line: u64,
}

impl Origin {
    pub(crate) fn new(source: Arc<str>, line: u64) -> Self {
        Self { source, line }
    }
}

#[pymethods]
impl Origin {
    /// Name of the file, archive member or blob.
    #[getter]
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Line on which the record begins, from 1.
    #[getter]
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Origin({}, line {})", pyo3::types::PyString::new(py, &self.source).repr()?, self.line))
    }
}
