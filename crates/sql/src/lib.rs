//! SQL over the table of Microsoft 365 audit activity.
//!
//! - **Views**: one for each record schema, with just its columns (`sign_ins`, `exchange_mailbox_audit_group`), and Snare Central's
//!   tables as the schema `snare` ([`VIEWS`]). Each is a file of SQL in the folder `views/` of the repository.
//! - **Functions**: addresses in networks, JSON, stretches of time, Microsoft's names ([`FUNCTIONS`]).
//! - **Queries**: [`sql`] plans one; names match without case, whatever would change something is refused, and an [`Error`] tells the
//!   place and the name that was meant.
//!
//! [`session`] makes the DataFusion session that all of this lives in, over tables that the caller has.

mod catalog;
mod error;
mod fields;
mod functions;
mod generated;
mod place;
mod query;
mod session;
mod spelling;
mod statement;
mod suggest;
mod tables;
mod view;

pub use error::{Error, ErrorKind, Result};
pub use functions::{FUNCTIONS, Function};
pub use generated::VIEWS;
pub use place::Place;
pub use query::{plan, sql};
pub use session::{SessionOptions, open, over, over_with};
pub use statement::{Statement, parse};
pub use tables::{TABLES, Table, Tables};
pub use view::{View, view};
