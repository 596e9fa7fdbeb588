//! Binary files of Python as inputs.

use std::io::{self, Read};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A binary file of Python.
pub(super) struct PythonFile {
    file: Py<PyAny>,
    /// Bytes that were given and not yet taken: not every file keeps to the number that it is asked for.
    given: io::Cursor<Vec<u8>>,
}

impl PythonFile {
    pub(super) fn of(file: &Bound<'_, PyAny>) -> PyResult<Self> {
        let empty = file.call_method1("read", (0,))?;
        if !empty.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err("open the file in binary mode: open(path, \"rb\")"));
        }
        Ok(Self { file: file.clone().unbind(), given: io::Cursor::default() })
    }

    /// Asks the file for bytes. None is its end.
    fn ask(&self, len: usize) -> io::Result<Vec<u8>> {
        Python::attach(|py| {
            let answer = self.file.bind(py).call_method1("read", (len,)).map_err(io::Error::other)?;
            let bytes = answer.cast::<PyBytes>().map_err(|_| io::Error::other("read() gave no bytes"))?;
            Ok(bytes.as_bytes().to_vec())
        })
    }
}

impl Read for PythonFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.given.read(buffer)?;
        if len > 0 || buffer.is_empty() {
            return Ok(len);
        }
        self.given = io::Cursor::new(self.ask(buffer.len())?);
        self.given.read(buffer)
    }
}
