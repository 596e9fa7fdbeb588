//! What lies between the file and the splitters: the bytes as they come, their compression and their encoding.
//!
//! Each is a `Read` on top of the other. [`open()`] tells by the first bytes which are needed.

mod fault;
mod inflate;
mod open;
mod source;
mod stream;
mod text;
mod utf16;
mod zstd;
mod zstd_header;

pub(crate) use fault::{Failed, Fault, What, fault};
pub(crate) use inflate::{Form, Inflate};
pub(crate) use open::open;
pub(crate) use text::Text;
pub(crate) use zstd::Zstd;
