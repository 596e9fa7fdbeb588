//! Texts and paths that a caller gives.

use std::borrow::Cow;

use pyo3::exceptions::{PyTypeError, PyUnicodeDecodeError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// Returns the text of `bytes` or `str`.
pub(crate) fn text_of<'a>(value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        let bytes = bytes.as_bytes();
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => {
                Err(PyErr::from_value(PyUnicodeDecodeError::new_utf8(value.py(), bytes, error)?.into_any()))
            }
        };
    }
    match value.cast::<PyString>() {
        Ok(text) => text.to_cow(),
        Err(_) => Err(PyTypeError::new_err("a record is read from bytes or str")),
    }
}

/// Returns the text of a path or URL.
pub(crate) fn path_text(path: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = path.cast::<PyString>() {
        return Ok(text.to_cow()?.into_owned());
    }
    let path = path.extract::<std::path::PathBuf>()?;
    let text = path.into_os_string().into_string();
    text.map_err(|_| PyTypeError::new_err("a path of a lake is Unicode text"))
}
