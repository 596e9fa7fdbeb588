//! `json_items`, `json_pairs`: lists inside JSON texts.

use std::sync::Arc;

use datafusion::arrow::array::{ListBuilder, MapBuilder, MapFieldNames, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::{Json, JsonKind};

use super::definition::{Definition, Function, Takes};
use super::json::{check_path, item_field, read_for_path, value_at_path};
use super::path;
use super::reader::{Document, Reader};
use super::texts::{Prepared, Texts};

pub(super) const JSON_ITEMS: Definition = Definition {
    function: Function {
        name: "json_items",
        syntax: "json_items(json, [path])",
        description: "The items of the list at a path, or of the text itself: strings without their quotes and escapes, \
                      anything else as JSON text. A value that is no list is a list of itself, and a string that holds a JSON \
                      list or object counts as that. Null where there is no value, and where the text is no JSON.",
        example: "SELECT id, json_text(item, 'Name') AS name \
                  FROM (SELECT id, unnest(json_items(extra, 'Novel.Items')) AS item FROM activity)",
    },
    takes: Takes::Texts(1, 2),
    returns: |_| DataType::List(Arc::new(item_field())),
    check: Some(check_path),
    evaluate: list_items,
};

pub(super) const JSON_PAIRS: Definition = Definition {
    function: Function {
        name: "json_pairs",
        syntax: "json_pairs(json, [path, [name_key, value_key]])",
        description: "A list of {\"Name\": ..., \"Value\": ...} objects as a map from names to values, both as text; the keys may \
                      be called otherwise. Items without a name are left out. A doubled name has both values, as in the maps of the \
                      tables: map['name'] gives the first, map_values all. Null where there is no list of objects, and where the text is no JSON.",
        example: "SELECT json_pairs(extra, 'PropertyCollection')['powerplatform.analytics.resource.power_app.id'] FROM activity",
    },
    takes: Takes::Texts(1, 4),
    returns: |_| pairs_type(),
    check: Some(check_path),
    evaluate: map_pairs,
};

fn list_items(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let mut out = ListBuilder::new(StringViewBuilder::new()).with_field(item_field());
    visit_values(&texts, args.number_rows, |_, value| {
        let is_list = value.is_some_and(|list| {
            visit_items(list, &mut |item| out.values().append_option(text_of(item)));
            true
        });
        out.append(is_list);
    });
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

fn map_pairs(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let names = MapFieldNames { entry: "key_value".into(), key: "key".into(), value: "value".into() };
    let mut out = MapBuilder::new(Some(names), StringViewBuilder::new(), StringViewBuilder::new());
    let mut outcome = Ok(());
    visit_values(&texts, args.number_rows, |row, value| {
        let keys = (key_argument(&texts, 2, row, "Name"), key_argument(&texts, 3, row, "Value"));
        let is_map = match (value, keys) {
            (Some(list), (Some(name), Some(value))) => append_pairs(list, name, value, &mut out),
            _ => false,
        };
        if outcome.is_ok() {
            outcome = out.append(is_map);
        }
    });
    outcome?;
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Appends the entries of a map; false where the list has no objects, though it is not empty.
fn append_pairs(
    list: Json<'_>,
    name_key: &str,
    value_key: &str,
    out: &mut MapBuilder<StringViewBuilder, StringViewBuilder>,
) -> bool {
    let (mut items, mut objects) = (0_usize, 0_usize);
    visit_items(list, &mut |item| {
        items += 1;
        objects += usize::from(item.kind() == JsonKind::Object);
        let member = |key: &str| item.members().find(|(name, _)| name == key).map(|(_, value)| value);
        let Some(name) = member(name_key).and_then(text_of) else { return };
        out.keys().append_value(name);
        out.values().append_option(member(value_key).and_then(text_of));
    });
    objects > 0 || items == 0
}

/// Calls `then` with the value of each row: that at the path in the second argument, or the whole text where there is none.
fn visit_values(texts: &[Texts<'_>], rows: usize, mut then: impl FnMut(usize, Option<Json<'_>>)) {
    let path = texts.get(1).map(|paths| (paths, Prepared::new(paths, |p| path::parse_path(p).ok())));
    let mut reader = Reader::new();
    for row in 0..rows {
        let text = texts.first().and_then(|texts| texts.get(row));
        match &path {
            Some((paths, path)) => {
                let document = text.and_then(|text| read_for_path(&mut reader, path, paths, row, text));
                then(row, document.as_ref().and_then(|d| value_at_path(path, paths, row, d)));
            }
            None => {
                let document = text.and_then(|text| reader.read_wrapped(text));
                let value = document.as_ref().and_then(Document::as_value);
                then(row, value.filter(|json| json.kind() != JsonKind::Null));
            }
        }
    }
}

/// Calls `visit` with the items of a list, or with a value that is none.
fn visit_items(value: Json<'_>, visit: &mut dyn FnMut(Json<'_>)) {
    // Collectors write lists into strings: `JsonPropertiesCollection` is `[{...}]` as text.
    if let Some(text) = value.embedded() {
        let mut reader = Reader::new();
        let document = reader.read_wrapped(&text);
        if let Some(inner) = document.as_ref().and_then(Document::as_value) {
            return visit_plain_items(inner, visit);
        }
    }
    visit_plain_items(value, visit);
}

fn visit_plain_items(value: Json<'_>, visit: &mut dyn FnMut(Json<'_>)) {
    match value.kind() {
        JsonKind::List => value.items().for_each(visit),
        _ => visit(value),
    }
}

/// Returns a value as text; null is none.
fn text_of(json: Json<'_>) -> Option<String> {
    match json.kind() {
        JsonKind::Null => None,
        _ => Some(json.text().map_or_else(|| json.as_str().to_owned(), Into::into)),
    }
}

/// Returns the key that an argument names in a row, or the usual one where there is no such argument.
fn key_argument<'a>(texts: &'a [Texts<'_>], argument: usize, row: usize, usual: &'a str) -> Option<&'a str> {
    texts.get(argument).map_or(Some(usual), |texts| texts.get(row))
}

fn pairs_type() -> DataType {
    let entry = Fields::from(vec![
        Field::new("key", DataType::Utf8View, false),
        Field::new("value", DataType::Utf8View, true),
    ]);
    DataType::Map(Arc::new(Field::new("key_value", DataType::Struct(entry), false)), false)
}
