//! Values of Python that calls of a lake take: words, times, parameters of a query.

use chrono::{DateTime, Utc};
use datafusion::common::ScalarValue;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyString};

use crate::failure::wrong_value;
use crate::values::scalar;
use crate::values::text::characters;

/// Returns the texts in a text, or in anything that iterates.
pub(super) fn words(value: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    if value.is_instance_of::<PyString>() || value.try_iter().is_err() {
        return Ok(vec![scalar::text_in(value)?]);
    }
    value.try_iter()?.map(|word| scalar::text_in(&word?)).collect()
}

/// Returns a point in time.
pub(super) fn utc(value: &Bound<'_, PyAny>) -> PyResult<DateTime<Utc>> {
    let time = scalar::time_of(value)?;
    DateTime::from_timestamp_micros(time.as_microseconds())
        .ok_or_else(|| wrong_value(format!("{time} is beyond the times of a lake")))
}

/// Returns the values that a query names.
pub(super) fn parameters(params: &Bound<'_, PyDict>) -> PyResult<Vec<(String, ScalarValue)>> {
    params.iter().map(|(name, value)| Ok((name.extract::<String>()?, parameter(&value)?))).collect()
}

fn parameter(value: &Bound<'_, PyAny>) -> PyResult<ScalarValue> {
    if value.is_none() {
        return Ok(ScalarValue::Null);
    }
    if let Ok(truth) = value.cast::<PyBool>() {
        return Ok(ScalarValue::Boolean(Some(truth.is_true())));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(ScalarValue::Utf8(Some(characters(text)?.into_owned())));
    }
    if let Ok(number) = value.extract::<i64>() {
        return Ok(ScalarValue::Int64(Some(number)));
    }
    // An integer, be it one of numpy, would become a float, which is another number.
    if value.hasattr("__index__")? {
        return Err(wrong_value(
            "an integer is beyond those of SQL, which go from -2**63 to 2**63 - 1: give it as text or as a float",
        ));
    }
    if let Ok(number) = value.extract::<f64>() {
        return Ok(ScalarValue::Float64(Some(number)));
    }
    if value.hasattr("isoformat")? {
        let time = scalar::time_of(value)?;
        return Ok(ScalarValue::TimestampMicrosecond(Some(time.as_microseconds()), Some("UTC".into())));
    }
    if scalar::is_scalar(value)? {
        return Ok(ScalarValue::Utf8(Some(scalar::to_text(value)?)));
    }
    let kind = value.get_type().name()?;
    Err(PyTypeError::new_err(format!("a query takes no {kind} as a value")))
}
