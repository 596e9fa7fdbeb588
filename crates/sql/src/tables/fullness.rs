//! The measure by which the fullest of several copies is found: how much a row says.

use std::any::Any;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, col,
};
use trail365_columns::{ContentParts, RECORD_TYPE_NAME, column_index};
use trail365_records::Parser;

use super::record::{RECORD, records_of};

/// Values that count beside the columns at most.
const MOST_VALUES: i64 = u32::MAX as i64;

/// Returns the expression for how much a row of a table says. First counts the number of its columns that say something, so
/// that no filling of an unknown field goes before a known one; then the number of values in its record.
pub(super) fn fullness(table: &SchemaRef) -> Expr {
    let names = table.fields().iter().map(|field| field.name());
    let names: Vec<String> = names.filter(|name| *name != RECORD).cloned().collect();
    let columns = names.iter().map(col).collect();
    ScalarUDF::from(Fullness::new(names)).call(columns)
}

/// Returns the function as bytes; `None` for any other.
pub(super) fn encode(function: &ScalarUDF) -> Option<Vec<u8>> {
    let function = (function.inner().as_ref() as &dyn Any).downcast_ref::<Fullness>()?;
    serde_json::to_vec(&function.names).ok()
}

/// Makes the function from what [`encode`] made of it; `None` where it is another's name, or the bytes are none of it.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Option<ScalarUDF> {
    let names = (name == NAME).then(|| serde_json::from_slice(bytes).ok())??;
    Some(ScalarUDF::from(Fullness::new(names)))
}

/// Name of the function.
const NAME: &str = "fullness_of_event";

#[derive(Debug, PartialEq, Eq, Hash)]
struct Fullness {
    /// Names of the columns that it is asked of.
    names: Vec<String>,
    signature: Signature,
}

impl Fullness {
    fn new(names: Vec<String>) -> Self {
        Fullness { names, signature: Signature::variadic_any(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Fullness {
    fn name(&self) -> &'static str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = ColumnarValue::values_to_arrays(&args.args)?;
        let field = |(name, column): (&String, &ArrayRef)| Field::new(name, column.data_type().clone(), true);
        let fields: Vec<_> = self.names.iter().zip(&columns).map(field).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        let (mut filled, values) = (count_columns(&batch), count_values(&batch)?);
        for (fullness, values) in filled.iter_mut().zip(values) {
            *fullness = (*fullness << 32) | values.min(MOST_VALUES);
        }
        Ok(ColumnarValue::Array(Arc::new(Int64Array::from(filled))))
    }
}

/// Counts the columns of each row that stand for fields of records and say something: no nulls, no empty lists.
fn count_columns(batch: &RecordBatch) -> Vec<i64> {
    let first_technical = column_index(RECORD_TYPE_NAME);
    let is_field = |name: &str| column_index(name).is_some_and(|place| Some(place) < first_technical);
    let mut counts = vec![0; batch.num_rows()];
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        if column.null_count() == column.len() || !is_field(field.name()) {
            continue;
        }
        for (row, count) in counts.iter_mut().enumerate() {
            *count += i64::from(column.is_valid(row) && !is_empty(column, row));
        }
    }
    counts
}

/// Reports whether a value is a list or a map without items.
fn is_empty(column: &ArrayRef, row: usize) -> bool {
    match column.data_type() {
        DataType::List(_) => column.as_list::<i32>().value_length(row) == 0,
        DataType::Map(..) => column.as_map().value_length(row) == 0,
        _ => false,
    }
}

/// Counts the values in each row's record.
fn count_values(batch: &RecordBatch) -> Result<Vec<i64>> {
    let records = records_of(batch)?;
    let mut parser = Parser::new();
    // A record that cannot be read again says nothing; `verify` names it.
    let mut count = |row| {
        let record = parser.parse(records.value(row).as_bytes()).ok()?;
        i64::try_from(ContentParts::of_record(&record).count()).ok()
    };
    Ok((0..batch.num_rows()).map(|row| count(row).unwrap_or(0)).collect())
}
