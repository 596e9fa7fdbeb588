//! `json_without`, `json_rest`: a JSON object without some of its keys.

use std::collections::HashSet;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::{JsonKind, Object};

use super::definition::{Definition, Function, Takes};
use super::reader::{Document, Reader};
use super::slices::Slices;
use super::texts::Texts;

pub(super) const JSON_WITHOUT: Definition = Definition {
    function: Function {
        name: "json_without",
        syntax: "json_without(json, key, ...)",
        description: "A JSON object without these keys. Null where the text is no JSON object.",
        example: "SELECT json_without(record, 'Id', 'RecordType') FROM activity",
    },
    takes: Takes::Texts(2, usize::MAX),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: objects_without,
};

pub(super) const JSON_REST: Definition = Definition {
    function: Function {
        name: "json_rest",
        syntax: "json_rest(record, extra, key, ...)",
        description: "What a record holds besides the values of these keys that columns show: the record without them. A key stays where \
                      its value is null, and where it stands in extra: no column shows that value, or none shows it as it is.",
        example: "SELECT user_id, operation, json_rest(record, extra, 'UserId', 'Operation') FROM activity",
    },
    takes: Takes::Texts(3, usize::MAX),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: rest_of_records,
};

fn objects_without(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    filter_objects(args, &texts[0], |row, object| {
        let keys: HashSet<_> = texts[1..].iter().filter_map(|t| t.get(row)).collect();
        write_members(object, |key, _| !keys.contains(key))
    })
}

fn rest_of_records(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let mut extra = Reader::new();
    filter_objects(args, &texts[0], |row, object| {
        let mut shown: HashSet<_> = texts[2..].iter().filter_map(|t| t.get(row)).collect();
        let document = texts[1].get(row).and_then(|text| extra.read_json(text));
        // A key in extra has a value that no column shows, or none as it is: it belongs to the rest though a column
        // bears its name.
        for entry in document.as_ref().and_then(Document::as_object).iter().flat_map(|o| o.entries()) {
            shown.remove(entry.key().as_ref());
        }
        write_members(object, |key, kind| kind == JsonKind::Null || !shown.contains(key))
    })
}

/// Rewrites the objects of a column by `write`; one for which it returns `None` stays as it is.
fn filter_objects(
    args: &ScalarFunctionArgs,
    texts: &Texts<'_>,
    mut write: impl FnMut(usize, &Object<'_>) -> Option<String>,
) -> Result<ColumnarValue> {
    let mut reader = Reader::new();
    let mut out = Slices::new(texts);
    for row in 0..args.number_rows {
        let text = texts.get(row);
        let document = text.and_then(|text| reader.read_json(text));
        match document.as_ref().and_then(Document::as_object).map(|object| write(row, object)) {
            Some(Some(filtered)) => out.push_text(&filtered),
            Some(None) => out.push_part(row, 0..text.map_or(0, str::len))?,
            None => out.push_null(),
        }
    }
    Ok(ColumnarValue::Array(out.finish()))
}

/// An object with the members that stay, written as they are; `None` when all do.
fn write_members(object: &Object<'_>, stays: impl Fn(&str, JsonKind) -> bool) -> Option<String> {
    let text = object.json().as_str();
    let mut out = String::from("{");
    let (mut all, mut behind) = (true, 0);
    for entry in object.entries() {
        let value = entry.json().as_str();
        let at = value.as_ptr() as usize - text.as_ptr() as usize;
        // The key is taken as it is written, escapes and all, so that the rest of the object stays byte for byte the
        // same.
        let key = between_quotes(&text[behind..at]);
        behind = at + value.len();
        if stays(&entry.key(), entry.json().kind()) {
            if out.len() > 1 {
                out.push(',');
            }
            out.extend([key, ":", value]);
        } else {
            all = false;
        }
    }
    out.push('}');
    (!all).then_some(out)
}

/// A key with its quotes, out of what stands between two values.
fn between_quotes(text: &str) -> &str {
    match (text.find('"'), text.rfind('"')) {
        (Some(start), Some(end)) => &text[start..=end],
        _ => "\"\"",
    }
}
