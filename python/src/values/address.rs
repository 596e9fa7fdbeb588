//! An address of a client: IP and port apart, the text kept.

use pyo3::prelude::*;
use pyo3::types::PyString;

/// An address as a record has it. It equals its text.
#[pyclass(frozen, module = "trail365")]
pub(crate) struct Address {
    text: String,
}

impl Address {
    fn parsed(&self) -> trail365_records::Address<'_> {
        trail365_records::Address::parse(self.text.as_str())
    }
}

#[pymethods]
impl Address {
    #[new]
    pub(crate) fn new(text: String) -> Self {
        Self { text }
    }

    /// The text of the record.
    #[getter]
    fn text(&self) -> &str {
        &self.text
    }

    /// The IP, as `ipaddress.IPv4Address` or `ipaddress.IPv6Address`; `None` where the text holds none.
    #[getter]
    fn ip<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(ip) = self.parsed().ip else { return Ok(None) };
        py.import("ipaddress")?.getattr("ip_address")?.call1((ip.to_string(),)).map(Some)
    }

    /// The port, where the text has one.
    #[getter]
    fn port(&self) -> Option<u16> {
        self.parsed().port
    }

    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Address({})", PyString::new(py, &self.text).repr()?))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        match other.cast::<Address>() {
            Ok(other) => other.get().text == self.text,
            Err(_) => {
                other.cast::<PyString>().is_ok_and(|text| text.to_cow().is_ok_and(|text| text == self.text))
            }
        }
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        // That of the text, which it equals.
        PyString::new(py, &self.text).hash()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((slf.get_type().into_any(), (slf.get().text.clone(),)))
    }
}
