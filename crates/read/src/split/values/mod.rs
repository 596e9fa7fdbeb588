//! Splits JSON that is not line by line, and the pages in it.

mod beside;
mod envelope;
mod gap;
mod other;
mod page;
mod resync;
mod stray;
mod stream;

pub(crate) use envelope::Envelope;
pub(crate) use gap::Wanted;
pub(crate) use page::Page;
pub(crate) use stream::Values;
