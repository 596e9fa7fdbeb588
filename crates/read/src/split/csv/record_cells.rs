//! Rows with JSON in several cells: written as the object that JSON would have for them, so that the same rules tell
//! which record counts and which is another one.

use std::collections::HashSet;

use super::header::{Header, column_name, read_row, record_column};
use crate::input::{leading_blanks, trimmed_len};
use crate::item::Wrapper;
use crate::json::{Members, Object, Scan, write_escaped, write_string};
use crate::unwrap::{Envelope, FieldPlaces, PART_BYTES, Slot, has_key_of_record, holds_record, slot_of};

/// Reports whether a cell, or the front of one, may be JSON with a record inside. This is for speed: nearly all cells
/// show by their first byte that they are not.
pub(super) fn may_be_json(front: &[u8]) -> bool {
    if front.len() < PART_BYTES {
        return false;
    }
    match front[leading_blanks(front)..] {
        [b'{' | b'[', ..] => true,
        [b'"', ref string @ ..] => matches!(string[leading_blanks(string)..].first(), Some(b'{' | b'[')),
        _ => false,
    }
}

/// Returns the object of a row, if a cell beside that of the record may hold one, too.
pub(super) fn row_object(header: &Header, record: &[u8], row: &[u8]) -> Option<Vec<u8>> {
    let cells = read_row(row, header.delimiter);
    let others = || cells.iter().enumerate().filter(|(at, _)| *at != header.column);
    if !others().any(|(_, cell)| may_be_json(cell) && has_key_of_record(cell)) {
        return None;
    }
    let mut out = Vec::with_capacity(row.len());
    let mut object = RowObject::begin(&mut out);
    object.write_cell(header.wrapper.key().as_bytes(), header.column, record);
    // Text columns stand among any others, which say nothing about their records.
    let is_envelope =
        matches!(header.wrapper, Wrapper::AuditData | Wrapper::GraphAuditData | Wrapper::RawEventData);
    for (at, cell) in others() {
        let name = header.names.get(at).map_or(&[][..], |name| column_name(name));
        let says_more = is_envelope && slot_of(name).is_some();
        if says_more || may_be_json(cell) && has_key_of_record(cell) {
            object.write_cell(record_column(name).map_or(name, |wrapper| wrapper.key().as_bytes()), at, cell);
        }
    }
    object.end();
    Some(out)
}

/// Writes the object of a row whose columns are fields, if cells of it hold whole records: these are meant, and
/// the columns only repeat them. `record` is what the columns make.
pub(super) fn carried_records<'a>(
    cells: impl Iterator<Item = (&'a str, &'a [u8])>,
    record: &[u8],
) -> Option<Vec<u8>> {
    let mut whole = cells.enumerate().filter(|(_, (_, cell))| is_whole_record(cell)).peekable();
    whole.peek()?;
    let (text, places) = field_envelope(record);
    let envelope = Envelope { text: &text, places: &places, wrapper: Wrapper::AuditData, delimiter: None };
    let mut out = Vec::new();
    let mut object = RowObject::begin(&mut out);
    for (at, (name, cell)) in whole {
        let cell = cell[leading_blanks(cell)..trimmed_len(cell)].trim_ascii();
        let mut filled = Vec::new();
        let comparison = envelope.complete(cell, &mut filled);
        // A row that is about another record has nothing to add to this one.
        let is_filled = comparison.is_filled && !comparison.is_other;
        object.write_cell(name.as_bytes(), at, if is_filled { &filled } else { cell });
    }
    object.end();
    Some(out)
}

fn is_whole_record(cell: &[u8]) -> bool {
    if !may_be_json(cell) || !has_key_of_record(cell) {
        return false;
    }
    let text = &cell[leading_blanks(cell)..trimmed_len(cell)];
    holds_record(text) && Scan::default().feed(text) == Some(text.len())
}

/// Returns a record as an envelope of the same record elsewhere.
fn field_envelope(record: &[u8]) -> (Vec<u8>, FieldPlaces) {
    let mut places = FieldPlaces::default();
    for member in Members::new(record, 0..record.len()) {
        match member.key {
            b"CreationTime" => places.set(Slot::CreationDate, member.value),
            b"Id" => places.set(Slot::RecordId, member.value),
            b"Operation" | b"RecordType" | b"UserId" => places.note(member.key, member.value),
            _ => {}
        }
    }
    (record.to_vec(), places)
}

/// The object of a row that is being written.
struct RowObject<'a> {
    object: Object<'a>,
    names: HashSet<Vec<u8>>,
}

impl<'a> RowObject<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        Self { object: Object::begin(out), names: HashSet::new() }
    }

    /// Writes a cell under the name of its column, unless an earlier one has that name.
    fn write_cell(&mut self, name: &[u8], at: usize, cell: &[u8]) {
        let mut key = Vec::new();
        write_escaped(name, &mut key);
        if !self.names.insert(key.clone()) {
            key = format!("column {}", at + 1).into_bytes();
        }
        let end = trimmed_len(cell);
        let text = &cell[leading_blanks(&cell[..end])..end];
        let value = self.object.write_key(&key);
        match text {
            b"null" => value.extend_from_slice(text),
            _ => write_string(text, value),
        }
    }

    fn end(self) {
        self.object.end();
    }
}
