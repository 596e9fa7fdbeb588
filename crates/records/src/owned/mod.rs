//! Records and their parts as values that can be made and changed.
//!
//! Each schema has a type here, under the name that its view has in [`schema`](crate::schema). A value holds its JSON and
//! nothing else: a setter writes into that text, so whatever is not set keeps every byte, be it an unknown field, a
//! doubled key or the digits of a number. `view` shows the value as a parsed one, with an accessor for each field.
//!
//! ```
//! use trail365_records::{Timestamp, enums::AuditLogRecordType, owned};
//!
//! let item = owned::ExchangeItem::new().with_subject("Invoice");
//! let mut deletion = owned::ExchangeMailboxAuditGroupRecord::new()
//!     .with_creation_time(Timestamp::parse("2026-02-14T09:00:00").unwrap())
//!     .with_record_type(AuditLogRecordType::ExchangeItemGroup)
//!     .with_operation("SoftDelete")
//!     .with_affected_items([item]);
//! deletion.set_user_id("joey@example.com");
//!
//! assert_eq!(deletion.view().user_id().as_deref(), Some("joey@example.com"));
//! assert_eq!(
//!     deletion.as_str(),
//!     r#"{"CreationTime":"2026-02-14T09:00:00","RecordType":3,"Operation":"SoftDelete","AffectedItems":[{"Subject":"Invoice"}],"UserId":"joey@example.com"}"#,
//! );
//! // What it lacks of the mandatory fields is told as of a record that was read.
//! assert!(deletion.to_record()?.record().deviations().any(|deviation| deviation.path == "OrganizationId"));
//! # Ok::<(), trail365_records::Error>(())
//! ```

#[macro_use]
mod macros;

mod data_model;
mod edit;
mod generated;
mod object;
mod put;
pub(crate) mod record;

pub use generated::*;
pub use object::{Made, OwnedObject};
pub use put::Put;
