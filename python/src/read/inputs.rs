//! Inputs that a caller names.

use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use trail365_read::Encoding;

use crate::failure::wrong_value;

/// Returns the encoding of this name.
pub(crate) fn encoding_of(name: Option<&str>) -> PyResult<Option<Encoding>> {
    let found =
        name.map(|name| name.parse::<Encoding>().map_err(|error| wrong_value(format!("{name:?}: {error}"))));
    found.transpose()
}

/// Returns the paths in a path, or in a list of them.
pub(crate) fn paths_of(source: &Bound<'_, PyAny>) -> PyResult<Vec<PathBuf>> {
    if source.is_instance_of::<PyList>() || source.is_instance_of::<PyTuple>() {
        return source.try_iter()?.map(|path| path?.extract::<PathBuf>()).collect();
    }
    let path = source.extract::<PathBuf>();
    Ok(vec![
        path.map_err(|_| PyTypeError::new_err("a source is a path, a list of paths or an open binary file"))?,
    ])
}
