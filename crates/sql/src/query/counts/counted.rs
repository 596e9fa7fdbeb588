//! The first step of a count by texts.

use std::any::Any;
use std::fmt;
use std::iter;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::EmissionType;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PhysicalExpr,
    PlanProperties,
};
use futures::stream::{Fuse, TryStreamExt, try_unfold};
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};

use super::tally::Tally;

/// Names of the columns that come out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Names {
    pub text: String,
    /// All have the same counts: a query may name `count(*)` twice.
    pub counts: Vec<String>,
}

/// Gives texts with the number of their rows so far; a text may come several times.
#[derive(Debug)]
pub(super) struct Counted {
    input: Arc<dyn ExecutionPlan>,
    column: usize,
    names: Names,
    schema: SchemaRef,
    properties: Arc<PlanProperties>,
}

impl Counted {
    /// Makes a step that counts the texts of a column.
    pub fn new(input: Arc<dyn ExecutionPlan>, column: usize, names: Names) -> Result<Self> {
        let from = input.schema();
        let Some(field) = from.fields().get(column).filter(|field| *field.data_type() == DataType::Utf8View)
        else {
            return exec_err!("no texts to count in column {column}");
        };
        let text = field.as_ref().clone().with_name(&names.text);
        let counts = names.counts.iter().map(|name| Field::new(name, DataType::Int64, false));
        let fields = iter::once(text).chain(counts).collect::<Vec<_>>();
        let schema = Arc::new(Schema::new_with_metadata(fields, from.metadata().clone()));
        let properties = PlanProperties::new(
            EquivalenceProperties::new(Arc::clone(&schema)),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Final,
            input.boundedness(),
        );
        Ok(Counted { input, column, names, schema, properties: Arc::new(properties) })
    }
}

/// Returns a step that counts texts as bytes; `None` for any other.
pub(crate) fn encode_counted(node: &dyn ExecutionPlan) -> Result<Option<Vec<u8>>> {
    let counted = (node as &dyn Any).downcast_ref::<Counted>();
    let bytes = counted.map(|counted| serde_json::to_vec(&(counted.column, &counted.names)));
    bytes.transpose().map_err(|error| DataFusionError::External(error.into()))
}

/// Makes a step that counts texts from what [`encode_counted`] made of it.
pub(crate) fn decode_counted(bytes: &[u8], input: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let (column, names) =
        serde_json::from_slice(bytes).map_err(|error| DataFusionError::External(error.into()))?;
    Ok(Arc::new(Counted::new(input, column, names)?))
}

impl DisplayAs for Counted {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CountedTexts: {}@{}", self.names.text, self.column)
    }
}

impl ExecutionPlan for Counted {
    fn name(&self) -> &'static str {
        "CountedTexts"
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
        // It evaluates none.
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.pop().unwrap_or_else(|| Arc::clone(&self.input));
        Ok(Arc::new(Counted::new(input, self.column, self.names.clone())?))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let counting = Counting {
            column: self.column,
            schema: Arc::clone(&self.schema),
            most_rows: context.session_config().batch_size(),
            tally: Tally::default(),
            passes_on: false,
            input: self.input.execute(partition, context)?.fuse(),
        };
        let parts = try_unfold(counting, async |mut counting| {
            let batches = counting.next().await?;
            Ok::<_, DataFusionError>(
                batches.map(|batches| (stream::iter(batches.into_iter().map(Ok)), counting)),
            )
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), parts.try_flatten())))
    }
}

/// A count that is going on.
struct Counting {
    column: usize,
    schema: SchemaRef,
    most_rows: usize,
    tally: Tally,
    /// Nearly each row has a text of its own: counting them here saves nothing.
    passes_on: bool,
    input: Fuse<SendableRecordBatchStream>,
}

impl Counting {
    /// Returns the next counts; `None` after the last.
    async fn next(&mut self) -> Result<Option<Vec<RecordBatch>>> {
        while let Some(batch) = self.input.next().await {
            let texts = Arc::clone(batch?.column(self.column));
            if self.passes_on {
                let ones = Arc::new(Int64Array::from_value(1, texts.len()));
                return self.batches(texts, ones).map(Some);
            }
            self.tally.add(texts.as_string_view());
            if self.tally.is_full() {
                self.passes_on = self.tally.saves_little();
                return self.take();
            }
        }
        self.take()
    }

    fn take(&mut self) -> Result<Option<Vec<RecordBatch>>> {
        let (texts, counts) = self.tally.take();
        if texts.is_empty() { Ok(None) } else { self.batches(texts, counts).map(Some) }
    }

    fn batches(&self, texts: ArrayRef, counts: ArrayRef) -> Result<Vec<RecordBatch>> {
        let rows = texts.len();
        let copies = iter::repeat_n(counts, self.schema.fields().len() - 1);
        let columns = iter::once(texts).chain(copies).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        let starts = (0..rows).step_by(self.most_rows.max(1));
        Ok(starts.map(|start| batch.slice(start, self.most_rows.min(rows - start))).collect())
    }
}
