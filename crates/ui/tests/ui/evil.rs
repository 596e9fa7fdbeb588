//! An attacker's records, and pages as a browser reads them: to find what his text made of a page. The tests of pages and those of the
//! site use it.

use std::collections::HashSet;

use serde_json::{Map, Value, json};
use trail365_schema::{Field, RECORD_TYPES, Schema, Type};

/// A text that becomes an element or an attribute wherever an escape is forgotten: in text, in either quotes, without quotes, in a
/// script, in a comment, and in a text area. What it makes is called `evil`.
pub const HOSTILE: &str =
    "x' evil-a=1 \" evil-b=1 ><evil-c>--></script></textarea></title><evil-d hx-get=/x evil-e>\u{202e}";

/// An address that acts where it is made a link.
pub const ADDRESS: &str = "javascript:evil()";

/// Depth of objects in objects.
const DEEPEST: usize = 2;

fn value(ty: Type, depth: usize) -> Value {
    match ty {
        Type::List(item) => json!([value(*item, depth)]),
        Type::Pairs => {
            json!([{"Name": HOSTILE, "Value": HOSTILE}, {"Name": "ForwardTo", "Value": HOSTILE}])
        }
        Type::Json => json!({ HOSTILE: [HOSTILE, {HOSTILE: HOSTILE}], "Link": ADDRESS }),
        Type::Complex(id) if depth > 0 => Value::Object(fields(id.get(), depth - 1)),
        _ => HOSTILE.into(),
    }
}

fn fields(schema: &'static Schema, depth: usize) -> Map<String, Value> {
    let member = |(_, field): (&Schema, &Field)| (field.name.to_owned(), value(field.ty, depth));
    schema.all_fields().map(member).collect()
}

/// A record of each schema; each can be found by its Id.
pub fn records() -> Vec<Value> {
    let mut seen = HashSet::new();
    let of_schema = RECORD_TYPES.iter().filter(|of| of.schema.is_some_and(|schema| seen.insert(schema)));
    of_schema
        .map(|of| {
            let mut record = fields(of.schema.unwrap().get(), DEEPEST);
            record.extend([
                ("Id".into(), format!("{}", of.value).into()),
                ("CreationTime".into(), "2026-03-02T08:00:00".into()),
                ("RecordType".into(), of.value.into()),
                (HOSTILE.into(), HOSTILE.into()),
                ("Site".into(), ADDRESS.into()),
            ]);
            Value::Object(record)
        })
        .collect()
}

#[track_caller]
pub fn assert_inert(path: &str, page: &str) {
    let read = elements(page);
    assert!(!read.is_empty(), "{path} is no page: {page}");
    assert!(!page.contains('\u{202e}'), "{path}: what turns the order of letters is not shown");
    for element in read {
        let is_evil = |name: &str| name.contains("evil") || name.starts_with("on");
        assert!(!is_evil(&element.name), "{path}: an element {}", element.name);
        let has_hx = element.attributes.iter().any(|(name, _)| name.starts_with("hx-"));
        let is_marked = element.attributes.iter().any(|(name, _)| name == "hx-nonce");
        assert!(!has_hx || is_marked, "{path}: htmx obeys {} without a mark", element.name);
        for (name, value) in &element.attributes {
            assert!(!is_evil(name), "{path}: an attribute {name} of {}", element.name);
            let is_address = ["href", "src", "action", "hx-get", "hx-post"].contains(&name.as_str());
            assert!(
                !is_address || value.starts_with('/') || value.starts_with('#'),
                "{path}: {name}={value}"
            );
        }
    }
}

/// An element as it begins: its name, and its attributes.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

/// Elements whose text is no markup until they end.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

/// Reads the elements of a page.
fn elements(html: &str) -> Vec<Element> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            // A comment, a declaration or an end; `<` in front of anything else is text.
            continue;
        }
        let (element, behind) = element(rest);
        rest = behind;
        if RAW.contains(&element.name.as_str()) {
            let end = rest.find(&format!("</{}", element.name)).unwrap();
            rest = &rest[end..];
        }
        found.push(element);
    }
    found
}

fn element(text: &str) -> (Element, &str) {
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap();
    let (name, mut rest) = (text[..end].to_ascii_lowercase(), &text[end..]);
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(behind) = rest.strip_prefix('>') {
            return (Element { name, attributes }, behind);
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=')).unwrap();
        let key = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(behind) = rest.trim_start().strip_prefix('=') {
            (value, rest) = attribute_value(behind.trim_start());
        }
        attributes.push((key, value.to_owned()));
    }
}

fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap();
        }
    }
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(text.len());
    text.split_at(end)
}

/// Names of elements with those of their attributes, to test that what an attacker makes is found.
pub fn read_names(page: &str) -> Vec<String> {
    let names = |element: Element| {
        let names: Vec<_> = element.attributes.into_iter().map(|(name, _)| name).collect();
        format!("{} {}", element.name, names.join(" "))
    };
    elements(page).into_iter().map(names).collect()
}
