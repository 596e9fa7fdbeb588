//! Fields of a record that its envelope may repeat.

use std::ops::Range;

use super::slots::{OPERATION, RECORD_TYPE, TIME};
use crate::json::Members;

/// Places of a record's values that an envelope may repeat.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordFields {
    pub time: Option<Range<usize>>,
    pub operation: Option<Range<usize>>,
    pub record_type: Option<Range<usize>>,
    pub id: Option<Range<usize>>,
    pub user: Option<Range<usize>>,
    /// Other members of the envelope that an earlier step has written to the record.
    pub kept: [bool; 3],
}

/// Members and bytes that are looked at for the fields of a whole record.
const FRONT_MEMBERS: usize = 24;
const FRONT_BYTES: usize = 2048;

/// Members that only an envelope has, under their keys in a record.
pub(crate) const ADDED: [&[u8]; 3] = [b"AssociatedAdminUnits", b"AssociatedAdminUnitsNames", b"RecordId"];

impl RecordFields {
    /// Returns the fields, if the first members of `record` are enough to have them all.
    pub(crate) fn of_whole(record: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        let members = Members::new(record, 0..record.len().min(FRONT_BYTES));
        for member in members.take(FRONT_MEMBERS) {
            // Annotations of Graph are to be taken off first.
            if member.key.starts_with(b"@odata.") {
                return None;
            }
            fields.note(record, member.key, member.value);
            if fields.is_full() {
                return Some(fields);
            }
        }
        None
    }

    /// Returns the fields that `record` has; `None` if it is not JSON to its end.
    pub(crate) fn of_any(record: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        let mut members = Members::new(record, 0..record.len());
        for member in members.by_ref() {
            fields.note(record, member.key, member.value);
        }
        (members.end() == Some(record.len())).then_some(fields)
    }

    pub(crate) fn has_id(&self) -> bool {
        self.id.is_some()
    }

    /// Returns the text of the Id of a record with these fields.
    pub(crate) fn id<'a>(&self, record: &'a [u8]) -> Option<&'a [u8]> {
        self.id.as_ref().map(|place| string_at(record, place))
    }

    /// Returns the texts of the time and of the operation of a record with these fields.
    pub(crate) fn moment(&self, record: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let text = |place: &Range<usize>| string_at(record, place).to_vec();
        Some((self.time.as_ref().map(text)?, self.operation.as_ref().map(text)?))
    }

    fn note(&mut self, record: &[u8], key: &[u8], value: Range<usize>) {
        let place = match key {
            TIME => &mut self.time,
            OPERATION => &mut self.operation,
            RECORD_TYPE => &mut self.record_type,
            b"Id" => &mut self.id,
            b"UserId" => &mut self.user,
            _ => {
                if let Some(at) = ADDED.iter().position(|added| *added == key) {
                    self.kept[at] = true;
                }
                return;
            }
        };
        if !matches!(&record[value.clone()], b"null" | b"\"\"") {
            *place = Some(value);
        }
    }

    fn is_full(&self) -> bool {
        self.time.is_some()
            && self.operation.is_some()
            && self.record_type.is_some()
            && self.id.is_some()
            && self.user.is_some()
    }
}

/// Returns the text of the string at `place` without its quotes, or another value as it stands.
pub(crate) fn string_at<'a>(record: &'a [u8], place: &Range<usize>) -> &'a [u8] {
    let value = &record[place.clone()];
    value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(value)
}
