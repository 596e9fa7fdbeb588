//! Sorts that count their memory once.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, RecordBatch, StructArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::{StreamExt as _, stream};

/// Bytes from which on a batch is made anew: most of what it refers to is likely of other rows.
const LARGE: usize = 4 << 20;

/// Gives each sort batches that hold their own values alone.
///
/// A batch that comes out of a sort or a window refers to the values of all rows that went in. The next sort would count all of these
/// with each batch, and run out of a memory that nothing takes.
#[derive(Debug)]
pub(crate) struct CompactSorts;

impl PhysicalOptimizerRule for CompactSorts {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let compacted = plan.transform_up(|node| {
            let sort = (node.as_ref() as &dyn Any).downcast_ref::<SortExec>();
            // One that keeps few rows copies them anyway.
            let Some(sort) = sort.filter(|sort| sort.fetch().is_none()) else {
                return Ok(Transformed::no(node));
            };
            let input = Arc::new(Compact(Arc::clone(sort.input())));
            let sort = SortExec::new(sort.expr().clone(), input)
                .with_preserve_partitioning(sort.preserve_partitioning());
            Ok(Transformed::yes(Arc::new(sort) as Arc<dyn ExecutionPlan>))
        });
        compacted.map(|plan| plan.data)
    }

    fn name(&self) -> &'static str {
        "CompactSorts"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Plans the same rows in batches that hold their own values alone.
pub(crate) fn compacted(input: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    Arc::new(Compact(input))
}

/// Reports whether a node does what [`compacted`] plans.
pub(crate) fn is_compacted(node: &dyn ExecutionPlan) -> bool {
    (node as &dyn Any).is::<Compact>()
}

/// Passes rows on in batches that hold their own values alone.
#[derive(Debug)]
struct Compact(Arc<dyn ExecutionPlan>);

impl DisplayAs for Compact {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Compact")
    }
}

impl ExecutionPlan for Compact {
    fn name(&self) -> &'static str {
        "Compact"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.0.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.0]
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        // It evaluates none.
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(Compact(children.pop().unwrap_or_else(|| Arc::clone(&self.0)))))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let most = context.session_config().batch_size();
        let batches = self.0.execute(partition, context)?;
        let schema = batches.schema();
        let compact = batches.flat_map(move |batch| {
            let parts = batch.map(|batch| parts_of(&batch, most));
            let parts: Vec<Result<RecordBatch>> = parts.unwrap_or_else(|error| vec![Err(error)]);
            stream::iter(parts)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, compact)))
    }
}

/// Splits a batch into ones of at most so many rows, each with its own values alone.
fn parts_of(batch: &RecordBatch, most: usize) -> Vec<Result<RecordBatch>> {
    if batch.num_rows() <= most && batch.get_array_memory_size() <= LARGE {
        return vec![Ok(batch.clone())];
    }
    let starts = (0..batch.num_rows()).step_by(most.max(1));
    starts.map(|start| compact_batch(&batch.slice(start, most.min(batch.num_rows() - start)))).collect()
}

fn compact_batch(batch: &RecordBatch) -> Result<RecordBatch> {
    let columns = batch.columns().iter().map(compact).collect::<Result<_>>()?;
    Ok(RecordBatch::try_new(batch.schema(), columns)?)
}

/// Copies the values of an array.
fn compact(array: &ArrayRef) -> Result<ArrayRef> {
    let rows = UInt32Array::from_iter_values(0..array.len() as u32);
    let array = take(array, &rows, None)?;
    Ok(match array.data_type() {
        DataType::Utf8View => Arc::new(array.as_string_view().gc()),
        DataType::BinaryView => Arc::new(array.as_binary_view().gc()),
        DataType::List(field) => {
            let list = array.as_list::<i32>();
            let (offsets, nulls) = (list.offsets().clone(), list.nulls().cloned());
            Arc::new(ListArray::try_new(Arc::clone(field), offsets, compact(list.values())?, nulls)?)
        }
        DataType::Struct(_) => Arc::new(compact_struct(array.as_struct())?),
        DataType::Map(field, ordered) => {
            let map = array.as_map();
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            let entries = compact_struct(map.entries())?;
            Arc::new(MapArray::try_new(Arc::clone(field), offsets, entries, nulls, *ordered)?)
        }
        _ => array,
    })
}

fn compact_struct(array: &StructArray) -> Result<StructArray> {
    let columns = array.columns().iter().map(compact).collect::<Result<_>>()?;
    Ok(StructArray::try_new(array.fields().clone(), columns, array.nulls().cloned())?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array, ListBuilder, RecordBatch, StringViewArray, StringViewBuilder};
    use arrow::compute::concat_batches;

    use super::{LARGE, parts_of};

    fn wide(rows: usize) -> RecordBatch {
        let text = |row: usize| format!("{row:0>200}");
        let mut lists = ListBuilder::new(StringViewBuilder::new());
        for row in 0..rows {
            lists.append_value([Some(text(row)), None]);
        }
        let columns: [(&str, ArrayRef); 3] = [
            ("text", Arc::new(StringViewArray::from_iter_values((0..rows).map(text)))),
            ("list", Arc::new(lists.finish())),
            ("number", Arc::new(Int64Array::from_iter_values(0..rows as i64))),
        ];
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn parts_hold_their_own_values_alone() {
        let whole = wide(20_000);
        assert!(whole.get_array_memory_size() > 2 * LARGE);
        let sum = |parts: &[RecordBatch]| parts.iter().map(RecordBatch::get_array_memory_size).sum::<usize>();
        let slices: Vec<_> = (0..20).map(|at| whole.slice(at * 1000, 1000)).collect();
        assert!(sum(&slices) > 19 * whole.get_array_memory_size());
        // A part at a time, and all at once.
        let of_slices: Vec<_> = slices.iter().flat_map(|slice| parts_of(slice, 1000)).collect();
        for parts in [of_slices, parts_of(&whole, 1000)] {
            let parts = parts.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
            assert!(parts.iter().all(|part| part.num_rows() == 1000));
            assert!(sum(&parts) < 2 * whole.get_array_memory_size());
            assert_eq!(concat_batches(&whole.schema(), &parts).unwrap(), whole);
        }
        // A small batch is passed on as it is.
        let small = wide(10);
        assert_eq!(parts_of(&small, 1000).len(), 1);
    }
}
