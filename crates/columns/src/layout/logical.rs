//! The table `activity` as a whole.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use trail365_schema::COLUMNS;

use super::data_type;

// The columns that no field of a record stands behind. They follow the columns of the fields, in this order.

/// Name of the record type, as Microsoft's AuditLogRecordType writes it; null where it is unknown.
pub const RECORD_TYPE_NAME: &str = "record_type_name";
/// Outcome of the activity: the words of [`trail365_records::Outcome`].
pub const OUTCOME: &str = "outcome";
/// File or content blob that the record came from.
pub const SOURCE: &str = "source";
/// Line in the source, counted from 1; null where it is unknown.
pub const SOURCE_LINE: &str = "source_line";
/// Hash of the record's content, see [`crate::HashRule`].
pub const CONTENT_HASH: &str = "content_hash";
/// What the record lacks of the activity's full record: a word of [`crate::Incomplete`]; null for a whole one.
pub const INCOMPLETE: &str = "incomplete";
/// Relation to the rows that had its Id when it came: a word of [`crate::SameId`]; null for the first of its Id.
pub const SAME_ID: &str = "same_id";
/// JSON object of every field that no column took or that its column cannot give back; null where there is none.
pub const EXTRA: &str = "extra";
/// The record's exact bytes.
pub const RAW: &str = "raw";

/// Returns the complete schema of `activity`: every column of the catalog, an address followed by its port, then the
/// technical columns. Every column may be null.
///
/// ```
/// let schema = trail365_columns::schema();
/// assert_eq!(schema.field(0).name(), "id");
/// assert!(schema.field_with_name("client_port").is_ok());
/// ```
pub fn schema() -> &'static SchemaRef {
    &LOGICAL.schema
}

/// Returns the place of a column in [`schema`].
pub fn column_index(name: &str) -> Option<usize> {
    LOGICAL.index.get(name).copied()
}

/// Returns the place in the schema of a column of the catalog; the port of an address stands right behind it.
pub(crate) fn place_of_column(column: usize) -> usize {
    LOGICAL.places.get(column).copied().unwrap_or(0)
}

struct Logical {
    schema: SchemaRef,
    index: HashMap<String, usize>,
    places: Vec<usize>,
}

static LOGICAL: LazyLock<Logical> = LazyLock::new(|| {
    let mut fields = Vec::new();
    let mut places = Vec::new();
    for column in &COLUMNS {
        places.push(fields.len());
        fields.push(Field::new(column.name, data_type::arrow_type(column.ty), true));
        fields.extend(column.port.map(|port| Field::new(port, DataType::Int32, true)));
    }
    fields.extend(technical_fields());
    let index = (0..).zip(&fields).map(|(i, f)| (f.name().clone(), i)).collect();
    Logical { schema: Arc::new(Schema::new(fields)), index, places }
});

fn technical_fields() -> impl Iterator<Item = Field> {
    let columns = [
        (RECORD_TYPE_NAME, DataType::Utf8View),
        (OUTCOME, DataType::Utf8View),
        (SOURCE, DataType::Utf8View),
        (SOURCE_LINE, DataType::Int64),
        (CONTENT_HASH, DataType::Int64),
        (INCOMPLETE, DataType::Utf8View),
        (SAME_ID, DataType::Utf8View),
        (EXTRA, DataType::Utf8View),
        (RAW, DataType::Utf8View),
    ];
    columns.into_iter().map(|(name, ty)| Field::new(name, ty, true))
}
