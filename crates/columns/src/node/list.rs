//! Columns of lists.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::FieldRef;
use arrow::error::ArrowError;
use trail365_records::Cursor;
use trail365_schema::Type;

use super::Node;
use crate::data_type;
use crate::fit::Fit;
use crate::spans::Spans;
use crate::texts::Texts;

/// Lists whose items lie one behind the other.
pub(crate) struct Lists {
    spans: Spans,
    item: Node,
    element: FieldRef,
}

impl Lists {
    pub fn new(item: Type) -> Self {
        let element = Arc::new(data_type::element(item));
        Lists { spans: Spans::default(), item: Node::new(item), element }
    }

    /// A list; anything else is a list of it. An item that does not fit is null in the column.
    pub fn read(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        if cursor.next() != b'[' {
            return self.read_single(row, cursor, texts);
        }
        cursor.step();
        let (mut at, mut fit) = (self.spans.items(), Fit::Exact);
        loop {
            match cursor.next() {
                b']' | 0 => break,
                b'n' => {
                    cursor.scalar();
                }
                _ => fit = fit.within(self.item.read(at, cursor, texts)),
            }
            at += 1;
        }
        cursor.step();
        texts.hold((at - self.spans.items()) * size_of::<u128>());
        if !self.spans.push(row, at) {
            self.item.truncate(self.spans.items());
            return Fit::Nothing;
        }
        fit
    }

    fn read_single(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        let at = self.spans.items();
        if self.item.read(at, cursor, texts) == Fit::Nothing || !self.spans.push(row, at + 1) {
            self.item.truncate(at);
            return Fit::Nothing;
        }
        Fit::Meaning
    }

    pub fn truncate(&mut self, len: usize) {
        self.spans.truncate(len);
        self.item.truncate(self.spans.items());
    }

    pub fn finish(&mut self, len: usize, buffers: &Arc<[Buffer]>) -> Result<ArrayRef, ArrowError> {
        let items = self.item.finish(self.spans.items(), buffers)?;
        let (offsets, nulls) = self.spans.finish(len);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(Arc::new(ListArray::try_new(Arc::clone(&self.element), offsets, items, nulls)?))
    }
}
