//! The layout of the table `activity`: its columns, their types, and the fields that they hold.

pub(crate) mod data_type;
mod logical;
pub(crate) mod plan;

pub(crate) use logical::place_of_column;
pub use logical::{
    CONTENT_HASH, EXTRA, INCOMPLETE, OUTCOME, RAW, RECORD_TYPE_NAME, SAME_ID, SOURCE, SOURCE_LINE,
    column_index, schema,
};
pub use plan::key_of;
