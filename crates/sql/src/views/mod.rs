//! The views of a session: families by schema, found by name, planned when first used.

mod catalog;
mod counts;
mod find;
mod investigation;
mod lake;
mod meaning;
mod sessions;

pub use counts::{RowCounts, row_count};
pub use find::{all_views, view};
pub use investigation::INVESTIGATION_VIEWS;
pub use lake::LAKE_VIEWS;
pub use meaning::column_meaning;
pub use sessions::SESSION_VIEWS;

pub(crate) use catalog::{CATALOG, Catalog, TablesOnly};
pub(crate) use find::view_in;
