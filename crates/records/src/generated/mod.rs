//! What `cargo xtask codegen` makes of `schema/`.
#![allow(
    clippy::wildcard_imports,
    clippy::elidable_lifetime_names,
    clippy::too_many_lines,
    reason = "generated: the same for a schema with one field as with a hundred"
)]

mod body;
mod complex;
pub mod enums;
mod names;
mod records;

pub use body::Body;
pub(crate) use names::NAMES;

/// Typed views of every schema: of records, and of the complex types inside them.
///
/// A view's accessors give `None` for a field that is absent, null or not of its documented type; the record itself
/// still has it ([`crate::Object::get`]) and [`crate::Record::deviations`] tells. A view of a schema that extends
/// another dereferences to that one, so its fields are at hand too.
pub mod schema {
    pub use super::complex::*;
    pub use super::records::*;
}
