//! Splits JSON that is not line by line, and the pages in it.

mod envelope;
mod gap;
mod page;
mod resync;
mod stream;

pub(crate) use envelope::Envelope;
pub(crate) use gap::Wanted;
pub(crate) use page::Page;
pub(crate) use stream::Values;
