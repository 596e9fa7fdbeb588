//! Sigma rules over the table `activity`: compiled to expressions, asked of a lake or of batches that are just being collected.
//!
//! A [`Compiler`] turns rules of the crate `trail365_sigma` into [`CompiledRule`]s, a [`Matcher`] finds their [`Match`]es.

mod census;
mod comparison;
mod compile;
mod condition;
mod data;
mod dialect;
mod element;
mod facts;
mod field_values;
mod fields;
mod kinds;
mod matcher;
mod present;
mod refusal;
mod scan;
mod sources;
mod subjects;
mod take;
mod texts;

pub use census::{Census, Range};
pub use compile::{CompiledRule, Compiler, Unfit};
pub use facts::Facts;
pub use field_values::FieldValues;
pub use fields::{Tenant, columns_of_field};
pub use matcher::{Match, Matcher};
pub use present::{Present, find_present};
