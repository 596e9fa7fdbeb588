//! The virtual column `record`: `raw` where it is kept, else the record rebuilt from its columns.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringViewArray};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties};
use futures::StreamExt;
use trail365_columns::record_texts;

/// Name of the virtual column.
pub(super) const RECORD: &str = "record";

/// Adds the virtual column to a schema.
pub(super) fn schema_with_record(schema: &Schema) -> SchemaRef {
    let record = Arc::new(Field::new(RECORD, DataType::Utf8View, true));
    Arc::new(Schema::new(schema.fields().iter().cloned().chain([record]).collect::<Fields>()))
}

/// Plans the columns of `schema`, which are columns of `input` and the virtual one.
pub(super) fn with_record(input: Arc<dyn ExecutionPlan>, schema: &SchemaRef) -> Arc<dyn ExecutionPlan> {
    // Order is not kept: the equivalences of the input name columns by index, which moves.
    let of = input.properties();
    let properties = PlanProperties::new(
        EquivalenceProperties::new(schema.clone()),
        of.output_partitioning().clone(),
        of.emission_type,
        of.boundedness,
    );
    Arc::new(WithRecord { input, schema: schema.clone(), properties: Arc::new(properties) })
}

/// Returns the names of the columns of a node that adds the virtual column; `None` for any other node.
pub(super) fn columns_with_record(node: &dyn ExecutionPlan) -> Option<Vec<String>> {
    let node = (node as &dyn Any).downcast_ref::<WithRecord>()?;
    Some(node.schema.fields().iter().map(|field| field.name().clone()).collect())
}

/// Plans columns as [`with_record`] does, by their names.
pub(super) fn with_record_by_names(
    input: Arc<dyn ExecutionPlan>,
    names: &[String],
) -> Result<Arc<dyn ExecutionPlan>> {
    let known = schema_with_record(&input.schema());
    let fields = names.iter().map(|name| Ok(Arc::clone(&known.fields()[known.index_of(name)?])));
    let schema = Schema::new(fields.collect::<Result<Fields>>()?);
    Ok(with_record(input, &Arc::new(schema)))
}

#[derive(Debug)]
struct WithRecord {
    input: Arc<dyn ExecutionPlan>,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl DisplayAs for WithRecord {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WithRecord")
    }
}

impl ExecutionPlan for WithRecord {
    fn name(&self) -> &'static str {
        "WithRecord"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        // It evaluates no expression of the plan.
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.pop().unwrap_or_else(|| self.input.clone());
        Ok(with_record(input, &self.schema))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let schema = self.schema.clone();
        let batches = self.input.execute(partition, context)?.map(move |batch| add_record(&batch?, &schema));
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), batches)))
    }
}

fn add_record(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let column = |name: &str| -> Result<ArrayRef> {
        match name {
            RECORD => Ok(Arc::new(records_of(batch)?)),
            _ => Ok(batch.column(batch.schema_ref().index_of(name)?).clone()),
        }
    };
    let columns = schema.fields().iter().map(|f| column(f.name())).collect::<Result<_>>()?;
    Ok(RecordBatch::try_new(schema.clone(), columns)?)
}

/// Returns the JSON of each record of a batch.
pub(super) fn records_of(batch: &RecordBatch) -> Result<StringViewArray> {
    record_texts(batch).map_err(|e| DataFusionError::External(Box::new(e)))
}
