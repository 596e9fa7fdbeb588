//! Bytes between the file and the splitters: compression, encoding, and the window on the text.
//!
//! Each layer is a `Read` on top of the other. [`open_text`] finds out by the first bytes which are needed.

mod blank;
mod buffer;
mod inflate;
mod layers;
mod legacy;
mod magic;
mod utf16;
mod utf8;
mod zstd;

pub(crate) use blank::{
    BOM, SLACK_BYTES, begins_with_bom, count_newlines, is_blank, leading_blanks, trimmed_len,
};
pub(crate) use buffer::Buffer;
#[cfg(test)]
pub(crate) use buffer::START_BYTES;
pub(crate) use inflate::{DeflateForm, Inflate};
pub(crate) use layers::{TextInput, open_text, unpack};
pub(crate) use magic::is_compressed;
pub(crate) use zstd::Zstd;
