//! The table `activity` as a whole.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use trail365_schema::COLUMNS;

use crate::data_type;
use crate::technical::{CONTENT_HASH, EXTRA, OUTCOME, RAW, RECORD_TYPE_NAME, SOURCE, SOURCE_LINE};

/// The complete schema of `activity`: every column of the catalog, an address followed by its port, then the
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

/// Place of a column in [`schema`].
pub fn column_index(name: &str) -> Option<usize> {
    LOGICAL.index.get(name).copied()
}

/// Where each column of the catalog stands in the schema; the port of an address stands right behind it.
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
        fields.push(Field::new(column.name, data_type::of(column.ty), true));
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
        (EXTRA, DataType::Utf8View),
        (RAW, DataType::Utf8View),
    ];
    columns.into_iter().map(|(name, ty)| Field::new(name, ty, true))
}
