//! Columns of {Name, Value} lists: maps from text to text.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, MapArray, StructArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use trail365_records::Cursor;

use super::embedded::read_embedded;
use super::fit::Fit;
use super::text::text_array;
use crate::buffers::{Cells, Spans, Texts};
use crate::layout::data_type;

/// Maps whose entries lie one behind the other.
#[derive(Default)]
pub(crate) struct Maps {
    spans: Spans,
    names: Cells<u128>,
    values: Cells<u128>,
}

/// With more entries than this, doubled names are found by a set: below it, comparing views is faster than hashing texts.
const FEW: usize = 32;

/// The pair that an element of the list holds.
#[derive(Default)]
struct Pair {
    name: Option<u128>,
    value: Option<u128>,
    has_value: bool,
    inexact: bool,
}

impl Maps {
    /// Reads a list of pairs; a single pair is a list of itself, and a string is what its text is. Of a doubled name the first one counts.
    pub fn read_pairs(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        let first = self.spans.item_count();
        let fit = match cursor.next() {
            b'[' => self.read_list(first, cursor, texts),
            b'{' => self.read_pair(cursor, texts).max(Fit::Meaning),
            b'"' => return read_embedded(cursor, texts, |inside, texts| self.read_pairs(row, inside, texts)),
            _ => {
                cursor.value();
                return Fit::Nothing;
            }
        };
        let end = self.names.values().len();
        texts.add_held_bytes((end - first) * size_of::<[u128; 2]>());
        if fit == Fit::Nothing || !self.spans.push_row(row, end) {
            self.drop_entries(first);
            return Fit::Nothing;
        }
        fit
    }

    fn read_list(&mut self, first: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        cursor.step();
        let mut fit = Fit::Exact;
        let mut seen = MapNames::default();
        loop {
            match cursor.next() {
                b']' | 0 => break,
                b'{' => {
                    let part = self.read_pair(cursor, texts);
                    fit = fit.with_part(self.drop_doubled(first, part, &mut seen, texts));
                }
                _ => {
                    cursor.value();
                    fit = Fit::Meaning;
                }
            }
        }
        cursor.step();
        fit
    }

    /// Adds a pair as the last entry; without a name there is none.
    fn read_pair(&mut self, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        // Most tokens of most records are of pairs in this form, so it has a way of its own.
        if let Some((name, value)) = cursor.plain_pair() {
            let ((name, name_exact), (value, value_exact)) =
                (texts.view_of_string(name), texts.view_of_string(value));
            self.push_entry(name, Some(value));
            return if name_exact && value_exact { Fit::Exact } else { Fit::Meaning };
        }
        let pair = Pair::read_object(cursor, texts);
        let Some(name) = pair.name else { return Fit::Nothing };
        self.push_entry(name, pair.value);
        // A pair without a `Value` would be written again with a null.
        if pair.inexact || !pair.has_value { Fit::Meaning } else { Fit::Exact }
    }

    #[inline]
    fn push_entry(&mut self, name: u128, value: Option<u128>) {
        let at = self.names.values().len();
        self.names.push(at, name);
        if let Some(value) = value {
            self.values.push(at, value);
        }
    }

    /// Drops the last entry if its name was there before.
    fn drop_doubled(&mut self, first: usize, fit: Fit, seen: &mut MapNames, texts: &Texts) -> Fit {
        let entries = self.names.values().get(first..).unwrap_or_default();
        let Some((&last, before)) = entries.split_last().filter(|_| fit != Fit::Nothing) else { return fit };
        if !seen.is_doubled(last, before, texts) {
            return fit;
        }
        let len = first + before.len();
        self.drop_entries(len);
        Fit::Meaning
    }

    /// Drops the entries from `len` on.
    fn drop_entries(&mut self, len: usize) {
        self.names.truncate(len);
        self.values.truncate(len);
    }

    pub fn truncate(&mut self, len: usize) {
        self.spans.truncate(len);
        self.drop_entries(self.spans.item_count());
    }

    pub fn take_array(&mut self, len: usize, buffers: &Arc<[Buffer]>) -> Result<ArrayRef, ArrowError> {
        let items = self.spans.item_count();
        let names = text_array(&mut self.names, items, buffers)?;
        let values = text_array(&mut self.values, items, buffers)?;
        let entries =
            StructArray::try_new_with_length(data_type::entry_fields(), vec![names, values], None, items)?;
        let (offsets, nulls) = self.spans.take_offsets(len);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let field = Field::new("key_value", DataType::Struct(data_type::entry_fields()), false);
        Ok(Arc::new(MapArray::try_new(Arc::new(field), offsets, entries, nulls, false)?))
    }
}

impl Pair {
    /// Reads an object; what is no `Name` or `Value`, or stands twice, makes it inexact.
    fn read_object(cursor: &mut Cursor<'_>, texts: &mut Texts) -> Self {
        let mut pair = Pair::default();
        cursor.step();
        while cursor.next() == b'"' {
            let key = cursor.string();
            match key.body {
                "Name" if pair.name.is_none() => pair.name = pair.read_name(cursor, texts),
                "Value" if !pair.has_value => {
                    pair.value = pair.read_value(cursor, texts);
                    pair.has_value = true;
                }
                _ => {
                    cursor.value();
                    pair.inexact = true;
                }
            }
        }
        cursor.step();
        pair
    }

    fn read_name(&mut self, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Option<u128> {
        if cursor.next() != b'"' {
            self.inexact = true;
            let text = cursor.value();
            return (text != "null").then(|| texts.view_of(text));
        }
        Some(self.read_text(cursor, texts))
    }

    fn read_value(&mut self, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Option<u128> {
        match cursor.next() {
            b'"' => Some(self.read_text(cursor, texts)),
            b'n' => {
                cursor.scalar();
                None
            }
            _ => {
                self.inexact = true;
                Some(texts.view_of(cursor.value()))
            }
        }
    }

    fn read_text(&mut self, cursor: &mut Cursor<'_>, texts: &mut Texts) -> u128 {
        let (view, exact) = texts.view_of_string(cursor.string());
        self.inexact |= !exact;
        view
    }
}

/// Names of a map so far.
#[derive(Default)]
struct MapNames {
    /// Used where the names are many.
    names: Option<HashSet<Vec<u8>>>,
}

impl MapNames {
    /// Reports whether a name is among those before it.
    fn is_doubled(&mut self, name: u128, before: &[u128], texts: &Texts) -> bool {
        if before.len() < FEW {
            return before.iter().any(|other| texts.is_same(name, *other));
        }
        let names =
            self.names.get_or_insert_with(|| before.iter().map(|other| texts.bytes_of(*other)).collect());
        !names.insert(texts.bytes_of(name))
    }
}
