//! Writes the cells of tables whose columns are fields as members of a record.

use memchr::memmem;

use crate::input::leading_blanks;
use crate::json::{Object, is_json, write_escaped, write_string};
use crate::table::FieldForm;

/// The form of a cell.
#[derive(Clone, Copy)]
pub(super) enum CellForm {
    /// A fragment of JSON.
    Json,
    /// Text, in a field with values of this form.
    Text(FieldForm),
}

/// Writes a member with the value of a cell.
pub(super) fn write_field(name: &str, cell: &[u8], form: CellForm, object: &mut Object<'_>) {
    write_value(cell, form, begin_member(name, object));
}

/// Writes the value of a cell.
pub(super) fn write_value(cell: &[u8], form: CellForm, out: &mut Vec<u8>) {
    let may_be_json = match form {
        CellForm::Json => true,
        CellForm::Text(FieldForm::Scalar) => false,
        CellForm::Text(_) => matches!(cell[leading_blanks(cell)..].first(), Some(b'{' | b'[')),
    };
    if may_be_json && is_json(cell) {
        out.extend_from_slice(cell);
    } else {
        write_string(cell, out);
    }
}

/// Writes the list that Kibana writes with commas between.
pub(super) fn write_list(name: &str, cell: &[u8], object: &mut Object<'_>) {
    let value = begin_member(name, object);
    value.push(b'[');
    let mut rest = cell;
    loop {
        let comma = memmem::find(rest, b", ");
        write_string(&rest[..comma.unwrap_or(rest.len())], value);
        let Some(comma) = comma else { break };
        value.push(b',');
        rest = &rest[comma + 2..];
    }
    value.push(b']');
}

/// Writes the key of a member, and returns the place for its value.
pub(super) fn begin_member<'a>(name: &str, object: &'a mut Object<'_>) -> &'a mut Vec<u8> {
    let mut key = Vec::new();
    write_escaped(name.as_bytes(), &mut key);
    object.write_key(&key)
}
