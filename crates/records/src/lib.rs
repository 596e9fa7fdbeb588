//! Microsoft 365 unified audit records as typed values.
//!
//! [`Parser`] reads a record from its JSON, as the Office 365 Management Activity API and every export carry it.
//! - **Typed**: [`Record::common`] has the fields of all records, [`Record::body`] those of the record's own schema,
//!   as accessors with Microsoft's names in snake case. [`schema`] holds a view for each published schema.
//! - **Lossless**: a record is kept as it came. Keys that no schema has are in [`Object::unknown`], doubled keys and
//!   numbers keep their text, and [`Object::write_json`] gives a record back JSON-equal.
//! - **Tolerant**: a value that does not fit its documented type is kept and reported in [`Record::deviations`]; it
//!   is never an error.
//!   Text is read from strings only: a number where text is documented is in [`Record::json`].
//! - **Bounded**: size, nesting and number of keys have [`Limits`].
//!
//! ```
//! use trail365_records::{Body, Outcome, Parser};
//!
//! let json = br#"{"CreationTime":"2021-07-12T11:43:15","Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002",
//!     "RecordType":15,"Operation":"UserLoginFailed","ResultStatus":"Success","UserId":"joey@example.com",
//!     "ClientIP":"192.0.2.7:4711","ErrorNumber":"50053","LogonError":"IdsLocked","Novel":1}"#;
//! let mut parser = Parser::new();
//! let record = parser.parse(json)?;
//!
//! assert_eq!(record.common().user_id().as_deref(), Some("joey@example.com"));
//! assert_eq!(record.client_address().unwrap().port, Some(4711));
//! assert_eq!(record.outcome(), Outcome::Failed);
//! let Body::AzureActiveDirectoryStsLogon(sign_in) = record.body() else { panic!() };
//! assert_eq!(sign_in.logon_error().as_deref(), Some("IdsLocked"));
//! assert_eq!(record.object().unknown().next().unwrap().key(), "Novel");
//! # Ok::<(), trail365_records::Error>(())
//! ```

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[macro_use]
mod macros;

mod address;
mod cursor;
mod deviation;
mod error;
mod fit;
mod generated;
mod guid;
mod json;
mod keys;
mod layout;
mod locate;
pub mod meaning;
mod member;
mod names;
mod number;
mod numbers;
mod object;
mod open;
mod outcome;
mod owned;
mod pairs;
mod parser;
mod placed;
mod read;
mod record;
mod scan;
mod time;
mod walk;
mod write;

pub use trail365_schema as catalog;

pub use address::Address;
pub use cursor::{Cursor, Raw};
pub use deviation::{Deviation, DeviationKind};
pub use error::{Error, ErrorKind};
pub use generated::{Body, enums, schema};
pub use guid::Guid;
pub use json::{Json, JsonKind};
pub use object::{Entries, Entry, Object};
pub use open::{Members, Open};
pub use outcome::Outcome;
pub use owned::OwnedRecord;
pub use pairs::Pairs;
pub use parser::{Limits, Parser};
pub use placed::{Placed, place_of};
pub use read::{FromJson, Items, List};
pub use record::{Record, View};
pub use time::Timestamp;
pub use trail365_text::terminal::acts_on_terminal;
pub use write::{Value, Values};
