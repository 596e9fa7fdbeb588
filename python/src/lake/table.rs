//! Rows of a query as a table for other libraries.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use arrow::error::ArrowError;

/// Rows of a query under one schema.
pub(super) struct Table {
    pub rows: Vec<RecordBatch>,
    pub schema: SchemaRef,
}

impl Table {
    /// Returns rows under the schema of their query. A plan may say of a column that it has nulls where the query does
    /// not.
    pub(super) fn new(rows: Vec<RecordBatch>, schema: &SchemaRef) -> Result<Self, ArrowError> {
        let has_nulls = |at: usize| rows.iter().any(|batch| batch.schema_ref().field(at).is_nullable());
        let fields = schema.fields().iter().enumerate().map(|(at, field)| {
            let is_nullable = field.is_nullable() || has_nulls(at);
            if is_nullable == field.is_nullable() {
                field.clone()
            } else {
                Arc::new(Field::clone(field).with_nullable(is_nullable))
            }
        });
        let fields = fields.collect();
        Self { rows, schema: schema.clone() }.under(fields)
    }

    /// Returns the rows with types that pandas takes: pyarrow makes no values for it of views inside lists, structures
    /// and maps. Columns of other types are shared, not copied.
    pub(super) fn for_pandas(self) -> Result<Self, ArrowError> {
        let fields = self.schema.fields().iter().map(|field| plain_field(field, false)).collect();
        self.under(fields)
    }

    /// Returns the rows with columns of these types.
    fn under(self, fields: Fields) -> Result<Self, ArrowError> {
        let schema = Arc::new(Schema::new_with_metadata(fields, self.schema.metadata().clone()));
        let rows = self.rows.iter().map(|batch| {
            let columns = batch.columns().iter().zip(schema.fields());
            let columns = columns.map(|(column, field)| typed(column, field.data_type()));
            // Names of items of lists differ between plans, and mean nothing.
            let options = RecordBatchOptions::new()
                .with_match_field_names(false)
                .with_row_count(Some(batch.num_rows()));
            RecordBatch::try_new_with_options(schema.clone(), columns.collect::<Result<_, _>>()?, &options)
        });
        let rows = rows.collect::<Result<_, _>>()?;
        Ok(Self { rows, schema })
    }
}

/// Returns a column as one of this type, which it has mostly.
fn typed(column: &ArrayRef, of: &DataType) -> Result<ArrayRef, ArrowError> {
    if column.data_type().equals_datatype(of) { Ok(column.clone()) } else { cast(column, of) }
}

/// Returns a field whose values hold no views inside; a field that is inside of another is none itself.
fn plain_field(field: &FieldRef, is_inside: bool) -> FieldRef {
    let plain = plain_type(field.data_type(), is_inside);
    if plain == *field.data_type() {
        return field.clone();
    }
    Arc::new(Field::clone(field).with_data_type(plain))
}

fn plain_type(of: &DataType, is_inside: bool) -> DataType {
    let inside = |field: &FieldRef| plain_field(field, true);
    match of {
        DataType::Utf8View if is_inside => DataType::LargeUtf8,
        DataType::BinaryView if is_inside => DataType::LargeBinary,
        DataType::List(item) => DataType::List(inside(item)),
        DataType::LargeList(item) => DataType::LargeList(inside(item)),
        DataType::FixedSizeList(item, size) => DataType::FixedSizeList(inside(item), *size),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect()),
        DataType::Map(entries, is_sorted) => DataType::Map(inside(entries), *is_sorted),
        other => other.clone(),
    }
}
