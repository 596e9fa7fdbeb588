//! Lakes: imports, queries, upkeep.

mod arguments;
pub(crate) mod class;
pub(crate) mod import;
pub(crate) mod query;
pub(crate) mod stored;
mod table;
