//! Columns of lists.

use std::sync::Arc;

use arrow::array::{ArrayRef, ListArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::FieldRef;
use arrow::error::ArrowError;
use trail365_records::Cursor;
use trail365_schema::Type;

use super::embedded::read_embedded;
use super::fit::Fit;
use super::node::Node;
use crate::buffers::{Spans, Texts};
use crate::layout::data_type;

/// Lists whose items lie one behind the other.
pub(crate) struct Lists {
    spans: Spans,
    item: Node,
    element: FieldRef,
}

impl Lists {
    pub fn new(item: Type) -> Self {
        let element = Arc::new(data_type::element_field(item));
        Lists { spans: Spans::default(), item: Node::new(item), element }
    }

    /// Reads a list; any other value is a list of itself, but text that is a list of objects is that list. An item that does not fit is null in the column.
    pub fn read_list(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        if cursor.next() != b'[' {
            return self.read_other(row, cursor, texts);
        }
        cursor.step();
        let (mut at, mut fit) = (self.spans.item_count(), Fit::Exact);
        loop {
            match cursor.next() {
                b']' | 0 => break,
                // The column holds the null of an item as it is, so nothing is lost.
                b'n' => {
                    cursor.scalar();
                }
                _ => fit = fit.with_part(self.item.read_value(at, cursor, texts)),
            }
            at += 1;
        }
        cursor.step();
        // Nested values lie outside the texts: counted here, so that a batch of long lists is taken in time.
        texts.add_held_bytes((at - self.spans.item_count()) * size_of::<u128>());
        if !self.spans.push_row(row, at) {
            self.item.truncate(self.spans.item_count());
            return Fit::Nothing;
        }
        fit
    }

    fn read_other(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        let mut ahead = *cursor;
        // Where the items are texts, text in brackets is an item like any other.
        let is_list = matches!(self.item, Node::Struct(_))
            && cursor.next() == b'"'
            && ahead.string().body.trim_start().starts_with('[');
        if is_list {
            return read_embedded(cursor, texts, |inside, texts| self.read_list(row, inside, texts));
        }
        self.read_single(row, cursor, texts)
    }

    fn read_single(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        let at = self.spans.item_count();
        if self.item.read_value(at, cursor, texts) == Fit::Nothing || !self.spans.push_row(row, at + 1) {
            self.item.truncate(at);
            return Fit::Nothing;
        }
        Fit::Meaning
    }

    pub fn truncate(&mut self, len: usize) {
        self.spans.truncate(len);
        self.item.truncate(self.spans.item_count());
    }

    pub fn take_array(&mut self, len: usize, buffers: &Arc<[Buffer]>) -> Result<ArrayRef, ArrowError> {
        let items = self.item.take_array(self.spans.item_count(), buffers)?;
        let (offsets, nulls) = self.spans.take_offsets(len);
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        Ok(Arc::new(ListArray::try_new(Arc::clone(&self.element), offsets, items, nulls)?))
    }
}
