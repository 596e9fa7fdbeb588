//! `json_of`: a value of any type as JSON text.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringViewBuilder, StructArray};
use datafusion::arrow::datatypes::{DataType, Int32Type, Int64Type};
use datafusion::arrow::util::display::array_value_to_string;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_text::json::{encode, write_items};

use super::definition::{Definition, Function, Takes};

pub(super) const JSON_OF: Definition = Definition {
    function: Function {
        name: "json_of",
        syntax: "json_of(value)",
        description: "A value as text: maps as Microsoft writes them, [{\"Name\": ..., \"Value\": ...}], structs as objects and lists as lists, \
                      a text as it is. Null where the value is null.",
        example: "SELECT operation FROM activity WHERE any_like(json_of(parameters), '*Forward*')",
    },
    takes: Takes::AnyAndTexts,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: json_of,
};

fn json_of(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let array = args.args[0].to_array(args.number_rows)?;
    let mut out = StringViewBuilder::new();
    let mut json = Vec::new();
    for row in 0..args.number_rows {
        match array.data_type() {
            _ if array.is_null(row) => out.append_null(),
            DataType::Utf8View => out.append_value(array.as_string_view().value(row)),
            _ => {
                json.clear();
                write_json(&array, row, &mut json);
                out.append_value(String::from_utf8_lossy(&json));
            }
        }
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Appends a cell as JSON.
pub(super) fn write_json(array: &ArrayRef, row: usize, out: &mut Vec<u8>) {
    match array.data_type() {
        _ if array.is_null(row) || array.data_type().is_null() => out.extend_from_slice(b"null"),
        DataType::Utf8View => encode(array.as_string_view().value(row), out),
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            write_items(*b"[]", 0..items.len(), out, |at, out| write_json(&items, at, out));
        }
        DataType::Struct(_) => write_object(array.as_struct(), row, out),
        DataType::Map(..) => write_pairs(&array.as_map().value(row), out),
        DataType::Int32 | DataType::Int64 | DataType::Boolean => {
            out.extend_from_slice(text_of_cell(array, row).as_bytes());
        }
        _ => encode(&text_of_cell(array, row), out),
    }
}

fn write_object(of: &StructArray, row: usize, out: &mut Vec<u8>) {
    let filled = of
        .fields()
        .iter()
        .zip(of.columns())
        .filter(|(_, column)| column.is_valid(row) && !column.data_type().is_null());
    write_items(*b"{}", filled, out, |(field, column), out| {
        encode(&pascal_case(field.name()), out);
        out.push(b':');
        write_json(column, row, out);
    });
}

fn write_pairs(entries: &StructArray, out: &mut Vec<u8>) {
    write_items(*b"[]", 0..entries.len(), out, |row, out| {
        out.extend_from_slice(b"{\"Name\":");
        write_json(entries.column(0), row, out);
        out.extend_from_slice(b",\"Value\":");
        write_json(entries.column(1), row, out);
        out.push(b'}');
    });
}

/// Writes a column's name as Microsoft writes most keys: `new_value` as `NewValue`.
fn pascal_case(name: &str) -> String {
    let capitalized = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars).collect::<String>()
    };
    name.split('_').map(capitalized).collect()
}

/// Writes a cell that is neither text nor made of others.
pub(super) fn text_of_cell(array: &ArrayRef, row: usize) -> String {
    match array.data_type() {
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        _ => array_value_to_string(array, row).unwrap_or_default(),
    }
}
