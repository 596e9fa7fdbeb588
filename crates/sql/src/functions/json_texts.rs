//! `json_texts`: several values of a JSON object in the time of one.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::ListArray;
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_records::{Json, JsonKind, Object};

use super::definition::{Definition, Function, Takes};
use super::json::{item_field, push_text};
use super::path::{Step, parse_path};
use super::reader::{Document, Reader, step_into};
use super::slices::Slices;
use super::texts::Texts;

pub(super) const JSON_TEXTS: Definition = Definition {
    function: Function {
        name: "json_texts",
        syntax: "json_texts(json, path, ...)",
        description: "The values at several paths of a JSON object, as a list in the order of the paths: each as json_text gives it, and all in \
                      the time of one. The paths are constants, and each begins with a key. Null where the text is no JSON.",
        example: "SELECT texts[1] AS workload, texts[2] AS app \
                  FROM (SELECT json_texts(record, 'Workload', 'AppAccessContext.ClientAppId') AS texts FROM event_records)",
    },
    takes: Takes::Texts(2, 1000),
    returns: |_| DataType::List(Arc::new(item_field())),
    check: Some(check_paths),
    evaluate: list_texts,
};

fn check_paths(constants: &[Option<&ScalarValue>]) -> Result<()> {
    for path in constants.iter().skip(1).filter_map(|path| path.and_then(ScalarValue::try_as_str).flatten()) {
        match parse_path(path).as_deref() {
            Ok([Step::Key(_), ..]) => {}
            Ok(_) => return plan_err!("the path '{path}' does not begin with a key"),
            Err(problem) => return plan_err!("no JSON path '{path}': {problem}"),
        }
    }
    Ok(())
}

fn list_texts(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let (json, paths) = (&texts[0], &texts[1..]);
    let wanted = Wanted::new(paths)?;
    let mut items = Slices::new(json);
    let mut are_json = Vec::with_capacity(args.number_rows);
    let mut reader = Reader::new();
    for row in 0..args.number_rows {
        let document = json.get(row).and_then(|text| reader.read_json(text));
        are_json.push(document.is_some());
        if let Some(document) = document {
            wanted.push_row(&document, row, &mut items)?;
        }
    }
    let lengths = are_json.iter().map(|is_json| if *is_json { paths.len() } else { 0 });
    let list = ListArray::try_new(
        Arc::new(item_field()),
        OffsetBuffer::from_lengths(lengths),
        items.finish(),
        Some(are_json.clone().into()),
    )?;
    Ok(ColumnarValue::Array(Arc::new(list)))
}

/// The values that are wanted: the members of an object are gone through once for all of them.
struct Wanted {
    /// For each first key the paths that begin with it.
    by_key: HashMap<String, Vec<usize>>,
    /// For each path the steps behind its first key.
    rests: Vec<Vec<Step>>,
}

impl Wanted {
    fn new(paths: &[Texts<'_>]) -> Result<Self> {
        let mut wanted = Wanted { by_key: HashMap::new(), rests: Vec::new() };
        for (at, path) in paths.iter().enumerate() {
            let Texts::One(Some(path)) = path else {
                return exec_err!("the paths of json_texts are constants");
            };
            let mut steps = parse_path(path).unwrap_or_default().into_iter();
            let Some(Step::Key(key)) = steps.next() else {
                return exec_err!("the path '{path}' does not begin with a key");
            };
            wanted.by_key.entry(key).or_default().push(at);
            wanted.rests.push(steps.collect());
        }
        Ok(wanted)
    }

    fn push_row(&self, document: &Document<'_>, row: usize, out: &mut Slices<'_>) -> Result<()> {
        let found = document.as_object().map(|object| self.find(object)).unwrap_or_default();
        for at in 0..self.rests.len() {
            match found.get(at).copied().flatten() {
                Some(json) => push_text(document, json, row, out)?,
                None => out.push_null(),
            }
        }
        Ok(())
    }

    /// Finds the value of each path; null is none. Of a doubled key the last value that is not null counts.
    fn find<'a>(&self, object: &Object<'a>) -> Vec<Option<Json<'a>>> {
        let is_value = |json: &Json<'a>| json.kind() != JsonKind::Null;
        let mut found = vec![None; self.rests.len()];
        for entry in object.entries() {
            let places = self.by_key.get(&*entry.key()).map_or(&[][..], Vec::as_slice);
            for &at in places {
                found[at] = Some(entry.json()).filter(is_value).or(found[at]);
            }
        }
        for (found, rest) in found.iter_mut().zip(&self.rests) {
            let value = found.and_then(|json| rest.iter().try_fold(json, step_into));
            *found = value.filter(is_value);
        }
        found
    }
}
