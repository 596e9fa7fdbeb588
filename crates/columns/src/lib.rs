//! Records as Arrow batches in the flat layout of the table `activity`, and back.
//!
//! - [`schema`] is the whole table: each field of each record schema has its column, then come the technical columns.
//!   Every column may be null, and a batch holds only the columns that its rows use.
//! - [`BatchBuilder`] makes batches of records; texts stay in the buffers that the records were read from.
//! - [`rebuild`] writes the records of a batch again, JSON-equal, from the columns and `extra` alone.
//! - [`identity`] tells which record a record is, [`content_hash`] whether two say the same.
//!
//! # What a column holds
//! A column holds a value where it has the column's type, or the value's meaning where it is written in another form:
//! a number in a string, an enum's name where the column has its number, a time with a zone. The column `extra` has,
//! as JSON, whatever the columns cannot give back just as it was: other forms of times, numbers and addresses, values
//! of other types, `null` (a column that is null means that the field is absent), keys that the record's schema lacks
//! or that are spelled otherwise, each member of a doubled key, half a surrogate pair, objects with members that their
//! schema lacks. It takes the whole of a top-level field.
//!
//! These forms need no `extra`: times as `YYYY-MM-DDTHH:MM:SS` (of the 4,489 times in 4,443 real records each one),
//! integers in plain digits, `true` and `false`, addresses as `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1` and
//! `[2001:db8::1]:5`, lists of `{Name, Value}` with each name once.
//!
//! A key that the record's schema lacks goes to the column of that name all the same, if there is just one in the
//! whole catalog and the value fits it.

mod batch;
mod bits;
mod builder;
mod cells;
mod content;
mod data_type;
mod decimal;
mod error;
mod extra;
mod fit;
mod identity;
mod integer;
mod logical;
mod node;
mod own;
mod plan;
mod rebuild;
mod spans;
mod technical;
mod texts;
mod unescape;
mod view;

pub use builder::{BatchBuilder, Options, Origin};
pub use content::content_hash;
pub use error::{Error, ErrorKind, Result};
pub use identity::{Identity, identity};
pub use logical::{column_index, schema};
pub use plan::key_of;
pub use rebuild::{Rebuild, rebuild};
pub use technical::{CONTENT_HASH, EXTRA, OUTCOME, RAW, RECORD_TYPE_NAME, SOURCE, SOURCE_LINE};
