//! A document in the making: its values by their places, and how it is written.

mod attachments;
mod draft;
mod fields;
mod json;
mod tree;
mod write;

pub use attachments::read_attachments;
pub use draft::{Draft, Span};
pub use fields::{Fields, Keys};
pub use json::{member_of, parse_ip, text_of, visit_items, visit_value, with_embedded};
pub use tree::{Tree, push_key};
pub use write::{keep_last, unique_members, write_value};
