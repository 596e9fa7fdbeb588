//! Values of fields as those of places in documents.

use std::borrow::Cow;

use trail365_records::{Address, FromJson, Json, JsonKind};
use trail365_schema::{RecordType, enum_named, record_type};
use trail365_text::json as json_text;

use crate::document::{Draft, Span, member_of, push_key, text_of, visit_items, with_embedded, write_value};
use crate::model::Slot;
use crate::model::mapping::{Convert, Map};

/// Puts a value at a place. Returns false if it does not fit.
pub fn put_value(draft: &mut Draft, to: Slot, convert: &Convert, json: Json<'_>) -> bool {
    match convert {
        Convert::Plain => put_plain(draft, to, json),
        Convert::Constant(value) => put_constant(draft, to, value),
        Convert::Quoted => put_quoted(draft, to, json),
        Convert::Pairs => put_pairs(draft, to, json),
        Convert::RecordType => put_record_type(draft, to, json, |known| known.name),
        Convert::GraphType => put_record_type(draft, to, json, |known| known.graph),
        Convert::Enum(name) => put_member(draft, to, json, name, str::to_owned),
        Convert::CamelEnum(name) => put_member(draft, to, json, name, camel_case),
        Convert::Capital => put_capital(draft, to, json),
        Convert::Joined => put_joined(draft, to, json),
        Convert::Begins(beginning) => {
            let begins = text_of(json).map(|text| text.starts_with(beginning));
            begins.is_some_and(|begins| put_constant(draft, to, if begins { "true" } else { "false" }))
        }
        _ => match text_of(json) {
            Some(text) => put_text(draft, to, convert, &text),
            None => false,
        },
    }
}

fn put_text(draft: &mut Draft, to: Slot, convert: &Convert, text: &str) -> bool {
    match convert {
        Convert::Lower => put_part(draft, to, Some(&text.to_lowercase())),
        Convert::Domain => put_part(
            draft,
            to,
            text.split_once('@').map(|(_, domain)| domain).filter(|domain| !domain.contains('@')),
        ),
        Convert::Host => put_part(draft, to, host_of(text)),
        Convert::At => put_part(draft, to, Some(text).filter(|text| text.contains('@'))),
        Convert::Outside => put_part(draft, to, parentheses_of(text).map(|(outside, _)| outside)),
        Convert::Inside => put_part(draft, to, parentheses_of(text).map(|(_, inside)| inside)),
        Convert::Address => {
            let ip = Address::parse(text).ip;
            put_part(
                draft,
                to,
                Some(ip.map_or(Cow::Borrowed(text), |ip| Cow::Owned(ip.to_string())).as_ref()),
            )
        }
        Convert::Port => {
            let port = Address::parse(text).port.map(|port| draft.keep_integer(port.into()));
            put_span(draft, to, port)
        }
        Convert::Segment => {
            put_part(draft, to, text.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next())
        }
        Convert::Commas => {
            text.split(',').map(|part| put_part(draft, to, Some(part.trim()))).fold(false, |a, b| a | b)
        }
        Convert::Element(name) => match element_of(text, name) {
            Some(inside) => put_decoded(draft, to, inside),
            None => false,
        },
        Convert::Sha256 => put_fingerprint(draft, to, text),
        Convert::Number(map, caption) => {
            let (number, name) = find_number(map, text);
            draft.put_integer(to, number);
            if let Some(slot) = caption {
                draft.put_text(*slot, name.unwrap_or(text));
            }
            true
        }
        Convert::Caption(map) => put_part(draft, to, Some(find_number(map, text).1.unwrap_or(text))),
        _ => false,
    }
}

fn put_plain(draft: &mut Draft, to: Slot, json: Json<'_>) -> bool {
    let span = draft.keep_value(to, json);
    put_span(draft, to, span)
}

fn put_span(draft: &mut Draft, to: Slot, span: Option<Span>) -> bool {
    if let Some(span) = span {
        draft.put(to, span);
    }
    span.is_some()
}

/// Puts JSON that no field stands behind.
pub fn put_constant(draft: &mut Draft, to: Slot, value: &str) -> bool {
    let span = match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        // No constant has escapes.
        Some(text) => draft.keep_text(text),
        None => draft.keep_json(|out| out.extend_from_slice(value.as_bytes())),
    };
    draft.put(to, span);
    true
}

fn put_part(draft: &mut Draft, to: Slot, part: Option<&str>) -> bool {
    let span = part.filter(|part| !part.is_empty()).map(|part| draft.keep_text(part));
    put_span(draft, to, span)
}

/// Puts text whose kind the attribute decides, such as a time.
fn put_decoded(draft: &mut Draft, to: Slot, text: &str) -> bool {
    let span = draft.keep_decoded(to, text);
    put_span(draft, to, span)
}

/// Entra ID writes the values of properties as JSON in text.
fn put_quoted(draft: &mut Draft, to: Slot, json: Json<'_>) -> bool {
    let mut found = false;
    with_embedded(json, |json| {
        visit_items(json, |item| {
            let text = text_of(item).unwrap_or_default();
            let text = text.trim_matches('"').trim();
            found |= put_part(draft, to, Some(text));
        });
    });
    found
}

fn put_pairs(draft: &mut Draft, to: Slot, json: Json<'_>) -> bool {
    if json.kind() != JsonKind::List {
        return put_plain(draft, to, json);
    }
    let pair = |item| Some((member_of(item, "Name").and_then(text_of)?, member_of(item, "Value")?));
    let pairs: Vec<_> = json.items().map(pair).collect();
    // A list of anything else stays a list, and so does one that has a name twice.
    let mut names: Vec<_> = pairs.iter().flatten().map(|(name, _)| name.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() || names.len() != pairs.len() {
        return put_plain(draft, to, json);
    }
    let span = draft.keep_json(|out| {
        out.push(b'{');
        for (name, value) in pairs.iter().flatten() {
            push_key(name, out);
            write_value(*value, out);
        }
        out.push(b'}');
    });
    draft.put(to, span);
    true
}

fn put_record_type(
    draft: &mut Draft,
    to: Slot,
    json: Json<'_>,
    name: fn(&RecordType) -> &'static str,
) -> bool {
    let number = i64::from_json(json).and_then(|number| i32::try_from(number).ok());
    match number.and_then(record_type) {
        Some(known) => put_part(draft, to, Some(name(known))),
        None => put_plain(draft, to, json),
    }
}

/// Puts the name of a number; a record can have the name itself, and a number that has none stays.
fn put_member(draft: &mut Draft, to: Slot, json: Json<'_>, name: &str, spell: fn(&str) -> String) -> bool {
    let number = i64::from_json(json).and_then(|number| i32::try_from(number).ok());
    let members = enum_named(name).map_or(&[][..], |found| found.members);
    let member = members.iter().find(|member| number.is_some() && member.value == number);
    match (member, text_of(json)) {
        (Some(member), _) => put_part(draft, to, Some(&spell(member.name))),
        (None, Some(text)) => put_part(draft, to, Some(&spell(&text))),
        (None, None) => false,
    }
}

/// Writes a name with a small beginning: `DcAdmin` and `DCAdmin` as `dcAdmin`.
fn camel_case(name: &str) -> String {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let is_word = name.as_bytes().get(capitals).is_some_and(u8::is_ascii_lowercase);
    let begin = if is_word { capitals.saturating_sub(1).max(1) } else { capitals };
    let begin = begin.min(name.len());
    format!("{}{}", name[..begin].to_ascii_lowercase(), &name[begin..])
}

fn put_capital(draft: &mut Draft, to: Slot, json: Json<'_>) -> bool {
    match json.as_str() {
        "true" => put_part(draft, to, Some("True")),
        "false" => put_part(draft, to, Some("False")),
        _ => put_plain(draft, to, json),
    }
}

fn put_joined(draft: &mut Draft, to: Slot, json: Json<'_>) -> bool {
    let mut joined = String::new();
    visit_items(json, |item| {
        if let Some(text) = text_of(item) {
            joined.push_str(if joined.is_empty() { "" } else { "," });
            joined.push_str(&text);
        }
    });
    put_part(draft, to, Some(&joined))
}

fn put_fingerprint(draft: &mut Draft, to: Slot, text: &str) -> bool {
    let span = draft.keep_json(|out| {
        out.extend_from_slice(b"[{\"algorithm\":\"SHA-256\",\"algorithm_id\":3,\"value\":");
        json_text::encode(text, out);
        out.extend_from_slice(b"}]");
    });
    draft.put(to, span);
    true
}

/// Returns number and caption of a text; without a caption the text is its own.
fn find_number(map: &Map, text: &str) -> (i64, Option<&'static str>) {
    let text = text.trim().to_ascii_lowercase();
    let row = map.rows.iter().find(|(pattern, _, _)| fits(pattern, &text));
    row.map_or(map.other, |(_, number, caption)| (*number, Some(*caption)))
}

fn fits(pattern: &str, text: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => text.contains(pattern.trim_matches('*')),
        (None, Some(beginning)) => text.starts_with(beginning),
        _ => text == pattern,
    }
}

fn host_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#', ':']).next()
}

fn element_of<'t>(xml: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split('<').next().map(str::trim).filter(|inside| !inside.is_empty())
}

/// Divides `name (more)`.
fn parentheses_of(text: &str) -> Option<(&str, &str)> {
    let (outside, inside) = text.trim_end().strip_suffix(')')?.split_once('(')?;
    Some((outside.trim_end(), inside)).filter(|(outside, _)| !outside.is_empty())
}
