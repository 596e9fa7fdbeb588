//! Columns of {Name, Value} lists: maps from text to text.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, MapArray, StructArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use trail365_records::Cursor;

use super::text_array;
use crate::cells::Cells;
use crate::data_type;
use crate::fit::Fit;
use crate::spans::Spans;
use crate::texts::Texts;

/// Maps whose entries lie one behind the other.
#[derive(Default)]
pub(crate) struct Maps {
    spans: Spans,
    names: Cells<u128>,
    values: Cells<u128>,
}

/// With more entries than this, doubled names are looked for with a set.
const FEW: usize = 32;

/// What an element of the list gives.
#[derive(Default)]
struct Pair {
    name: Option<u128>,
    value: Option<u128>,
    has_value: bool,
    inexact: bool,
}

impl Maps {
    /// A list of pairs; a single pair is a list of it. Of a doubled name the first one counts.
    pub fn read(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        let first = self.spans.items();
        let fit = match cursor.next() {
            b'[' => self.read_list(first, cursor, texts),
            b'{' => self.read_pair(cursor, texts).max(Fit::Meaning),
            _ => {
                cursor.value();
                return Fit::Nothing;
            }
        };
        let end = self.names.values().len();
        texts.hold((end - first) * size_of::<[u128; 2]>());
        if fit == Fit::Nothing || !self.spans.push(row, end) {
            self.forget(first);
            return Fit::Nothing;
        }
        fit
    }

    fn read_list(&mut self, first: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        cursor.step();
        let mut fit = Fit::Exact;
        let mut seen = Seen::default();
        loop {
            match cursor.next() {
                b']' | 0 => break,
                b'{' => {
                    let part = self.read_pair(cursor, texts);
                    fit = fit.within(self.unless_doubled(first, part, &mut seen, texts));
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
        if let Some((name, value)) = cursor.plain_pair() {
            let ((name, name_exact), (value, value_exact)) = (texts.string(name), texts.string(value));
            self.push(name, Some(value));
            return if name_exact && value_exact { Fit::Exact } else { Fit::Meaning };
        }
        let pair = Pair::read(cursor, texts);
        let Some(name) = pair.name else { return Fit::Nothing };
        self.push(name, pair.value);
        if pair.inexact || !pair.has_value { Fit::Meaning } else { Fit::Exact }
    }

    #[inline]
    fn push(&mut self, name: u128, value: Option<u128>) {
        let at = self.names.values().len();
        self.names.push(at, name);
        if let Some(value) = value {
            self.values.push(at, value);
        }
    }

    /// Takes the last entry away again if its name was there before.
    fn unless_doubled(&mut self, first: usize, fit: Fit, seen: &mut Seen, texts: &Texts) -> Fit {
        let entries = self.names.values().get(first..).unwrap_or_default();
        let Some((&last, before)) = entries.split_last().filter(|_| fit != Fit::Nothing) else { return fit };
        if !seen.again(last, before, texts) {
            return fit;
        }
        let len = first + before.len();
        self.forget(len);
        Fit::Meaning
    }

    /// Takes the entries from `len` on away.
    fn forget(&mut self, len: usize) {
        self.names.truncate(len);
        self.values.truncate(len);
    }

    pub fn truncate(&mut self, len: usize) {
        self.spans.truncate(len);
        self.forget(self.spans.items());
    }

    pub fn finish(&mut self, len: usize, buffers: &Arc<[Buffer]>) -> Result<ArrayRef, ArrowError> {
        let items = self.spans.items();
        let names = text_array(&mut self.names, items, buffers)?;
        let values = text_array(&mut self.values, items, buffers)?;
        let entries =
            StructArray::try_new_with_length(data_type::key_and_value(), vec![names, values], None, items)?;
        let (offsets, nulls) = self.spans.finish(len);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let field = Field::new("key_value", DataType::Struct(data_type::key_and_value()), false);
        Ok(Arc::new(MapArray::try_new(Arc::new(field), offsets, entries, nulls, false)?))
    }
}

impl Pair {
    /// Reads an object; what is no `Name` or `Value`, or stands twice, makes it inexact.
    fn read(cursor: &mut Cursor<'_>, texts: &mut Texts) -> Self {
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
            return (text != "null").then(|| texts.view(text));
        }
        Some(self.text(cursor, texts))
    }

    fn read_value(&mut self, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Option<u128> {
        match cursor.next() {
            b'"' => Some(self.text(cursor, texts)),
            b'n' => {
                cursor.scalar();
                None
            }
            _ => {
                self.inexact = true;
                Some(texts.view(cursor.value()))
            }
        }
    }

    fn text(&mut self, cursor: &mut Cursor<'_>, texts: &mut Texts) -> u128 {
        let (view, exact) = texts.string(cursor.string());
        self.inexact |= !exact;
        view
    }
}

/// Names of a map met so far.
#[derive(Default)]
struct Seen {
    /// Used where the names are many.
    names: Option<HashSet<Vec<u8>>>,
}

impl Seen {
    /// Whether a name is among those before it.
    fn again(&mut self, name: u128, before: &[u128], texts: &Texts) -> bool {
        if before.len() < FEW {
            return before.iter().any(|other| texts.same(name, *other));
        }
        let names =
            self.names.get_or_insert_with(|| before.iter().map(|other| texts.bytes(*other)).collect());
        !names.insert(texts.bytes(name))
    }
}
