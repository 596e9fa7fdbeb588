//! Times, GUIDs, addresses and members of enums as values of Python.

use chrono::{DateTime, Utc};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyInt, PyString, PyType};
use trail365_records::{Guid, Json, Timestamp};
use trail365_schema::{Enum, Type};

use super::address::Address;
use super::plain::{to_plain, write_string, wrong};
use super::text::characters;

use crate::failure::wrong_value;

/// Classes of Python's own library.
struct Classes {
    datetime: Py<PyType>,
    date: Py<PyType>,
    uuid: Py<PyType>,
    utc: Py<PyAny>,
    enums: Py<PyModule>,
}

static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();

fn classes(py: Python<'_>) -> PyResult<&Classes> {
    CLASSES.get_or_try_init(py, || {
        let datetime = py.import("datetime")?;
        let class = |module: &Bound<'_, PyModule>, name: &str| -> PyResult<Py<PyType>> {
            Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind())
        };
        Ok(Classes {
            datetime: class(&datetime, "datetime")?,
            date: class(&datetime, "date")?,
            uuid: class(&py.import("uuid")?, "UUID")?,
            utc: datetime.getattr("timezone")?.getattr("utc")?.unbind(),
            enums: py.import("trail365.enums")?.unbind(),
        })
    })
}

/// Reads a value as its type; `None` where it does not fit.
pub(crate) fn read<'py>(py: Python<'py>, json: Json<'_>, ty: Type) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(text) = (match ty {
        Type::String | Type::Address | Type::Guid | Type::DateTime => json.text(),
        _ => None,
    }) else {
        return read_other(py, json, ty);
    };
    Ok(match ty {
        Type::Address => Some(Bound::new(py, Address::new(text.into_owned()))?.into_any()),
        Type::Guid => Guid::parse(&text).map(|guid| uuid(py, guid)).transpose()?,
        Type::DateTime => Timestamp::parse(&text).map(|time| datetime(py, time)).transpose()?.flatten(),
        _ => Some(PyString::new(py, &text).into_any()),
    })
}

fn read_other<'py>(py: Python<'py>, json: Json<'_>, ty: Type) -> PyResult<Option<Bound<'py, PyAny>>> {
    use trail365_records::FromJson;
    Ok(match ty {
        Type::I32 => i32::from_json(json).map(|n| PyInt::new(py, n).into_any()),
        Type::I64 => i64::from_json(json).map(|n| PyInt::new(py, n).into_any()),
        Type::Bool => bool::from_json(json).map(|b| PyBool::new(py, b).to_owned().into_any()),
        Type::Enum(id) => read_member(py, json, id.get())?,
        Type::Json => Some(to_plain(py, json)?),
        _ => None,
    })
}

fn read_member<'py>(
    py: Python<'py>,
    json: Json<'_>,
    of: &'static Enum,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    use trail365_records::FromJson;
    let class = classes(py)?.enums.bind(py).getattr(of.name)?;
    let number = i64::from_json(json);
    if let Some(number) = number {
        let is_numbered = of.members.iter().all(|member| member.value.is_some());
        let plain = || Ok(PyInt::new(py, number).into_any());
        return if is_numbered { class.call1((number,)) } else { plain() }.map(Some);
    }
    let Some(text) = json.text() else { return Ok(None) };
    let name = text.trim();
    let member = of.by_name(name).or_else(|| {
        let known = trail365_schema::record_type_named(name).filter(|_| of.name == "AuditLogRecordType")?;
        of.members.iter().find(|member| member.value == Some(known.value))
    });
    match member {
        Some(member) => class.getattr("of")?.call1((member.name,)).map(Some),
        // A name that the schema does not have stays text.
        None => Ok(Some(PyString::new(py, &text).into_any())),
    }
}

fn uuid(py: Python<'_>, guid: Guid) -> PyResult<Bound<'_, PyAny>> {
    let none = py.None();
    let bytes = guid.to_bytes();
    classes(py)?.uuid.bind(py).call1((&none, &bytes[..]))
}

/// Returns an aware time; `None` where Python has none so early or late.
pub(crate) fn datetime(py: Python<'_>, time: Timestamp) -> PyResult<Option<Bound<'_, PyAny>>> {
    use chrono::{Datelike, Timelike};
    let Some(time) = DateTime::<Utc>::from_timestamp_micros(time.as_microseconds()) else { return Ok(None) };
    if !(1..=9999).contains(&time.year()) {
        return Ok(None);
    }
    let classes = classes(py)?;
    let micros = time.nanosecond() / 1000;
    let parts = (
        time.year(),
        time.month(),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        micros,
        classes.utc.bind(py),
    );
    classes.datetime.bind(py).call1(parts).map(Some)
}

/// Reports whether a value is a time, a date, a GUID or an address.
pub(crate) fn is_scalar(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = value.py();
    let classes = classes(py)?;
    Ok(value.is_instance(classes.date.bind(py))?
        || value.is_instance(classes.uuid.bind(py))?
        || value.is_instance_of::<Address>())
}

/// Returns the characters of a text, else what `str()` makes of a value. `str()` of an enum of texts is its name.
pub(crate) fn text_in(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(text) => Ok(characters(text)?.into_owned()),
        Err(_) => Ok(characters(&value.str()?)?.into_owned()),
    }
}

/// Returns the text that records have for such a value.
pub(crate) fn to_text(value: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = value.py();
    if value.is_instance(classes(py)?.date.bind(py))? {
        return Ok(time_of(value)?.to_string().trim_end_matches('Z').to_owned());
    }
    text_in(value)
}

/// Returns the point in time of a `datetime` or `date`.
///
/// # Errors
/// A `datetime` without a zone: nobody could tell which one was meant.
pub(crate) fn time_of(value: &Bound<'_, PyAny>) -> PyResult<Timestamp> {
    let py = value.py();
    let classes = classes(py)?;
    let utc = classes.utc.bind(py);
    let (time, date) = (classes.datetime.bind(py), classes.date.bind(py));
    let aware = if value.is_instance(time)? {
        if value.call_method0("utcoffset")?.is_none() {
            return Err(wrong_value(
                "a time without a zone: give it one, as in datetime(..., tzinfo=timezone.utc)",
            ));
        }
        value.call_method1("astimezone", (utc,))?
    } else if value.is_instance(date)? {
        let part = |name: &str| value.getattr(name);
        time.call1((part("year")?, part("month")?, part("day")?, 0, 0, 0, 0, utc))?
    } else if let Ok(text) = value.cast::<PyString>() {
        let text = characters(text)?;
        return Timestamp::parse(&text)
            .ok_or_else(|| wrong_value(format!("{text:?} is no time: write YYYY-MM-DDTHH:MM:SS")));
    } else {
        return Err(PyTypeError::new_err("a time is a datetime with a zone, a date, or text in ISO 8601"));
    };
    let text = aware.call_method0("isoformat")?.to_string();
    Timestamp::parse(&text).ok_or_else(|| wrong_value(format!("{text:?} is no time")))
}

/// Writes the value of a field with a scalar type.
pub(crate) fn write(value: &Bound<'_, PyAny>, ty: Type, out: &mut Vec<u8>) -> PyResult<()> {
    match ty {
        Type::String => {
            let text = value.cast::<PyString>().map_err(|_| wrong(ty, value))?;
            write_string(&characters(text)?, out);
        }
        Type::Address => write_address(value, out)?,
        Type::Guid => {
            let text = text_in(value)?;
            if Guid::parse(&text).is_none() {
                return Err(wrong_value(format!("{text:?} is no GUID")));
            }
            write_string(&text, out);
        }
        Type::DateTime => {
            let time = time_of(value)?;
            // A text is written as it stands.
            match value.cast::<PyString>() {
                Ok(text) => write_string(&characters(text)?, out),
                Err(_) => write_string(time.to_string().trim_end_matches('Z'), out),
            }
        }
        Type::I32 => write_integer(value, ty, out, value.extract::<i32>().map(i64::from))?,
        Type::I64 => write_integer(value, ty, out, value.extract::<i64>())?,
        Type::Bool => {
            let truth = value.cast::<PyBool>().map_err(|_| wrong(ty, value))?;
            out.extend_from_slice(if truth.is_true() { b"true" } else { b"false" });
        }
        Type::Enum(id) => write_member(value, ty, id.get(), out)?,
        _ => return Err(wrong(ty, value)),
    }
    Ok(())
}

fn write_address(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    let module = value.get_type().module()?.to_string();
    let fits =
        value.is_instance_of::<PyString>() || value.is_instance_of::<Address>() || module == "ipaddress";
    if !fits {
        return Err(wrong(Type::Address, value));
    }
    write_string(&text_in(value)?, out);
    Ok(())
}

fn write_integer(
    value: &Bound<'_, PyAny>,
    ty: Type,
    out: &mut Vec<u8>,
    number: PyResult<i64>,
) -> PyResult<()> {
    if value.is_instance_of::<PyBool>() || !value.is_instance_of::<PyInt>() {
        return Err(wrong(ty, value));
    }
    let number = number.map_err(|_| wrong_value(format!("beyond the range of a field of type {ty}")))?;
    out.extend_from_slice(number.to_string().as_bytes());
    Ok(())
}

/// Writes a member of an enum by its number, or by its name where it has none.
fn write_member(value: &Bound<'_, PyAny>, ty: Type, of: &'static Enum, out: &mut Vec<u8>) -> PyResult<()> {
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        let number: i64 =
            value.extract().map_err(|_| wrong_value(format!("beyond the range of a field of type {ty}")))?;
        out.extend_from_slice(number.to_string().as_bytes());
        return Ok(());
    }
    let text = characters(value.cast::<PyString>().map_err(|_| wrong(ty, value))?)?;
    match of.by_name(&text).and_then(|member| member.value) {
        Some(number) => out.extend_from_slice(number.to_string().as_bytes()),
        None => write_string(&text, out),
    }
    Ok(())
}
