//! Values of Python written as JSON: plain ones, those of a field by its type, records and parts of them.

use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use trail365_schema::Type;

use super::inside::{FieldList, Pairs};
use super::shared::Object;
use crate::failure::wrong_value;
use crate::values::plain::{write_float, write_items, write_string, wrong};
use crate::values::scalar;
use crate::values::text::characters;

/// Levels of a value of Python, at most: a list that holds itself has no end.
const DEPTH: usize = 100;

/// Writes a plain value, or one that a field has, as JSON.
pub(crate) fn write_plain(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    write_level(value, out, 0)
}

fn write_level(value: &Bound<'_, PyAny>, out: &mut Vec<u8>, depth: usize) -> PyResult<()> {
    if depth > DEPTH {
        return Err(wrong_value(format!("a value is nested more than {DEPTH} levels deep")));
    }
    if value.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(truth) = value.cast::<PyBool>() {
        out.extend_from_slice(if truth.is_true() { b"true" } else { b"false" });
    } else if let Ok(text) = value.cast::<PyString>() {
        write_string(&characters(text)?, out);
    } else if value.is_instance_of::<PyInt>() {
        // An enum is written as its number, whatever its `str()` may be.
        let digits = value.py().get_type::<PyInt>().call1((value,))?.str().map_err(|_| {
            wrong_value("an integer is longer than Python writes: allow more with sys.set_int_max_str_digits")
        })?;
        out.extend_from_slice(digits.to_cow()?.as_bytes());
    } else if let Ok(float) = value.cast::<PyFloat>() {
        write_float(float, out)?;
    } else if let Some(json) = json_of(value)? {
        out.extend_from_slice(json.as_bytes());
    } else if scalar::is_scalar(value)? {
        write_string(&scalar::to_text(value)?, out);
    } else if let Ok(mapping) = value.cast::<PyMapping>() {
        write_mapping(mapping, out, depth)?;
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        write_items(value, out, |item, out| write_level(item, out, depth + 1))?;
    } else {
        let kind = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("JSON has no value for {kind}")));
    }
    Ok(())
}

/// Returns the JSON of an object, list or pairs of a record.
pub(crate) fn json_of(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    Ok(if let Ok(object) = value.cast::<Object>() {
        Some(object.get().text()?)
    } else if let Ok(list) = value.cast::<FieldList>() {
        Some(list.get().text()?)
    } else if let Ok(pairs) = value.cast::<Pairs>() {
        Some(pairs.get().text()?)
    } else {
        None
    })
}

fn write_mapping(mapping: &Bound<'_, PyMapping>, out: &mut Vec<u8>, depth: usize) -> PyResult<()> {
    out.push(b'{');
    for (at, member) in mapping.items()?.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = member.extract()?;
        let key = key.cast::<PyString>().map_err(|_| PyTypeError::new_err("a key of JSON is text"))?;
        write_string(&characters(key)?, out);
        out.push(b':');
        write_level(&value, out, depth + 1)?;
    }
    out.push(b'}');
    Ok(())
}

/// Writes the value of a field of this type.
pub(crate) fn write_typed(value: &Bound<'_, PyAny>, ty: Type, out: &mut Vec<u8>) -> PyResult<()> {
    match ty {
        Type::Json => write_plain(value, out),
        Type::Complex(_) => match json_of(value)? {
            Some(json) => {
                out.extend_from_slice(json.as_bytes());
                Ok(())
            }
            None if value.cast::<PyMapping>().is_ok() => write_plain(value, out),
            None => Err(wrong(ty, value)),
        },
        Type::Pairs => write_pairs(value, out),
        // As in reading, one object stands for a list of it: Aspose's classes have single objects in such places.
        Type::List(item @ Type::Complex(_)) if value.cast::<Object>().is_ok() => {
            out.push(b'[');
            write_typed(value, *item, out)?;
            out.push(b']');
            Ok(())
        }
        Type::List(item) => {
            if value.is_instance_of::<PyString>() || value.cast::<PyMapping>().is_ok() {
                return Err(wrong(ty, value));
            }
            write_items(value, out, |value, out| write_typed(value, *item, out))
        }
        _ => scalar::write(value, ty, out),
    }
}

/// Writes pairs, a mapping, or anything that iterates over pairs, tuples or objects of name and value.
pub(crate) fn write_pairs(value: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    if let Some(json) = json_of(value)? {
        out.extend_from_slice(json.as_bytes());
        return Ok(());
    }
    if value.is_instance_of::<PyString>() {
        return Err(wrong(Type::Pairs, value));
    }
    match value.cast::<PyMapping>() {
        Ok(mapping) => write_items(mapping.items()?.as_any(), out, write_pair),
        Err(_) => write_items(value, out, write_pair),
    }
}

/// Writes a pair, a tuple of name and value, or an object with `name` and `value`.
pub(super) fn write_pair(pair: &Bound<'_, PyAny>, out: &mut Vec<u8>) -> PyResult<()> {
    if let Some(json) = json_of(pair)? {
        out.extend_from_slice(json.as_bytes());
        return Ok(());
    }
    let (name, value) = if let Ok(dict) = pair.cast::<PyDict>() {
        let part = |key: &str| dict.get_item(key)?.ok_or_else(|| PyKeyError::new_err(key.to_owned()));
        (part("Name")?, part("Value")?)
    } else if let Ok(both) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() {
        both
    } else {
        (pair.getattr("name")?, pair.getattr("value")?)
    };
    let name = name.cast::<PyString>().map_err(|_| PyTypeError::new_err("the name of a pair is text"))?;
    out.extend_from_slice(b"{\"Name\":");
    write_string(&characters(name)?, out);
    out.extend_from_slice(b",\"Value\":");
    write_plain(&value, out)?;
    out.push(b'}');
    Ok(())
}
