//! A column of texts that are parts of an argument's texts: long ones are not copied.

use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, ByteView, StringViewBuilder};
use datafusion::common::Result;

use super::texts::Texts;

/// Longest text in bytes that a view holds itself, by the Arrow format; a longer one refers to a buffer.
const INLINE: u32 = 12;

/// Builds the column.
pub(super) struct Slices<'a> {
    texts: &'a Texts<'a>,
    out: StringViewBuilder,
}

impl<'a> Slices<'a> {
    /// Prepares for parts of these texts; their buffers are shared, not copied.
    pub fn new(texts: &'a Texts<'a>) -> Self {
        let mut out = StringViewBuilder::new();
        // Constants have no buffer to share; parts of them are copied.
        if let Texts::Each(texts) = texts {
            for buffer in texts.data_buffers() {
                out.append_block(buffer.clone());
            }
        }
        Slices { texts, out }
    }

    /// Adds a part of the text of this row.
    pub fn push_part(&mut self, row: usize, part: Range<usize>) -> Result<()> {
        if let Texts::Each(texts) = self.texts {
            let view = ByteView::from(texts.views()[row]);
            // A short text lies in its view, not in a buffer, so its parts are written anew.
            if view.length > INLINE {
                let (start, len) = (view.offset + part.start as u32, part.len() as u32);
                return Ok(self.out.try_append_view(view.buffer_index, start, len)?);
            }
        }
        let text = self.texts.get(row).and_then(|t| t.get(part));
        self.out.append_option(text);
        Ok(())
    }

    /// Adds a text that is no part of an argument.
    pub fn push_text(&mut self, text: &str) {
        self.out.append_value(text);
    }

    pub fn push_null(&mut self) {
        self.out.append_null();
    }

    pub fn finish(mut self) -> ArrayRef {
        Arc::new(self.out.finish())
    }
}
