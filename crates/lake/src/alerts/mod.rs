//! The tables beside the records: alerts, what people say of them, and searches that people saved.
//!
//! They are small, so a change writes the whole table anew. They come into being with the first alert; a lake without them has none.

mod columns;
mod recipient;
mod side_table;

pub use columns::{alert_schema, note_schema};
pub use recipient::Recipient;
pub use side_table::{Side, SideTable};
