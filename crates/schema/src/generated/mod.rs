//! The tables made from `schema/`.

mod columns;
mod enums;
mod office_activity;
mod record_types;
mod schemas;
mod tables;

pub use columns::COLUMNS;
pub use enums::ENUMS;
pub use office_activity::OFFICE_ACTIVITY;
pub use record_types::{CONTENT_TYPES, RECORD_TYPES, SHAREPOINT_OPERATIONS, SOURCE};
pub use schemas::SCHEMAS;
pub use tables::TABLES;
