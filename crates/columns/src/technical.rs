//! Names of the columns that no field of a record stands behind. They follow the catalog's columns, in this order.

/// Name of the record type, as Microsoft's AuditLogRecordType writes it; null where it is unknown.
pub const RECORD_TYPE_NAME: &str = "record_type_name";
/// Whether the activity succeeded: the words of [`trail365_records::Outcome`].
pub const OUTCOME: &str = "outcome";
/// File or content blob that the record came from.
pub const SOURCE: &str = "source";
/// Line in the source, counted from 1; null where it is unknown.
pub const SOURCE_LINE: &str = "source_line";
/// Hash of the record's content, see [`crate::content_hash`].
pub const CONTENT_HASH: &str = "content_hash";
/// JSON object of every field that no column took or that its column cannot give back; null where there is none.
pub const EXTRA: &str = "extra";
/// The record's exact bytes.
pub const RAW: &str = "raw";
