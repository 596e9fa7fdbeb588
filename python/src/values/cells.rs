//! Cells of Arrow as plain values of Python.

use arrow::array::{Array, AsArray, BinaryViewArray, RecordBatch, StringViewArray};
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimeUnit, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};
use trail365_records::Timestamp;

use super::scalar;
use crate::failure::raise;

/// Adds the rows of a batch to a list, as dictionaries.
pub(crate) fn append_dicts(py: Python<'_>, batch: &RecordBatch, rows: &Bound<'_, PyList>) -> PyResult<()> {
    let schema = batch.schema();
    let names: Vec<_> = schema.fields().iter().map(|field| PyString::new(py, field.name())).collect();
    for row in 0..batch.num_rows() {
        let dict = PyDict::new(py);
        for (name, column) in names.iter().zip(batch.columns()) {
            dict.set_item(name, cell(py, column.as_ref(), row)?)?;
        }
        rows.append(dict)?;
    }
    Ok(())
}

/// Adds the rows of a batch to a list, as tuples: columns of one name stay apart.
pub(crate) fn append_tuples(py: Python<'_>, batch: &RecordBatch, rows: &Bound<'_, PyList>) -> PyResult<()> {
    for row in 0..batch.num_rows() {
        let cells = batch.columns().iter().map(|column| cell(py, column.as_ref(), row));
        rows.append(PyTuple::new(py, cells.collect::<PyResult<Vec<_>>>()?)?)?;
    }
    Ok(())
}

fn primitive<'py, T>(py: Python<'py>, array: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>>
where
    T: ArrowPrimitiveType,
    T::Native: IntoPyObject<'py>,
{
    array.as_primitive::<T>().value(row).into_bound_py_any(py)
}

/// Returns one cell: `None`, `bool`, `int`, `float`, `str`, `bytes`, an aware `datetime`, `list` or `dict`.
fn cell<'py>(py: Python<'py>, array: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) || *array.data_type() == DataType::Null {
        return Ok(py.None().into_bound(py));
    }
    let text = |text: &str| Ok(PyString::new(py, text).into_any());
    match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => {
            text(array.as_any().downcast_ref::<StringViewArray>().map_or("", |a| a.value(row)))
        }
        DataType::Binary => Ok(PyBytes::new(py, array.as_binary::<i32>().value(row)).into_any()),
        DataType::LargeBinary => Ok(PyBytes::new(py, array.as_binary::<i64>().value(row)).into_any()),
        DataType::BinaryView => {
            let bytes = array.as_any().downcast_ref::<BinaryViewArray>().map_or(&[][..], |a| a.value(row));
            Ok(PyBytes::new(py, bytes).into_any())
        }
        DataType::Boolean => {
            Ok(pyo3::types::PyBool::new(py, array.as_boolean().value(row)).to_owned().into_any())
        }
        DataType::Int8 => primitive::<Int8Type>(py, array, row),
        DataType::Int16 => primitive::<Int16Type>(py, array, row),
        DataType::Int32 => primitive::<Int32Type>(py, array, row),
        DataType::Int64 => primitive::<Int64Type>(py, array, row),
        DataType::UInt8 => primitive::<UInt8Type>(py, array, row),
        DataType::UInt16 => primitive::<UInt16Type>(py, array, row),
        DataType::UInt32 => primitive::<UInt32Type>(py, array, row),
        DataType::UInt64 => primitive::<UInt64Type>(py, array, row),
        DataType::Float32 => primitive::<Float32Type>(py, array, row),
        DataType::Float64 => primitive::<Float64Type>(py, array, row),
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            match scalar::datetime(py, Timestamp::from_microseconds(micros))? {
                Some(time) => Ok(time),
                None => shown(py, array, row),
            }
        }
        DataType::List(_) => list(py, &array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(py, &array.as_list::<i64>().value(row)),
        DataType::Struct(fields) => {
            let dict = PyDict::new(py);
            for (field, column) in fields.iter().zip(array.as_struct().columns()) {
                dict.set_item(field.name(), cell(py, column.as_ref(), row)?)?;
            }
            Ok(dict.into_any())
        }
        DataType::Map(_, _) => {
            let entries = array.as_map().value(row);
            let dict = PyDict::new(py);
            for at in 0..entries.len() {
                let key = cell(py, entries.column(0).as_ref(), at)?;
                dict.set_item(key, cell(py, entries.column(1).as_ref(), at)?)?;
            }
            Ok(dict.into_any())
        }
        DataType::Dictionary(_, value) => {
            let plain = arrow::compute::cast(&array.slice(row, 1), value);
            cell(py, plain.map_err(|error| raise("QueryError", error))?.as_ref(), 0)
        }
        _ => shown(py, array, row),
    }
}

fn list<'py>(py: Python<'py>, items: &dyn Array) -> PyResult<Bound<'py, PyAny>> {
    let list = PyList::empty(py);
    for at in 0..items.len() {
        list.append(cell(py, items, at)?)?;
    }
    Ok(list.into_any())
}

/// Returns a cell of a type that Python has no value for, as Arrow shows it.
fn shown<'py>(py: Python<'py>, array: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>> {
    let options = FormatOptions::default();
    let shown = ArrayFormatter::try_new(array, &options).and_then(|f| f.value(row).try_to_string());
    Ok(PyString::new(py, &shown.map_err(|error| raise("QueryError", error))?).into_any())
}
