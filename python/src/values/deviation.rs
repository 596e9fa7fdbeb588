//! Places where a record is not as documented.

use pyo3::prelude::*;

/// A place where a record is not as documented. Nothing of the record is lost by it.
#[pyclass(frozen, eq, hash, module = "trail365")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Deviation {
    /// Kind in a few words, such as `missing` or `unknown enum member`.
    #[pyo3(get)]
    kind: String,
    /// Path of the value, such as `AffectedItems[2].Subject`.
    #[pyo3(get)]
    path: String,
    /// Type or name that the schema documents; empty if it documents nothing.
    #[pyo3(get)]
    expected: String,
    /// Value of the record as JSON; `None` for a missing field.
    #[pyo3(get)]
    found: Option<String>,
    text: String,
}

impl Deviation {
    pub(crate) fn of(deviation: &trail365_records::Deviation<'_>) -> Self {
        Self {
            kind: deviation.kind.to_string(),
            path: deviation.path.to_string(),
            expected: deviation.expected.to_string(),
            found: deviation.found.map(|json| json.as_str().to_owned()),
            text: deviation.to_string(),
        }
    }
}

#[pymethods]
impl Deviation {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<Deviation {}>", self.text)
    }
}
