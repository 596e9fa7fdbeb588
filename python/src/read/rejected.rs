//! Pieces that are no record, as values.

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::values::origin::Origin;

/// An input that is no record, or that cannot be read. It is falsy, as records are truthy.
#[pyclass(frozen, module = "trail365")]
pub(crate) struct Rejected {
    /// Reason in words.
    #[pyo3(get)]
    pub(super) reason: String,
    pub(super) origin: Origin,
    pub(super) bytes: Vec<u8>,
}

#[pymethods]
impl Rejected {
    /// The place of the piece. The line is 0 for an input that cannot be read at all.
    #[getter]
    fn origin(&self) -> Origin {
        self.origin.clone()
    }

    /// Name of the file, archive member or blob.
    #[getter]
    fn source(&self) -> &str {
        self.origin.source()
    }

    /// Line on which it begins; 0 for an input that cannot be read at all.
    #[getter]
    fn line(&self) -> u64 {
        self.origin.line()
    }

    /// Its bytes.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.bytes)
    }

    fn __bool__(&self) -> bool {
        false
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let source = PyString::new(py, self.origin.source());
        Ok(format!("Rejected({}, line {}: {})", source.repr()?, self.origin.line(), self.reason))
    }
}
