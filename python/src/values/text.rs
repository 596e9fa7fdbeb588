//! Texts and paths that a caller gives.

use std::borrow::Cow;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

use crate::failure::{wrong_characters, wrong_text};

/// Returns the text of `bytes` or `str`.
pub(crate) fn text_of<'a>(value: &'a Bound<'_, PyAny>) -> PyResult<Cow<'a, str>> {
    if let Ok(bytes) = value.cast::<PyBytes>() {
        let bytes = bytes.as_bytes();
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(wrong_text(value.py(), bytes, error)),
        };
    }
    match value.cast::<PyString>() {
        Ok(text) => characters(text),
        Err(_) => Err(PyTypeError::new_err("a record is read from bytes or str")),
    }
}

/// Returns the characters of a text.
pub(crate) fn characters<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Cow<'a, str>> {
    text.to_cow().map_err(|error| wrong_characters(text.py(), error))
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
