//! Microsoft 365 unified audit records as typed values.
//!
//! [`Parser`] reads a record from its JSON, as the Office 365 Management Activity API and every export carry it.
//! - **Typed**: [`Record::common`] has the fields of all records, [`Record::body`] those of the record's own schema. Both
//!   have an accessor for each field, named as Microsoft names it, in snake case. [`schema`] holds a view for each
//!   published schema.
//! - **Lossless**: a record is kept as it came. Keys that no schema has are in [`Object::unknown`], doubled keys and
//!   numbers keep their text, and [`Object::write_json`] writes JSON equal to the record's.
//! - **Tolerant**: a value that does not fit its documented type is kept and named by [`Record::deviations`]; it is never
//!   an error. Text is read from strings only: [`Record::json`] returns a number where text is documented.
//! - **Made and changed**: [`owned`] has a type for each schema, with a setter for each field.
//! - **Counted**: [`survey`] sums up what many records hold and how they deviate.
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
//!
//! # Floors
//!
//! Each module uses only those above it in this list:
//! 1. `error`: the reason why a text is not a record;
//! 2. `scalar`: texts as integers, truth, times, GUIDs and addresses;
//! 3. `parse`: scan and walk, from bytes to the places of tokens and members;
//! 4. `value`: values of a parsed record, read on request;
//! 5. `generated`: views and enums of the schema;
//! 6. `record`: the record itself, its deviations and its outcome;
//! 7. `parser`: the buffers that records are read into;
//! 8. [`owned`]: records that outlive those buffers, and those that are made and changed;
//! 9. [`survey`]: counts over many records.

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/guides/records.md")]
struct Guide;

#[macro_use]
mod value;

mod error;
mod generated;
pub mod owned;
mod parse;
mod parser;
mod record;
mod scalar;
pub mod survey;

pub use trail365_schema as catalog;

pub use error::{Error, ErrorKind};
pub use generated::{Body, enums, schema};
pub use owned::record::OwnedRecord;
pub use parse::limits::Limits;
pub use parser::Parser;
pub use record::Record;
pub use record::deviation::{Deviation, DeviationKind};
pub use record::outcome::Outcome;
pub use scalar::address::Address;
pub use scalar::guid::Guid;
pub use scalar::meaning;
pub use scalar::time::Timestamp;
pub use trail365_text::terminal::acts_on_terminal;
pub use value::cursor::{Cursor, Raw};
pub use value::json::{Json, JsonKind};
pub use value::object::{Entries, Entry, Object, View};
pub use value::open::{Members, Open};
pub use value::pairs::Pairs;
pub use value::placed::{Placed, place_of};
pub use value::read::{FromJson, Items, List};
pub use value::write::{Value, Values};
