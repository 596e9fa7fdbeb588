//! Passes over files that cannot hold what a query asks for, by the bounds in the log.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow::datatypes::{DataType, SchemaRef};
use chrono::DateTime;
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, Result, ScalarValue};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use serde_json::Value;
use trail365_lake::DataFile;

/// Selects the files that may hold rows for which the condition is true.
pub(super) fn prune_files(
    files: &[Arc<DataFile>],
    schema: &SchemaRef,
    condition: Arc<dyn PhysicalExpr>,
) -> Result<Vec<Arc<DataFile>>> {
    let predicate = PruningPredicateBuilder::new().with_file_schema(schema.clone()).try_build(condition)?;
    let keep = predicate.prune(&FileStatistics { files, schema })?;
    Ok(files.iter().zip(keep).filter(|(_, keep)| *keep).map(|(file, _)| Arc::clone(file)).collect())
}

struct FileStatistics<'a> {
    files: &'a [Arc<DataFile>],
    schema: &'a SchemaRef,
}

impl FileStatistics<'_> {
    fn bound_values<'v>(
        &'v self,
        column: &Column,
        bound: impl Fn(&'v DataFile) -> Option<&'v Value>,
        past_millisecond: i64,
    ) -> Option<ArrayRef> {
        let ty = self.schema.field_with_name(&column.name).ok()?.data_type();
        let scalar = |file: &'v Arc<DataFile>| {
            // A bound that is missing or cannot be read becomes null, which DataFusion takes for unknown: the file is
            // read.
            let found = bound(file).and_then(|value| bound_scalar(value, ty, past_millisecond));
            found.map_or_else(|| ScalarValue::try_from(ty), Ok)
        };
        let scalars = self.files.iter().map(scalar).collect::<Result<Vec<_>>>().ok()?;
        ScalarValue::iter_to_array(scalars).ok()
    }
}

impl PruningStatistics for FileStatistics<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bound_values(column, |file| file.min_value(&column.name), 0)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bound_values(column, |file| file.max_value(&column.name), MILLISECOND_END)
    }

    fn num_containers(&self) -> usize {
        self.files.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let count = |file: &Arc<DataFile>| file.null_count(&column.name);
        Some(Arc::new(self.files.iter().map(count).collect::<UInt64Array>()))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        Some(Arc::new(self.files.iter().map(|file| file.rows()).collect::<UInt64Array>()))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        // Sets of values are not in the log.
        None
    }
}

/// Microseconds that a greatest time may be past its millisecond: the Delta protocol cuts times to milliseconds.
const MILLISECOND_END: i64 = 999;

/// Reads a bound from the log as a value of the column's type; `None` for types that have no bounds in the log.
fn bound_scalar(value: &Value, ty: &DataType, past_millisecond: i64) -> Option<ScalarValue> {
    match ty {
        DataType::Utf8View => Some(ScalarValue::Utf8View(Some(value.as_str()?.to_owned()))),
        DataType::Int32 => Some(ScalarValue::Int32(i32::try_from(value.as_i64()?).ok())),
        DataType::Int64 => Some(ScalarValue::Int64(value.as_i64())),
        DataType::Timestamp(_, zone) => {
            let time = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
            // Cannot overflow: the years of a parsed time end at 262142.
            let micros = time.timestamp_micros() + past_millisecond;
            Some(ScalarValue::TimestampMicrosecond(Some(micros), zone.clone()))
        }
        _ => None,
    }
}
