//! Code that `cargo xtask codegen` makes from `schema/`.
#![allow(
    clippy::wildcard_imports,
    clippy::elidable_lifetime_names,
    clippy::too_many_lines,
    reason = "generated: the same for a schema with one field as with a hundred"
)]

mod body;
mod complex;
pub mod enums;
mod records;

pub use body::Body;

/// Typed views of every schema: of records, and of the complex types inside them.
///
/// The accessors of a view return `None` for a field that is absent, null or not of its documented type. The record still
/// has such a value ([`crate::Object::get`]), and [`crate::Record::deviations`] names it. A view of a schema that extends
/// another one dereferences to that one, so its fields can be read, too.
pub mod schema {
    pub use super::complex::*;
    pub use super::records::*;
}
