//! Tells records from other objects by the keys that nearly all records have, and by what stands under them.
//!
//! A key alone shows nothing: a JSON Schema has the same ones with objects under them, and a template has them with
//! null. Records have text or numbers there.

use super::slots::{OPERATION, RECORD_TYPE, TIME};
use crate::json::Members;

/// The weight of a value under a key of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Text or a number.
    Something,
    /// Null or an empty text.
    Nothing,
    /// An object, a list or a truth value: no record has one under such a key.
    Other,
}

impl Said {
    pub(crate) fn by(value: &[u8]) -> Self {
        match value {
            b"\"\"" | b"null" => Self::Nothing,
            [b'"' | b'-' | b'0'..=b'9', ..] => Self::Something,
            _ => Self::Other,
        }
    }
}

/// The keys of records that an object has. Those that say nothing tell nothing.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key that was met or not")]
pub(crate) struct OwnKeys {
    has_time: bool,
    has_operation: bool,
    /// True if the operation has been met, be it of nothing.
    met_operation: bool,
    has_record_type: bool,
    /// True if the type is a number, as the service writes it. Other logs have types of records with names.
    has_type_number: bool,
    has_id: bool,
    /// True if a key besides time and operation says something that no other log has.
    has_rare: bool,
    /// Keys that say something besides time, operation and Id, which anything may have.
    telling: usize,
    /// Keys of all kinds, be they of nothing.
    all: usize,
}

impl OwnKeys {
    /// Takes note of a member, if its key is one of records.
    pub(crate) fn note(&mut self, key: &[u8], value: &[u8]) {
        let is_own = matches!(
            key,
            TIME | OPERATION
                | RECORD_TYPE
                | b"Id"
                | b"OrganizationId"
                | b"UserId"
                | b"UserKey"
                | b"UserType"
                | b"Workload"
        );
        // A number for a user is that of a row of another database.
        let is_number = || key == b"UserId" && value.first().is_some_and(u8::is_ascii_digit);
        let said = if is_own { Said::by(value) } else { Said::Other };
        if said == Said::Other || is_number() {
            return;
        }
        self.all += 1;
        let says_something = said == Said::Something;
        match key {
            TIME => self.has_time |= says_something,
            OPERATION => {
                self.has_operation |= says_something;
                self.met_operation = true;
            }
            b"Id" => self.has_id |= says_something,
            _ => {
                self.has_type_number |= key == RECORD_TYPE && value.first() != Some(&b'"') && says_something;
                self.has_record_type |= key == RECORD_TYPE;
                self.has_rare |= says_something && matches!(key, b"UserKey" | b"UserType" | b"Workload");
                self.telling += usize::from(says_something);
            }
        }
    }

    /// Reports whether the time or the operation has been met.
    pub(crate) fn is_of_record(&self) -> bool {
        self.has_time || self.has_operation
    }

    /// Reports whether any of the keys has been met.
    pub(crate) fn has_any(&self) -> bool {
        self.all > 0
    }

    /// Reports whether the operation has been met, be it of nothing beside another key.
    pub(crate) fn has_column_of_operation(&self) -> bool {
        self.met_operation && (self.is_of_record() || self.telling > 0)
    }

    /// Reports whether the two keys have been met that make a record whatever else there is.
    pub(crate) fn are_of_full(&self) -> bool {
        self.has_time && self.has_operation
    }

    /// Reports whether the type has been met beside the two keys.
    pub(crate) fn are_of_typed(&self) -> bool {
        self.are_of_full() && self.has_record_type
    }

    /// Reports whether the type and a field of the user or tenant have been met.
    pub(crate) fn has_type_and_other(&self) -> bool {
        self.has_record_type && self.telling > 1
    }

    /// Reports whether an object with so many members is a record that lacks its time, its operation or both.
    ///
    /// Either of the two is a name that other logs use as well, so a telling key must stand beside it, or nothing at
    /// all. Without both it takes the type and one more, or three with one that is of no other log.
    pub(crate) fn are_of_thin(&self, members: usize) -> bool {
        if self.is_of_record() {
            return self.telling > 0 || self.has_operation && self.has_id || self.all == members;
        }
        self.has_type_and_other() || self.has_type_number && self.has_id || self.has_rare && self.all > 2
    }
}

/// Reports whether an object is a record whose keys some program has changed to another case: it has the time, the
/// operation, the type and one more. Other logs have the first two in small letters as well.
pub(crate) fn is_record_in_other_case(object: &[u8]) -> bool {
    const OTHERS: [&[u8]; 5] = [b"OrganizationId", b"UserId", b"UserKey", b"UserType", b"Workload"];
    let mut met = [false; 4];
    for member in Members::new(object, 0..object.len()) {
        let is = |name: &[u8]| member.key.eq_ignore_ascii_case(name);
        let names = [TIME, OPERATION, RECORD_TYPE].into_iter();
        let place = names.clone().position(is).or_else(|| OTHERS.into_iter().any(is).then_some(names.len()));
        if let Some(place) = place {
            met[place] |= Said::by(&object[member.value]) == Said::Something;
        }
    }
    met == [true; 4]
}

#[cfg(test)]
mod tests {
    use super::OwnKeys;
    use crate::json::Members;

    fn check(object: &str, is_record: bool) {
        let mut own = OwnKeys::default();
        let members: Vec<_> = Members::new(object.as_bytes(), 0..object.len()).collect();
        for member in &members {
            own.note(member.key, &object.as_bytes()[member.value.clone()]);
        }
        assert_eq!(own.are_of_full() || own.are_of_thin(members.len()), is_record, "{object}");
    }

    #[test]
    fn keys_with_values_of_records_make_one() {
        for object in [
            r#"{"CreationTime":"t","Operation":"x"}"#,
            r#"{"CreationTime":1,"Operation":2,"a":3}"#,
            r#"{"CreationTime":null,"Operation":"x","RecordType":3,"b":1}"#,
            r#"{"CreationTime":null,"Operation":"x"}"#,
            r#"{"CreationTime":"t"}"#,
            r#"{"Operation":"x","Id":"1"}"#,
            r#"{"Operation":"x","UserId":"a","b":1}"#,
            r#"{"Operation":"x","Id":1,"b":1}"#,
            r#"{"RecordType":3,"Id":"a","b":1}"#,
            r#"{"RecordType":8,"Workload":"x","b":1}"#,
            r#"{"RecordType":"Quarantine","UserId":"a"}"#,
            r#"{"OrganizationId":"x","UserKey":"a","UserType":0,"b":1}"#,
        ] {
            check(object, true);
        }
    }

    #[test]
    fn keys_with_other_values_or_few_of_them_do_not() {
        for object in [
            "{}",
            r#"{"CreationTime":{"type":"string"},"Operation":{"type":"string"},"RecordType":{}}"#,
            r#"{"CreationTime":["t"],"Operation":["x"]}"#,
            r#"{"CreationTime":true,"Operation":true,"UserId":false}"#,
            r#"{"CreationTime":null,"Operation":null,"RecordType":null,"Id":null,"UserId":null}"#,
            r#"{"CreationTime":"","Operation":"","Workload":null}"#,
            r#"{"CreationTime":null}"#,
            r#"{"CreationTime":"t","Name":"a.exe","Operation":""}"#,
            r#"{"CreationTime":"t","UserId":null,"Title":"a"}"#,
            r#"{"Operation":"INSERT","Id":null,"Table":"a"}"#,
            r#"{"CreationTime":"t","Id":"{3808876B-C176-4E48-B7AE-04046E6CC752}","VolumeName":"C:"}"#,
            r#"{"CreationTime":"t","Id":"00000005-aaaa-4bbb-8ccc-000000000005","Name":"a"}"#,
            r#"{"CreationTime":"t","Id":7,"UserId":5,"Title":"a"}"#,
            r#"{"CreationTime":"t","Length":7}"#,
            r#"{"RecordType":"A","Id":"5","Name":"example.com"}"#,
            r#"{"Id":"5","UserId":"a","OrganizationId":"b","Role":"c"}"#,
        ] {
            check(object, false);
        }
    }
}
