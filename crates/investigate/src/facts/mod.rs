//! What records say, read from the views of a session.

mod accounts;
mod acts;
mod cited;
mod coverage;
mod decoded;
mod folders;
mod others;
mod rows;
mod views;

pub use accounts::find_accounts;
pub(crate) use acts::{AT_ONCE, Act, REFUSED, read_acts, read_users};
pub(crate) use cited::Cited;
pub(crate) use coverage::{
    Gap, Imported, LICENSED, Licensed, Span, Used, read_gaps, read_imported, read_licensed, read_spans,
    read_used,
};
pub(crate) use decoded::Decoded;
pub(crate) use others::{Other, Shared, find_others};
pub(crate) use rows::rows;
pub(crate) use views::{Listing, Views, read_views};
