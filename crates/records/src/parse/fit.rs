//! Compares a scalar with the type that its field is documented to have.

use std::sync::LazyLock;

use trail365_schema::{ENUMS, EnumId};
use trail365_text::json as json_text;

use super::layout::{FieldType, TypeCode};
use crate::scalar::guid::is_guid;
use crate::scalar::time::Timestamp;
use crate::scalar::{meaning, number};

/// Fit of a value to the type of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// As documented; also null, which stands for absent.
    Exact,
    /// Written in another form that has the same meaning, such as a number in a string.
    OtherForm,
    /// Of the right type, but not a member of the enum.
    UnknownMember,
    /// Something else.
    WrongType,
}

/// Returns the fit of a string; `body` is the inside of its quotes.
// Nearly all strings are plain text, a GUID or a time in the usual form: these are recognised here, without decoding.
#[inline]
pub(crate) fn of_string(ty: FieldType, body: &[u8]) -> Fit {
    match ty.code {
        TypeCode::Any | TypeCode::Text => Fit::Exact,
        TypeCode::Guid if is_guid(body) => Fit::Exact,
        TypeCode::DateTime if Timestamp::is_plain(body) => Fit::Exact,
        _ => of_string_slowly(ty, body),
    }
}

fn of_string_slowly(ty: FieldType, body: &[u8]) -> Fit {
    let Ok(body) = std::str::from_utf8(body) else { return Fit::WrongType };
    let text = json_text::decode(body);
    let understood = match ty.code {
        TypeCode::DateTime => return of_time(&text),
        TypeCode::Enum => return of_member_name(ty, &text),
        TypeCode::I32 | TypeCode::I64 => {
            number::parse_integer(text.as_bytes()).is_some_and(|n| in_range(ty, n))
        }
        TypeCode::Bool => meaning::truth(&text).is_some(),
        _ => false,
    };
    if understood { Fit::OtherForm } else { Fit::WrongType }
}

/// Returns the fit of a time: ISO 8601 is as documented, other forms are understood.
fn of_time(text: &str) -> Fit {
    let iso = text.as_bytes().get(4) == Some(&b'-');
    match Timestamp::parse(text) {
        Some(_) if iso => Fit::Exact,
        Some(_) => Fit::OtherForm,
        None => Fit::WrongType,
    }
}

/// Returns the fit of the name of an enum member, or of its number in a string.
fn of_member_name(ty: FieldType, name: &str) -> Fit {
    let members = ty.enum_id().get();
    let number = number::parse_integer(name.as_bytes());
    if is_member_name(members, name) {
        Fit::Exact
    } else if is_member_name(members, name.trim()) || number.is_some_and(|n| may_be_number(ty.enum_id(), n)) {
        Fit::OtherForm
    } else {
        Fit::UnknownMember
    }
}

/// Reports whether an enum has a member of this name. Record types also go by their Graph and former names.
fn is_member_name(members: &trail365_schema::Enum, name: &str) -> bool {
    members.by_name(name).is_some()
        || (members.name == "AuditLogRecordType" && trail365_schema::record_type_named(name).is_some())
}

/// Returns the fit of a number.
#[inline]
pub(crate) fn of_number(ty: FieldType, number: &[u8]) -> Fit {
    match ty.code {
        TypeCode::Any => Fit::Exact,
        TypeCode::I32 | TypeCode::I64 => match number::parse_integer(number) {
            Some(n) if in_range(ty, n) => Fit::Exact,
            _ => Fit::WrongType,
        },
        TypeCode::Enum => match number::parse_integer(number) {
            Some(n) if may_be_number(ty.enum_id(), n) => Fit::Exact,
            Some(_) => Fit::UnknownMember,
            None => Fit::WrongType,
        },
        TypeCode::Bool => match number {
            b"0" | b"1" => Fit::OtherForm,
            _ => Fit::WrongType,
        },
        _ => Fit::WrongType,
    }
}

/// Returns the fit of true or false.
pub(crate) fn of_bool(ty: FieldType) -> Fit {
    if matches!(ty.code, TypeCode::Any | TypeCode::Bool) { Fit::Exact } else { Fit::WrongType }
}

fn in_range(ty: FieldType, n: i64) -> bool {
    ty.code != TypeCode::I32 || i32::try_from(n).is_ok()
}

/// The documented numbers of one enum.
struct EnumNumbers {
    /// Numbers 0 to 63, a bit each: nearly all that records carry.
    low: u64,
    /// All others, sorted.
    others: Vec<i64>,
    /// The documentation gives no numbers, so none can be wrong.
    undocumented: bool,
}

static ENUM_NUMBERS: LazyLock<Vec<EnumNumbers>> = LazyLock::new(|| {
    let numbers = |e: &trail365_schema::Enum| {
        let values = || e.members.iter().filter_map(|m| m.value).map(i64::from);
        let mut others: Vec<i64> = values().filter(|v| !(0..64).contains(v)).collect();
        others.sort_unstable();
        let low = values().filter(|v| (0..64).contains(v)).fold(0, |bits, v| bits | 1 << v);
        EnumNumbers { low, others, undocumented: values().next().is_none() }
    };
    ENUMS.iter().map(numbers).collect()
});

/// Reports whether the documentation allows an enum to have this number.
fn may_be_number(id: EnumId, number: i64) -> bool {
    let numbers = &ENUM_NUMBERS[usize::from(id.0)];
    match u32::try_from(number) {
        Ok(bit @ 0..64) => numbers.low >> bit & 1 == 1 || numbers.undocumented,
        _ => numbers.others.binary_search(&number).is_ok() || numbers.undocumented,
    }
}
