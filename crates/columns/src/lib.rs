//! Records as Arrow batches in the flat layout of the table `activity`, and back.
//!
//! - [`schema`] is the whole table: each field of each record schema has its column, then come the technical columns.
//!   Every column may be null, and a batch holds only the columns that its rows use.
//! - [`BatchBuilder`] makes batches of records; texts stay in the buffers that the records were read from. [`Batches`] has
//!   one for each schema, so that a batch has the columns of its own records only.
//! - [`rebuild`] writes the records of a batch again, JSON-equal, from the columns and `extra` alone. [`record_texts`] is
//!   the virtual column `record`: exact bytes where they are kept, else rebuilt.
//! - [`identity`] returns the key of a record and a hash of its content: two records are one when both are equal.
//!
//! # What a column holds
//! A column holds a value where it has the column's type, or the value's meaning where it is written in another form:
//! a number in a string, an enum's name where the column has its number, a time with a zone. The column `extra` has,
//! as JSON, everything that the columns cannot give back exactly: other forms of times, numbers and addresses, values
//! of other types, `null` (a column that is null means that the field is absent), keys that the record's schema lacks
//! or that are spelled otherwise, each member of a doubled key, half a surrogate pair, objects with members that their
//! schema lacks. It takes the whole of a top-level field.
//!
//! These forms need no `extra`: times as `YYYY-MM-DDTHH:MM:SS` (every one of the 4,489 times in 4,443 real records),
//! integers in plain digits, `true` and `false`, addresses as `1.2.3.4`, `1.2.3.4:5`, `2001:db8::1` and
//! `[2001:db8::1]:5`, lists of `{Name, Value}` with each name once.
//!
//! A key that the record's schema lacks still goes to the column of that name, if there is just one in the whole catalog
//! and the value fits it.

mod buffers;
mod build;
mod error;
mod identity;
mod integer;
mod layout;
mod nodes;
mod rebuild;
mod unescape;

pub use build::{BatchBuilder, Batches, Incomplete, Options, Origin, SameId};
pub use error::{Error, ErrorKind, Result};
pub use identity::{
    ContentParts, ENVELOPE_BITS, HashRule, Identity, content_hash, has_envelope, identity, incomplete_hash,
    is_incomplete_hash, nth_equal_hash, number_among_equal,
};
pub use layout::{
    CONTENT_HASH, EXTRA, INCOMPLETE, OUTCOME, RAW, RECORD_TYPE_NAME, SAME_ID, SOURCE, SOURCE_LINE,
    column_index, key_of, schema,
};
pub use rebuild::{Rebuild, rebuild, record_texts};
