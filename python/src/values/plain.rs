//! JSON values as plain values of Python, and the parts that such values are written with.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use trail365_records::{Json, JsonKind};
use trail365_schema::Type;

use crate::failure::{raise, wrong_value};

/// Returns a value as `None`, `bool`, `int`, `float`, `str`, `list` or `dict`.
pub(crate) fn to_plain<'py>(py: Python<'py>, json: Json<'_>) -> PyResult<Bound<'py, PyAny>> {
    Ok(match json.kind() {
        JsonKind::Null => py.None().into_bound(py),
        JsonKind::Bool => PyBool::new(py, json.as_str() == "true").to_owned().into_any(),
        JsonKind::Number => number(py, json.as_str())?,
        JsonKind::String => PyString::new(py, &json.text().unwrap_or_default()).into_any(),
        JsonKind::List => {
            let list = PyList::empty(py);
            for item in json.items() {
                list.append(to_plain(py, item)?)?;
            }
            list.into_any()
        }
        JsonKind::Object => {
            let dict = PyDict::new(py);
            for (key, value) in json.members() {
                dict.set_item(&*key, to_plain(py, value)?)?;
            }
            dict.into_any()
        }
    })
}

/// Reads a number: an integer of any size, else a float.
fn number<'py>(py: Python<'py>, digits: &str) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(small) = digits.parse::<i64>() {
        return Ok(PyInt::new(py, small).into_any());
    }
    if digits.contains(['.', 'e', 'E']) {
        return py.get_type::<PyFloat>().call1((digits,));
    }
    // Python refuses integers of thousands of digits, since reading them takes long. A float would be another number.
    py.get_type::<PyInt>().call1((digits,)).map_err(|error| {
        let count = digits.trim_start_matches('-').len();
        let refused = raise(
            "RecordError",
            format!(
                "an integer of {count} digits is longer than Python reads: allow more with \
                 sys.set_int_max_str_digits, or take the text of the record with to_json()"
            ),
        );
        refused.set_cause(py, Some(error));
        refused
    })
}

/// Writes the items of anything that iterates.
pub(crate) fn write_items(
    values: &Bound<'_, PyAny>,
    out: &mut Vec<u8>,
    mut write: impl FnMut(&Bound<'_, PyAny>, &mut Vec<u8>) -> PyResult<()>,
) -> PyResult<()> {
    out.push(b'[');
    for (at, item) in values.try_iter()?.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(&item?, out)?;
    }
    out.push(b']');
    Ok(())
}

pub(crate) fn write_string(text: &str, out: &mut Vec<u8>) {
    // A `str` is always a JSON string.
    out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

pub(crate) fn write_float(float: &Bound<'_, PyFloat>, out: &mut Vec<u8>) -> PyResult<()> {
    let number: f64 = float.extract()?;
    if !number.is_finite() {
        return Err(wrong_value(format!("JSON has no number for {number}")));
    }
    // Debug writes large numbers with an exponent, and not with hundreds of zeros.
    out.extend_from_slice(format!("{number:?}").as_bytes());
    Ok(())
}

/// Returns the error for a value that a field of this type cannot hold.
pub(crate) fn wrong(ty: Type, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    PyTypeError::new_err(format!("a field of type {ty} cannot hold {kind}"))
}
