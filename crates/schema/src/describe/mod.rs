//! Answers to what a name in an audit record means.
//!
//! [`find_subjects`] finds everything that a name can mean: a record type by name or number, a schema, an enum, a field by
//! key or dotted path, an operation, a sign-in error, an app, a key of a property bag. [`find_topics`] finds things by what they
//! are about, and [`explain_unknown`] says why there was nothing. The rest follows references: the record types that carry a field, the fields that hold a type, the meaning of a column.
//!
//! ```
//! use trail365_schema::RECORD_TYPES;
//! use trail365_schema::describe::{Subject, find_subjects, has_at_top, routes_to};
//!
//! let subjects = find_subjects("mailbox_owner_upn");
//! let Some(Subject::Field(paths)) = subjects.first() else { panic!("no field") };
//! assert_eq!(paths[0].end.field.name, "MailboxOwnerUPN");
//!
//! let route = &routes_to(paths[0].start)[0];
//! let carriers = RECORD_TYPES.iter().filter(|t| has_at_top(t, route.top));
//! assert!(carriers.map(|t| t.name).any(|name| name == "ExchangeItem"));
//! ```

mod cmdlet;
mod column;
mod path;
mod subject;
mod topic;
mod unknown;
mod usage;
mod words;

pub use cmdlet::Cmdlet;
pub use column::column_meaning;
pub use path::{FieldPath, FieldPlace, is_same_name, resolve_path, schemas_called};
pub use subject::{Subject, SubjectKind, find_subjects};
pub use topic::{Topic, find_topics};
pub use unknown::{NearName, Unknown, explain_unknown};
pub use usage::{
    Route, column_at, columns_with_member, field_places, fields_holding, fields_with_enum, has_at_top,
    record_types_in_column, record_types_with, routes_to,
};
