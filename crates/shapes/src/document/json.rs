//! Values of records, read along paths.

use std::borrow::Cow;
use std::net::IpAddr;

use trail365_records::{Json, JsonKind, Timestamp};
use trail365_text::swar;

use crate::model::Step;

/// Returns the text of a string, or the JSON of a number or truth value. Null, empty text, lists and objects have none.
pub fn text_of(json: Json<'_>) -> Option<Cow<'_, str>> {
    match json.kind() {
        JsonKind::String => json.text().filter(|text| !text.is_empty()),
        JsonKind::Number | JsonKind::Bool => Some(Cow::Borrowed(json.as_str())),
        JsonKind::Null | JsonKind::List | JsonKind::Object => None,
    }
}

/// Returns a member of an object by its exact name; null counts as absent, and of a doubled name the last one counts.
pub fn member_of<'a>(json: Json<'a>, name: &str) -> Option<Json<'a>> {
    json.members().filter(|(key, value)| key == name && value.kind() != JsonKind::Null).last().map(|(_, v)| v)
}

/// Hands a value to `take`, or the object or list that it is the JSON text of.
pub fn with_embedded<R>(json: Json<'_>, take: impl FnOnce(Json<'_>) -> R) -> R {
    match json.embedded() {
        Some(text) => match Json::container(&text) {
            Some(inner) => take(inner),
            None => take(json),
        },
        None => take(json),
    }
}

/// Hands every value to `take` to which the steps lead from `json`, nulls aside.
pub fn visit_value(json: Json<'_>, steps: &[Step], take: &mut dyn FnMut(Json<'_>)) {
    let Some((step, rest)) = steps.split_first() else {
        if json.kind() != JsonKind::Null {
            take(json);
        }
        return;
    };
    match step {
        Step::Member(name) => with_object(json, |object| {
            if let Some(value) = member_of(object, name) {
                visit_value(value, rest, take);
            }
        }),
        Step::Items => visit_items(json, |item| visit_value(item, rest, take)),
        Step::Where(name, text) => visit_items(json, |item| {
            if member_of(item, name).and_then(text_of).is_some_and(|found| found == *text) {
                visit_value(item, rest, take);
            }
        }),
    }
}

/// Hands each item of a list to `take`, or the value itself if it is no list.
pub fn visit_items(json: Json<'_>, mut take: impl FnMut(Json<'_>)) {
    with_object(json, |json| match json.kind() {
        JsonKind::List => json.items().for_each(take),
        JsonKind::Null => {}
        _ => take(json),
    });
}

/// As [`with_embedded`], but decodes only text that begins as JSON.
fn with_object(json: Json<'_>, take: impl FnOnce(Json<'_>)) {
    let begins = json.as_str().trim_start_matches(['"', ' ']).starts_with(['{', '[']);
    if json.kind() == JsonKind::String && begins { with_embedded(json, take) } else { take(json) }
}

/// Renders a time in UTC with milliseconds; `None` for text that is no time.
pub fn iso_time(text: &str) -> Option<String> {
    let time = Timestamp::parse(text)?.as_microseconds();
    let seconds = Timestamp::from_microseconds(time.div_euclid(1_000_000) * 1_000_000).to_string();
    Some(format!("{}.{:03}Z", seconds.trim_end_matches('Z'), time.rem_euclid(1_000_000) / 1000))
}

/// Renders a time in UTC with seven digits behind the second; `None` for text that is no time.
pub fn ticks(text: &str) -> Option<String> {
    let time = Timestamp::parse(text)?.as_microseconds();
    let seconds = Timestamp::from_microseconds(time.div_euclid(1_000_000) * 1_000_000).to_string();
    Some(format!("{}.{:06}0Z", seconds.trim_end_matches('Z'), time.rem_euclid(1_000_000)))
}

/// Reads a truth value, whatever its case.
pub fn read_bool(text: &str) -> Option<&'static str> {
    ["true", "false"].into_iter().find(|word| word.eq_ignore_ascii_case(text))
}

/// Reads a time as milliseconds since 1970.
pub fn millis(text: &str) -> Option<i64> {
    Some(Timestamp::parse(text)?.as_microseconds().div_euclid(1000))
}

/// Reports whether a text is a mail address by the pattern of OCSF's type `email_t`.
pub fn is_email(text: &str) -> bool {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+,-./=?^_`{|}~".contains(c);
    let is_label = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let Some((local, domain)) = text.split_once('@') else { return false };
    let Some((first, rest)) = domain.split_once('.') else { return false };
    let is_all = |text: &str, of: &dyn Fn(char) -> bool| !text.is_empty() && text.chars().all(of);
    is_all(local, &is_local) && is_all(first, &is_label) && is_all(rest, &|c| is_label(c) || c == '.')
}

/// Reads an IP address, alone or in brackets; an IPv4 address mapped into IPv6 is given as IPv4.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let text = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    match text.parse().ok()? {
        IpAddr::V6(v6) => Some(v6.to_ipv4_mapped().map_or(IpAddr::V6(v6), IpAddr::V4)),
        v4 @ IpAddr::V4(_) => Some(v4),
    }
}

/// Reports whether a text needs no escapes in JSON.
pub fn is_plain(text: &str) -> bool {
    swar::plain_until(text.as_bytes(), 0) == text.len()
}
