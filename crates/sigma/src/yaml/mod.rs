//! YAML as a bounded tree: documents of a file, their values, and the lines of these.

mod budget;
mod documents;
mod locate;
mod node;
mod read;

pub use documents::document_text;

pub(crate) use budget::Budget;
pub(crate) use documents::{Chunk, split_documents};
pub(crate) use locate::find_line;
pub(crate) use node::{Map, Node};
pub(crate) use read::read_document;
