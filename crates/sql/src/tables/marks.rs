//! The table `marks`: up to when each stream of a tenant's content is collected.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::{ExecutionPlan, collect};
use trail365_lake::{Lake, Mark};
use trail365_schema::CONTENT_TYPES;

/// The content of one type of a tenant that somebody means to collect. It has a row in `marks` though nothing was collected
/// yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentStream {
    /// The name that the configuration gives the tenant.
    pub tenant: Option<String>,
    /// The tenant.
    pub tenant_id: String,
    /// Its content type, such as `Audit.Exchange`.
    pub content_type: String,
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    Arc::new(Schema::new(vec![
        Field::new("tenant", DataType::Utf8, true),
        Field::new("tenant_id", DataType::Utf8, false),
        Field::new("content_type", DataType::Utf8, false),
        Field::new("time", time, true),
    ]))
});

/// Rows for the streams that were named, and for those of the ledger's tenants that have a mark.
///
/// The log is asked for one mark at a time, each a reading back to its last checkpoint. So they are asked for when a query
/// names the table, not when a session opens.
#[derive(Debug)]
pub(super) struct MarksTable {
    lake: Lake,
    streams: Vec<ContentStream>,
    ledger: Arc<dyn TableProvider>,
}

struct Row {
    stream: ContentStream,
    time: Option<DateTime<Utc>>,
}

impl MarksTable {
    pub fn new(lake: Lake, streams: Vec<ContentStream>, ledger: Arc<dyn TableProvider>) -> Self {
        MarksTable { lake, streams, ledger }
    }

    async fn collect_rows(&self, state: &dyn Session) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for stream in &self.streams {
            let time = self.find_mark(&stream.tenant_id, &stream.content_type).await?;
            rows.push(Row { stream: stream.clone(), time });
        }
        // The log gives a mark only by name, so every content type of these tenants is tried.
        for tenant_id in self.tenants_of_ledger(state).await? {
            for content_type in CONTENT_TYPES.iter().filter(|ty| !self.is_named(&tenant_id, ty)) {
                // Without a mark and without a configuration nobody means to collect this content type.
                if let Some(time) = self.find_mark(&tenant_id, content_type).await? {
                    let content_type = (*content_type).to_owned();
                    let stream = ContentStream { tenant: None, tenant_id: tenant_id.clone(), content_type };
                    rows.push(Row { stream, time: Some(time) });
                }
            }
        }
        Ok(rows)
    }

    fn is_named(&self, tenant_id: &str, content_type: &str) -> bool {
        self.streams.iter().any(|s| s.tenant_id == tenant_id && s.content_type == content_type)
    }

    async fn find_mark(&self, tenant_id: &str, content_type: &str) -> Result<Option<DateTime<Utc>>> {
        let mark = self.lake.read_mark(&Mark::name_of_stream(tenant_id, content_type)).await;
        mark.map_err(|error| DataFusionError::External(Box::new(error)))
    }

    async fn tenants_of_ledger(&self, state: &dyn Session) -> Result<BTreeSet<String>> {
        let column = self.ledger.schema().index_of("tenant_id")?;
        let plan = self.ledger.scan(state, Some(&vec![column]), &[], None).await?;
        let mut tenants = BTreeSet::new();
        for batch in collect(plan, state.task_ctx()).await? {
            let column = cast(batch.column(0), &DataType::Utf8)?;
            tenants.extend(column.as_string::<i32>().iter().flatten().map(str::to_owned));
        }
        Ok(tenants)
    }
}

fn batch_of(rows: &[Row]) -> Result<RecordBatch> {
    let text = |of: fn(&ContentStream) -> Option<&str>| -> ArrayRef {
        Arc::new(rows.iter().map(|row| of(&row.stream)).collect::<StringArray>())
    };
    let times = rows.iter().map(|row| row.time.map(|time| time.timestamp_micros()));
    let columns = vec![
        text(|stream| stream.tenant.as_deref()),
        text(|stream| Some(&stream.tenant_id)),
        text(|stream| Some(&stream.content_type)),
        Arc::new(times.collect::<TimestampMicrosecondArray>().with_timezone("UTC")),
    ];
    Ok(RecordBatch::try_new(SCHEMA.clone(), columns)?)
}

#[async_trait]
impl TableProvider for MarksTable {
    fn schema(&self) -> SchemaRef {
        SCHEMA.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let batch = batch_of(&self.collect_rows(state).await?)?;
        let plan = MemorySourceConfig::try_new_exec(&[vec![batch]], SCHEMA.clone(), projection.cloned())?;
        Ok(plan)
    }
}
