//! `json_get`, `json_text`, `json_keys`: what JSON texts hold.

use std::sync::Arc;

use datafusion::arrow::array::{ListBuilder, StringViewBuilder};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::{Json, JsonKind};

use super::definition::{Definition, Function, Takes};
use super::path::{self, Step};
use super::reader::{Document, Reader};
use super::slices::Slices;
use super::texts::{Prepared, Texts};

pub(super) const JSON_GET: Definition = Definition {
    function: Function {
        name: "json_get",
        syntax: "json_get(json, path)",
        description: "The value at a path, as JSON text: 'Folders[0].Path', 'Data[\"a.b\"]'. Null where there is none, where it is null, \
                      and where the text is no JSON.",
        example: "SELECT json_get(extra, 'Novel.Items[0]') FROM activity",
    },
    takes: Takes::Texts(2, 2),
    returns: |_| DataType::Utf8View,
    check: Some(check_path),
    evaluate: |args| {
        parts_at_path(args, |document, json, row, out| out.push_part(row, document.range_of(json.as_str())))
    },
};

pub(super) const JSON_TEXT: Definition = Definition {
    function: Function {
        name: "json_text",
        syntax: "json_text(json, path)",
        description: "The value at a path, as text: a string without its quotes and escapes, anything else as JSON. Null where \
                      json_get is null.",
        example: "SELECT json_text(record, 'AppAccessContext.AADSessionId') FROM activity",
    },
    takes: Takes::Texts(2, 2),
    returns: |_| DataType::Utf8View,
    check: Some(check_path),
    evaluate: |args| parts_at_path(args, push_text),
};

pub(super) const JSON_KEYS: Definition = Definition {
    function: Function {
        name: "json_keys",
        syntax: "json_keys(json)",
        description: "The keys of a JSON object, as a list in their order. Null where the text is no JSON object.",
        example: "SELECT unnest(json_keys(extra)) AS key, count(*) FROM activity GROUP BY key",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::List(Arc::new(item_field())),
    check: None,
    evaluate: keys_of_objects,
};

/// Adds the value that was found in the text of a row.
type Push = fn(&Document<'_>, Json<'_>, usize, &mut Slices<'_>) -> Result<()>;

pub(super) fn check_path(constants: &[Option<&ScalarValue>]) -> Result<()> {
    let path = constants.get(1).copied().flatten().and_then(|v| v.try_as_str().flatten());
    match path.map(|p| (p, path::parse_path(p))) {
        Some((path, Err(problem))) => plan_err!("no JSON path '{path}': {problem}"),
        _ => Ok(()),
    }
}

fn parts_at_path(args: &ScalarFunctionArgs, push: Push) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let path = Prepared::new(&texts[1], |p| path::parse_path(p).ok());
    let mut reader = Reader::new();
    let mut out = Slices::new(&texts[0]);
    for row in 0..args.number_rows {
        let document =
            texts[0].get(row).and_then(|text| read_for_path(&mut reader, &path, &texts[1], row, text));
        match document.as_ref().and_then(|d| Some((d, value_at_path(&path, &texts[1], row, d)?))) {
            Some((document, json)) => push(document, json, row, &mut out)?,
            None => out.push_null(),
        }
    }
    Ok(ColumnarValue::Array(out.finish()))
}

/// Reads the text of a row so that the value at its path can be found.
pub(super) fn read_for_path<'a>(
    reader: &'a mut Reader,
    path: &Prepared<Vec<Step>>,
    paths: &Texts<'_>,
    row: usize,
    text: &'a str,
) -> Option<Document<'a>> {
    // The path `$` leads to the value itself, which has to be a part of the document.
    let is_whole = path.with_value(paths, row, Vec::is_empty) == Some(true);
    if is_whole { reader.read_wrapped(text) } else { reader.read_json(text) }
}

/// The value at the path of a row; null is none.
pub(super) fn value_at_path<'a>(
    path: &Prepared<Vec<Step>>,
    paths: &Texts<'_>,
    row: usize,
    document: &Document<'a>,
) -> Option<Json<'a>> {
    let found = path.with_value(paths, row, |steps| document.find_value(steps)).flatten();
    // SQL has one null: a path to null and a path to nothing are the same to a query.
    found.filter(|json| json.kind() != JsonKind::Null)
}

/// Adds a value as text.
pub(super) fn push_text(
    document: &Document<'_>,
    json: Json<'_>,
    row: usize,
    out: &mut Slices<'_>,
) -> Result<()> {
    let place = document.range_of(json.as_str());
    if json.kind() != JsonKind::String {
        return out.push_part(row, place);
    }
    // Escapes make the text differ from its bytes; every other string is a slice of the argument and is not copied.
    if json.as_str().contains('\\') {
        out.push_text(json.text().as_deref().unwrap_or_default());
        return Ok(());
    }
    out.push_part(row, place.start + 1..place.end - 1)
}

pub(super) fn item_field() -> Field {
    Field::new("item", DataType::Utf8View, true)
}

fn keys_of_objects(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let mut reader = Reader::new();
    let mut out = ListBuilder::new(StringViewBuilder::new()).with_field(item_field());
    for row in 0..args.number_rows {
        let document = texts.get(row).and_then(|text| reader.read_json(text));
        let object = document.as_ref().and_then(Document::as_object);
        for entry in object.iter().flat_map(|o| o.entries()) {
            out.values().append_value(entry.key());
        }
        out.append(object.is_some());
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}
