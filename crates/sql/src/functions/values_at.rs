//! `values_at`, `all_values`: the texts along a path, through lists, maps, structs and JSON.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, ListBuilder, StringViewBuilder, StructArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use super::added::visit_added;
use super::definition::{Definition, Function, Takes};
use super::json::item_field;
use super::json_text_of::{text_of_cell, write_json};
use super::json_values::visit_json_text;
use super::steps::{Path, Steps, VALUES};
use super::texts::as_texts;
use super::values::Values;

pub(super) const VALUES_AT: Definition = Definition {
    function: Function {
        name: "values_at",
        syntax: "values_at(value, name, ...)",
        description: "The texts at a path, as a list: a name is a key of a map, a member of a struct, a key in JSON, or the Name of an item of a \
                      list, whatever its case; of a list every item counts. 'Added' behind the name of a modified property gives what NewValue \
                      has and OldValue lacks. Null where there is none.",
        example: "SELECT values_at(modified_properties, 'Role.DisplayName', 'NewValue') FROM activity",
    },
    takes: Takes::AnyAndTexts,
    returns: |_| DataType::List(Arc::new(item_field())),
    check: None,
    evaluate: values_at,
};

pub(super) const ALL_VALUES: Definition = Definition {
    function: Function {
        name: "all_values",
        syntax: "all_values(value, ...)",
        description: "The texts of its arguments, each a text or a list of texts, as one list. Null where there is none.",
        example: "SELECT all_values(client_ip, client_ip_address, actor_ip_address) FROM activity",
    },
    takes: Takes::ManyValues,
    returns: |_| DataType::List(Arc::new(item_field())),
    check: None,
    evaluate: all_values,
};

pub(super) const FIRST_VALUES: Definition = Definition {
    function: Function {
        name: "first_values",
        syntax: "first_values(value, ...)",
        description: "The texts of the first of its arguments that has any, as a list. Null where none has.",
        example: "SELECT first_values(mailbox_owner_upn, values_at(parameters, 'Identity')) FROM activity",
    },
    takes: Takes::ManyValues,
    returns: |_| DataType::List(Arc::new(item_field())),
    check: None,
    evaluate: first_values,
};

/// Builds a list of texts for each row; null where a row has none.
pub(super) struct Lists(ListBuilder<StringViewBuilder>);

impl Lists {
    pub fn new() -> Self {
        Lists(ListBuilder::new(StringViewBuilder::new()).with_field(item_field()))
    }

    pub fn push_row(&mut self, visit: impl FnOnce(&mut dyn FnMut(&str))) {
        let mut any = false;
        let texts = self.0.values();
        visit(&mut |text| {
            any = true;
            texts.append_value(text);
        });
        self.0.append(any);
    }

    pub fn finish(mut self) -> ColumnarValue {
        ColumnarValue::Array(Arc::new(self.0.finish()))
    }
}

fn values_at(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    values_along(args, &Path::new(constant_names(&args.args[1..])?))
}

/// Returns the texts along a path in the first argument.
pub(super) fn values_along(args: &ScalarFunctionArgs, path: &Path) -> Result<ColumnarValue> {
    let array = args.args[0].to_array(args.number_rows)?;
    let mut out = Lists::new();
    for row in 0..args.number_rows {
        out.push_row(|found| visit_values(&array, row, path.steps(), found));
    }
    Ok(out.finish())
}

fn constant_names(args: &[ColumnarValue]) -> Result<Vec<String>> {
    let name = |arg: &ColumnarValue| match arg {
        ColumnarValue::Scalar(value) if value.try_as_str().flatten().is_some() => {
            Ok(value.try_as_str().flatten().unwrap_or_default().to_owned())
        }
        _ => exec_err!("the names of values_at have to be constants"),
    };
    args.iter().map(name).collect()
}

fn all_values(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let values = args.args.iter().map(Values::new).collect::<Result<Vec<_>>>()?;
    let mut out = Lists::new();
    for row in 0..args.number_rows {
        out.push_row(|found| values.iter().for_each(|of| of.visit(row, found)));
    }
    Ok(out.finish())
}

fn first_values(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let values = args.args.iter().map(Values::new).collect::<Result<Vec<_>>>()?;
    let mut out = Lists::new();
    for row in 0..args.number_rows {
        let first = values.iter().find(|of| of.any(row, |_| true));
        out.push_row(|found| first.into_iter().for_each(|of| of.visit(row, found)));
    }
    Ok(out.finish())
}

/// Calls `found` with each text that a path leads to in a row of an array.
pub(super) fn visit_values(array: &ArrayRef, row: usize, steps: Steps<'_>, found: &mut dyn FnMut(&str)) {
    if array.is_null(row) {
        return;
    }
    match array.data_type() {
        DataType::Utf8View => {
            let text = array.as_string_view().value(row);
            if steps.is_done() { found(text) } else { visit_json_text(text, steps, 0, found) }
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            visit_items(lists.values(), range_of(lists.value_offsets(), row), steps, found);
        }
        DataType::Struct(_) | DataType::Map(..) if steps.is_done() => {
            let mut json = Vec::new();
            write_json(array, row, &mut json);
            found(&String::from_utf8_lossy(&json));
        }
        DataType::Struct(_) => visit_member(array.as_struct(), row, steps, found),
        DataType::Map(..) => {
            let maps = array.as_map();
            visit_entries(maps.entries(), range_of(maps.value_offsets(), row), steps, found);
        }
        DataType::Null => {}
        // Texts of other tables.
        ty if ty.is_string() && !steps.is_done() => {
            visit_json_text(&text_of_cell(array, row), steps, 0, found);
        }
        _ if !steps.is_done() => {}
        _ => found(&text_of_cell(array, row)),
    }
}

/// Returns the places of a row's items among those of all rows. To slice them out would take longer than to look at them.
fn range_of(offsets: &[i32], row: usize) -> Range<usize> {
    offsets[row] as usize..offsets[row + 1] as usize
}

fn visit_entries(entries: &StructArray, places: Range<usize>, steps: Steps<'_>, found: &mut dyn FnMut(&str)) {
    // Maps of other tables may have keys of another type of text.
    let slice = |places: &Range<usize>| entries.column(0).slice(places.start, places.len());
    let (keys, first) = match entries.column(0).as_string_view_opt() {
        Some(keys) => (Cow::Borrowed(keys), places.start),
        None => match as_texts(&slice(&places)) {
            Ok(keys) => (Cow::Owned(keys), 0),
            Err(_) => return,
        },
    };
    for (name, behind) in steps.splits() {
        let mut any = false;
        for (at, place) in places.clone().enumerate() {
            if name.is(keys.value(first + at)) {
                any = true;
                visit_values(entries.column(1), place, behind, found);
            }
        }
        if any {
            return;
        }
    }
}

fn visit_member(of: &StructArray, row: usize, steps: Steps<'_>, found: &mut dyn FnMut(&str)) {
    let Some((name, behind)) = steps.split_first() else { return };
    match of.fields().iter().position(|field| name.is_member(field.name())) {
        Some(place) => visit_values(of.column(place), row, behind, found),
        None if name.is_member("added") => visit_added(of, row, found),
        None => {}
    }
}

/// An item has the member that the path names, or is called so itself: `{"Name": "Role", "NewValue": ...}`.
fn visit_items(items: &ArrayRef, places: Range<usize>, steps: Steps<'_>, found: &mut dyn FnMut(&str)) {
    let names =
        items.as_struct_opt().and_then(|of| of.column_by_name("name")).and_then(|c| c.as_string_view_opt());
    for row in places {
        let name = names.filter(|names| names.is_valid(row)).map(|names| names.value(row));
        match name.and_then(|name| steps.behind_name(name)) {
            Some(behind) if behind.is_done() => {
                VALUES.iter().for_each(|path| visit_values(items, row, path.steps(), found));
            }
            Some(behind) => visit_values(items, row, behind, found),
            None => visit_values(items, row, steps, found),
        }
    }
}
