//! The Python classes that stand for schemas.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyList, PyType};
use trail365_schema::{RECORD_TYPES, SchemaId};

/// The classes of `trail365.records`, in the order of the schemas.
static RECORD_CLASSES: PyOnceLock<Vec<Py<PyType>>> = PyOnceLock::new();

/// Returns the class that stands for a schema.
pub(crate) fn class_of(py: Python<'_>, schema: SchemaId) -> PyResult<&Bound<'_, PyType>> {
    let classes = RECORD_CLASSES.get_or_try_init(py, || {
        let list = py.import("trail365.records")?.getattr("_CLASSES")?.cast_into::<PyList>()?;
        list.iter().map(|class| Ok(class.cast_into::<PyType>()?.unbind())).collect::<PyResult<Vec<_>>>()
    })?;
    let class = classes.get(usize::from(schema.0));
    class.map(|class| class.bind(py)).ok_or_else(|| PyTypeError::new_err("no class stands for this schema"))
}

/// Returns the schema of a record type, by number: its place in `records._CLASSES`.
#[pyfunction]
pub(crate) fn schema_of_record_type(number: i32) -> Option<u16> {
    RECORD_TYPES.iter().find(|t| t.value == number)?.schema.map(|schema| schema.0)
}
