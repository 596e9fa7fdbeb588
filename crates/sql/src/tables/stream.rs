//! Tables over a stream of batches, which can be read once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{Field, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt, stream};

use super::record::{RECORD, records_of};

/// A stream that whoever is first takes.
pub(super) struct Source(Mutex<Option<BoxStream<'static, Result<RecordBatch>>>>);

impl Source {
    pub fn new(batches: BoxStream<'static, Result<RecordBatch>>) -> Self {
        Source(Mutex::new(Some(batches)))
    }

    fn take_batches(&self) -> BoxStream<'static, Result<RecordBatch>> {
        // A poisoned lock still holds a whole stream or none: taking it is one move.
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.unwrap_or_else(|| {
            let twice = "the records are a stream, which can be read once: name one table once, in one query";
            stream::once(async { Err(DataFusionError::Execution(twice.to_owned())) }).boxed()
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Source")
    }
}

/// A table with these columns over a stream whose batches may lack some of them.
#[derive(Debug)]
pub(super) struct StreamTable {
    schema: SchemaRef,
    source: Arc<Source>,
}

impl StreamTable {
    pub fn new(schema: SchemaRef, source: Arc<Source>) -> Self {
        StreamTable { schema, source }
    }
}

#[async_trait]
impl TableProvider for StreamTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        // Only the wanted columns are made: of the hundreds that `activity` has, a batch holds a few dozen.
        let schema = match projection {
            Some(wanted) => Arc::new(self.schema.project(wanted)?),
            None => self.schema.clone(),
        };
        let partition = Arc::new(Columns { schema: schema.clone(), source: self.source.clone() });
        Ok(Arc::new(StreamingTableExec::try_new(schema, vec![partition], None, [], false, limit)?))
    }
}

/// The wanted columns of the stream.
#[derive(Debug)]
struct Columns {
    schema: SchemaRef,
    source: Arc<Source>,
}

impl PartitionStream for Columns {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let (schema, source) = (self.schema.clone(), self.source.clone());
        // The stream is taken when its first row is asked for: a plan that is only explained leaves it.
        let batches = async move { source.take_batches() }.flatten_stream();
        let columns = batches.map(move |batch| columns_of(&batch?, &schema));
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), columns))
    }
}

/// Picks the columns of a schema from a batch; those that it lacks are null.
pub(crate) fn columns_of(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let column = |field: &Arc<Field>| -> Result<ArrayRef> {
        match batch.column_by_name(field.name()) {
            // Types differ where a caller builds batches with plain text columns instead of views.
            Some(column) if column.data_type() == field.data_type() => Ok(column.clone()),
            Some(column) => Ok(cast(column, field.data_type())?),
            None if field.name() == RECORD => Ok(Arc::new(records_of(batch)?)),
            None => Ok(new_null_array(field.data_type(), batch.num_rows())),
        }
    };
    let columns = schema.fields().iter().map(column).collect::<Result<Vec<_>>>()?;
    // count(*) asks for no column at all, and a batch without columns does not know its rows.
    let rows = arrow::array::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(schema.clone(), columns, &rows)?)
}
