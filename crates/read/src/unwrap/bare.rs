//! Recognizes a bare record by its first members.
//!
//! Nearly all records of JSON Lines and of blobs are bare, so this decides how fast those are split.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::own_keys::Said;
use super::slots::{OPERATION, RECORD_TYPE, TIME};
use crate::json::{Members, string_end};

/// Members and bytes that are looked at: most exports have the three keys among the first six members.
const FRONT_MEMBERS: usize = 8;
const FRONT_BYTES: usize = 512;

/// Made once: making it took as long as the search through a record.
static TIME_FINDER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(TIME));

/// The front of an object that has the three keys of a record, and no sign that something is to be taken off.
pub(crate) struct BareFront {
    /// True if the key of the time stands in the object more than once, in JSON or in escaped JSON. Where it does not, no
    /// other record stands inside: one search of the text costs less than a walk through its members.
    pub names_time_again: bool,
}

/// Returns the front of an object if its first members have the three keys of a record.
pub(crate) fn bare_front(object: &[u8]) -> Option<BareFront> {
    let names_time_again = match service_front(object) {
        Some(end) => TIME_FINDER.find(&object[end..]).is_some(),
        None if begins_with_keys(object) => names_time_twice(object),
        None => return None,
    };
    Some(BareFront { names_time_again })
}

/// Reports whether the key of the time stands in `object` more than once, in JSON or in escaped JSON.
pub(crate) fn names_time_twice(object: &[u8]) -> bool {
    TIME_FINDER.find_iter(object).nth(1).is_some()
}

/// Returns the place behind the three keys in a record as the service itself writes it: with these members, in this
/// order, without blanks. Comparing whole keys takes half of the instructions of a walk.
fn service_front(object: &[u8]) -> Option<usize> {
    let time = pass(object, 0, b"{\"CreationTime\":\"")?;
    let id = pass(object, filled_end(object, time)?, b",\"Id\":\"")?;
    let operation = pass(object, string_end(object, id)?, b",\"Operation\":\"")?;
    let organization = pass(object, filled_end(object, operation)?, b",\"OrganizationId\":\"")?;
    let record_type = pass(object, string_end(object, organization)?, b",\"RecordType\":")?;
    object.get(record_type)?.is_ascii_digit().then_some(record_type)
}

/// Returns the place behind these bytes, if they stand at `at`.
#[inline]
fn pass<const LEN: usize>(object: &[u8], at: usize, bytes: &[u8; LEN]) -> Option<usize> {
    (object.get(at..)?.first_chunk::<LEN>()? == bytes).then_some(at + LEN)
}

/// Returns the place behind the string whose text begins at `at`, if that is not empty.
fn filled_end(object: &[u8], at: usize) -> Option<usize> {
    string_end(object, at).filter(|end| *end > at + 1)
}

fn begins_with_keys(object: &[u8]) -> bool {
    let mut seen = (false, false, false);
    for member in Members::new(object, 0..object.len().min(FRONT_BYTES)).take(FRONT_MEMBERS) {
        let met = match member.key {
            TIME => &mut seen.0,
            OPERATION => &mut seen.1,
            RECORD_TYPE => &mut seen.2,
            // Rows of exports have their record as text soon behind these, which is not to be walked through twice.
            b"CreationDate" | b"RecordId" | b"UserIds" | b"Operations" | b"createdDateTime" => return false,
            key if key.starts_with(b"@odata.") => return false,
            _ => continue,
        };
        *met = Said::by(&object[member.value]) == Said::Something;
        if seen == (true, true, true) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{bare_front, service_front};

    #[test]
    fn records_are_known_by_their_front() {
        let front =
            r#"{"CreationTime":"t","Id":"i","Operation":"o","OrganizationId":"x","RecordType":1,"Version":1"#;
        for (object, of_service, expected) in [
            (format!("{front}}}"), true, Some(false)),
            (format!(r#"{front},"AuditData":{{"CreationTime":1}}}}"#), true, Some(true)),
            (front.replace("Type\":1", "Type\":\"A\""), false, Some(false)),
            (front.replace(':', ": "), false, Some(false)),
            (front.replace("\"o\"", "\"\""), false, None),
            (front.replace("\"o\"", "{}"), false, None),
            (front.replace("\"i\"", "\"a\\\"b\""), true, Some(false)),
            (format!(r#"{{"message":"{{\"CreationTime\":1}}",{}"#, &front[1..]), false, Some(true)),
            (format!(r#"{{"CreationDate":"t",{}"#, &front[1..]), false, None),
            (r#"{"CreationTime":"t","Id":"i","x":{"Operation":"o"}}"#.to_owned(), false, None),
            (front[..60].to_owned(), false, None),
            (String::new(), false, None),
        ] {
            let found = bare_front(object.as_bytes()).map(|front| front.names_time_again);
            assert_eq!(found, expected, "{object}");
            assert_eq!(service_front(object.as_bytes()).is_some(), of_service, "{object}");
        }
    }
}
