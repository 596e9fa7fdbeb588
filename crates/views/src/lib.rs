//! SQL over the table of Microsoft 365 audit activity: a view for each record schema, Snare Central's tables,
//! functions.

mod generated;
mod view;

pub use generated::VIEWS;
pub use view::{View, view};
