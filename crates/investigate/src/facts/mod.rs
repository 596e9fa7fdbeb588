//! What records say, read from the views of a session.

mod accounts;
mod acts;
mod rows;

pub(crate) use accounts::find_accounts;
pub(crate) use acts::{Act, read_acts};
pub(crate) use rows::{any_of, rows};
