//! How a scalar fits the type that its field is documented to have.

use crate::guid::is_guid;
use crate::layout::{Code, Ty};
use crate::member::Fit;
use crate::time::Timestamp;
use trail365_text::json as json_text;

use crate::{number, numbers};

/// Fit of a string; `body` is the inside of its quotes.
#[inline]
pub(crate) fn of_string(ty: Ty, body: &[u8]) -> Fit {
    match ty.code {
        Code::Any | Code::Text => Fit::Exact,
        Code::Guid if is_guid(body) => Fit::Exact,
        Code::DateTime if Timestamp::is_plain(body) => Fit::Exact,
        _ => of_string_slowly(ty, body),
    }
}

fn of_string_slowly(ty: Ty, body: &[u8]) -> Fit {
    let Ok(body) = std::str::from_utf8(body) else { return Fit::WrongType };
    let text = json_text::decode(body);
    let understood = match ty.code {
        Code::DateTime => return of_time(&text),
        Code::Enum => return of_member_name(ty, &text),
        Code::I32 | Code::I64 => number::integer(text.as_bytes()).is_some_and(|n| in_range(ty, n)),
        Code::Bool => as_bool(&text).is_some(),
        _ => false,
    };
    if understood { Fit::OtherForm } else { Fit::WrongType }
}

/// ISO forms are all as documented; others are understood.
fn of_time(text: &str) -> Fit {
    let iso = text.as_bytes().get(4) == Some(&b'-');
    match Timestamp::parse(text) {
        Some(_) if iso => Fit::Exact,
        Some(_) => Fit::OtherForm,
        None => Fit::WrongType,
    }
}

fn of_member_name(ty: Ty, name: &str) -> Fit {
    let members = ty.enumeration().get();
    let number = number::integer(name.as_bytes());
    if is_member_name(members, name) {
        Fit::Exact
    } else if is_member_name(members, name.trim())
        || number.is_some_and(|n| numbers::may_be(ty.enumeration(), n))
    {
        Fit::OtherForm
    } else {
        Fit::UnknownMember
    }
}

/// Record types also go by their Graph and former names.
fn is_member_name(members: &trail365_schema::Enum, name: &str) -> bool {
    members.by_name(name).is_some()
        || (members.name == "AuditLogRecordType" && trail365_schema::record_type_named(name).is_some())
}

/// Fit of a number.
#[inline]
pub(crate) fn of_number(ty: Ty, number: &[u8]) -> Fit {
    match ty.code {
        Code::Any => Fit::Exact,
        Code::I32 | Code::I64 => match number::integer(number) {
            Some(n) if in_range(ty, n) => Fit::Exact,
            _ => Fit::WrongType,
        },
        Code::Enum => match number::integer(number) {
            Some(n) if numbers::may_be(ty.enumeration(), n) => Fit::Exact,
            Some(_) => Fit::UnknownMember,
            None => Fit::WrongType,
        },
        Code::Bool => match number {
            b"0" | b"1" => Fit::OtherForm,
            _ => Fit::WrongType,
        },
        _ => Fit::WrongType,
    }
}

/// Fit of true or false.
pub(crate) fn of_bool(ty: Ty) -> Fit {
    if matches!(ty.code, Code::Any | Code::Bool) { Fit::Exact } else { Fit::WrongType }
}

/// Truth in a string.
pub(crate) fn as_bool(text: &str) -> Option<bool> {
    let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
    if is("true") || is("1") {
        Some(true)
    } else if is("false") || is("0") {
        Some(false)
    } else {
        None
    }
}

fn in_range(ty: Ty, n: i64) -> bool {
    ty.code != Code::I32 || i32::try_from(n).is_ok()
}
