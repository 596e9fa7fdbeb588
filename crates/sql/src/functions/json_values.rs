//! Values along a path in JSON texts, through any list and by any case of a key.

use trail365_records::{Json, JsonKind};

use super::reader::{Document, Reader};
use super::steps::{Steps, VALUES};

/// Deepest JSON inside of strings of JSON.
const DEEPEST: usize = 4;

/// Calls `found` with the text of each value that a path leads to in a text, if the text is JSON.
pub(super) fn visit_json_text(text: &str, steps: Steps<'_>, depth: usize, found: &mut dyn FnMut(&str)) {
    if depth >= DEEPEST || !text.trim_start().starts_with(['{', '[']) {
        return;
    }
    let mut reader = Reader::new();
    if let Some(json) = reader.read_wrapped(text).as_ref().and_then(Document::as_value) {
        visit_json(json, steps, depth, found);
    }
}

/// Calls `found` with the text of each value that a path leads to.
fn visit_json(json: Json<'_>, steps: Steps<'_>, depth: usize, found: &mut dyn FnMut(&str)) {
    match json.kind() {
        JsonKind::Null => {}
        JsonKind::List => json.items().for_each(|item| visit_item(item, steps, depth, found)),
        _ if steps.is_done() => found(json.text().as_deref().unwrap_or(json.as_str())),
        JsonKind::Object => visit_members(json, steps, depth, found),
        JsonKind::String => {
            if let Some(text) = json.text() {
                visit_json_text(&text, steps, depth + 1, found);
            }
        }
        JsonKind::Bool | JsonKind::Number => {}
    }
}

fn visit_members(json: Json<'_>, steps: Steps<'_>, depth: usize, found: &mut dyn FnMut(&str)) {
    // A key may have dots.
    for (key, behind) in steps.splits() {
        let mut any = false;
        for (name, value) in json.members().filter(|(name, _)| key.is(name)) {
            any = any || !name.is_empty();
            visit_json(value, behind, depth, found);
        }
        if any {
            return;
        }
    }
}

/// An item of a list has the member that the path names, or is called so itself: `{"Name": "Role", "NewValue": ...}`.
fn visit_item(item: Json<'_>, steps: Steps<'_>, depth: usize, found: &mut dyn FnMut(&str)) {
    let name = item.members().find(|(key, _)| key.eq_ignore_ascii_case("name"));
    let name = name.and_then(|(_, name)| name.text());
    match name.and_then(|name| steps.behind_name(&name)) {
        Some(behind) if behind.is_done() => {
            VALUES.iter().for_each(|path| visit_json(item, path.steps(), depth, found));
        }
        Some(behind) => visit_json(item, behind, depth, found),
        None => visit_json(item, steps, depth, found),
    }
}
