//! Notations in which one value is written: numbers, truth, objects and lists as text, times in several forms, GUIDs in
//! either case.

use trail365_records::Guid;

use super::time::write_in_utc;

/// The value that a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// The text itself.
    Text,
    /// The number that its digits write.
    Number,
    /// `true` or `false`, by its first letter.
    Literal(u8),
    /// A time: so many bytes from its start, without the mark of UTC and without zeros at the end of its fraction.
    Time(usize),
    /// A time in another form, which [`write_in_utc`] writes in the usual one.
    OtherTime,
    /// An object or a list as JSON, perhaps: it begins as one.
    Json,
    /// A GUID with letters in upper case.
    UpperGuid,
}

/// Length of `YYYY-MM-DDThh:mm:ss`.
const TIME_LEN: usize = 19;

/// Length of a GUID as text.
const GUID_LEN: usize = 36;

/// Returns the value that a text stands for.
#[inline]
pub(super) fn notation_of(text: &[u8]) -> Notation {
    // Most texts begin with a letter and have another length than these forms: two comparisons settle them.
    match text.first() {
        Some(b'0'..=b'9' | b'-') => notation_of_digits(text),
        Some(b't' | b'T') if text.eq_ignore_ascii_case(b"true") => Notation::Literal(b't'),
        Some(b'f' | b'F') if text.eq_ignore_ascii_case(b"false") => Notation::Literal(b'f'),
        Some(b'{' | b'[') => Notation::Json,
        Some(b'/') => notation_of_time(text),
        _ if text.len() == GUID_LEN => notation_of_guid(text),
        _ => Notation::Text,
    }
}

fn notation_of_time(text: &[u8]) -> Notation {
    if write_in_utc(text).is_some() { Notation::OtherTime } else { Notation::Text }
}

fn notation_of_digits(text: &[u8]) -> Notation {
    match text.get(10) {
        Some(b'T') => return time_len(text).map_or_else(|| notation_of_time(text), Notation::Time),
        Some(b' ' | b't') => return notation_of_time(text),
        _ => {}
    }
    if is_plain_number(text) {
        return Notation::Number;
    }
    if text.len() == GUID_LEN { notation_of_guid(text) } else { Notation::Text }
}

fn notation_of_guid(text: &[u8]) -> Notation {
    let has_upper = text.iter().any(u8::is_ascii_uppercase);
    let is_guid = || std::str::from_utf8(text).is_ok_and(|text| Guid::parse(text).is_some());
    if has_upper && is_guid() { Notation::UpperGuid } else { Notation::Text }
}

/// Reports whether a text is a number as JSON writers write it: `15`, `-3`, `52.5`. What begins or ends with zeros that
/// no writer would put there, as `007` and the version `1.10`, is a text.
fn is_plain_number(text: &[u8]) -> bool {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let point = unsigned.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = unsigned.split_at(point.unwrap_or(unsigned.len()));
    let is_whole = match whole {
        [b'0'] => text.len() == unsigned.len() || point.is_some(),
        [b'1'..=b'9', ..] => whole.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    is_whole
        && match fraction {
            [] => true,
            [_, digits @ ..] => {
                digits.last().is_some_and(|last| *last != b'0') && digits.iter().all(u8::is_ascii_digit)
            }
        }
}

/// Returns the bytes of a time in UTC that say something; `None` for what is no such time.
fn time_len(text: &[u8]) -> Option<usize> {
    let (plain, rest) = text.split_at_checked(TIME_LEN)?;
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    if !plain.iter().zip(b"0000-00-00T00:00:00").all(fits) {
        return None;
    }
    let digits = match rest {
        [b'.', rest @ ..] => rest.iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    let (fraction, zone) = rest.split_at(if digits > 0 { digits + 1 } else { 0 });
    if !matches!(zone, b"" | b"Z" | b"+00:00") {
        return None;
    }
    let zeros = fraction.iter().rev().take_while(|byte| **byte == b'0').count();
    match fraction.len() - zeros {
        // Nothing but the point is left.
        0 | 1 => Some(TIME_LEN),
        kept => Some(TIME_LEN + kept),
    }
}

/// Part of the keys of annotations.
const ODATA: &[u8] = b"@odata.";

/// Words behind it that describe another value, or say where it stands, and have no content.
// The same words as in `read`, and yet apart: these are a part of the rule of the hash and never change.
const ANNOTATIONS: [&[u8]; 16] = [
    b"type",
    b"context",
    b"id",
    b"etag",
    b"count",
    b"editLink",
    b"readLink",
    b"navigationLink",
    b"associationLink",
    b"nextLink",
    b"deltaLink",
    b"metadataEtag",
    b"mediaEtag",
    b"mediaContentType",
    b"mediaReadLink",
    b"mediaEditLink",
];

/// Reports whether a key is that of an annotation of Microsoft Graph.
#[inline]
pub(super) fn is_annotation(key: &[u8]) -> bool {
    // One byte is looked for first, which takes many at a time: hardly a key has it.
    key.contains(&b'@') && has_annotation(key)
}

/// Keys that tools put among the members of a record: the Wazuh module for Office 365, Logstash.
const KEYS_OF_TOOLS: [&[u8]; 2] = [b"Subscription", b"tags"];

/// Reports whether a key of a record itself is one that a tool put there. Keys of Microsoft begin with a letter; `@timestamp`
/// and `@version` are of Logstash, `_id` is of MongoDB, `_time` of Splunk.
#[inline]
pub(super) fn is_of_tool(key: &[u8]) -> bool {
    matches!(key.first(), Some(b'_' | b'@')) || KEYS_OF_TOOLS.contains(&key)
}

#[cold]
fn has_annotation(key: &[u8]) -> bool {
    let place = key.windows(ODATA.len()).rposition(|part| part == ODATA);
    place.is_some_and(|place| ANNOTATIONS.contains(&&key[place + ODATA.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_those_without_content() {
        for key in ["@odata.type", "Actor@odata.type", "a@odata.b@odata.id", "@odata.nextLink"] {
            assert!(is_annotation(key.as_bytes()), "{key}");
        }
        for key in ["", "type", "x@odata.bind", "odata@odata.example", "@odata.", "@odata.type2"] {
            assert!(!is_annotation(key.as_bytes()), "{key}");
        }
    }

    #[test]
    fn keys_of_tools_are_those_of_no_field() {
        for key in ["_id", "@timestamp", "@version", "tags", "Subscription"] {
            assert!(is_of_tool(key.as_bytes()), "{key}");
        }
        for key in ["", "Tags", "SubscriptionId", "id_", "Id"] {
            assert!(!is_of_tool(key.as_bytes()), "{key}");
        }
        let fields = trail365_schema::SCHEMAS.iter().flat_map(|schema| schema.fields);
        for field in fields {
            assert!(!is_of_tool(field.name.as_bytes()), "{}", field.name);
        }
    }

    #[test]
    fn texts_stand_for_values() {
        for (text, expect) in [
            ("", Notation::Text),
            ("15", Notation::Number),
            ("-3", Notation::Number),
            ("0", Notation::Number),
            ("-0.5", Notation::Number),
            ("52.25", Notation::Number),
            ("1003200000000001", Notation::Number),
            ("-0", Notation::Text),
            ("-", Notation::Text),
            ("007", Notation::Text),
            ("1.10", Notation::Text),
            ("1.", Notation::Text),
            (".5", Notation::Text),
            ("1.0", Notation::Text),
            ("1e3", Notation::Text),
            ("1.2.3", Notation::Text),
            (" 1", Notation::Text),
            ("10.0.0.1", Notation::Text),
            ("True", Notation::Literal(b't')),
            ("FALSE", Notation::Literal(b'f')),
            ("truest", Notation::Text),
            ("2026-02-14T09:00:00", Notation::Time(19)),
            ("2026-02-14T09:00:00Z", Notation::Time(19)),
            ("2026-02-14T09:00:00.000Z", Notation::Time(19)),
            ("2026-02-14T09:00:00.120+00:00", Notation::Time(22)),
            ("2026-02-14T09:00:00+01:00", Notation::OtherTime),
            ("2026-02-14T09:00:00.5-0530", Notation::OtherTime),
            ("2026-02-31T09:00:00+01:00", Notation::Text),
            ("/Date(1771059601000)/", Notation::OtherTime),
            ("/Date(x)/", Notation::Text),
            ("/sites/x", Notation::Text),
            ("{}", Notation::Json),
            ("[External] hello", Notation::Json),
            ("2026-02-14T09:00:00.", Notation::Text),
            ("2026-02-14T09:00:0x", Notation::Text),
            ("2026-02-14 09:00:00", Notation::OtherTime),
            ("81ADEB4A-f002-4565-BFE5-4C0CC6BC7002", Notation::UpperGuid),
            ("ADEB4A81-f002-4565-BFE5-4C0CC6BC7002", Notation::UpperGuid),
            ("81adeb4a-f002-4565-bfe5-4c0cc6bc7002", Notation::Text),
            ("81ADEB4A-f002-4565-BFE5-4C0CC6BC700X", Notation::Text),
        ] {
            assert_eq!(notation_of(text.as_bytes()), expect, "{text}");
        }
    }
}
