//! Tables that a session stands on: the files of a lake, or batches from elsewhere.

mod conditions;
mod events;
mod files;
mod fullness;
mod marks;
mod metadata;
mod prune;
mod reading;
mod record;
mod record_key;
mod remote;
mod snapshot;
mod stream;
mod texts;
mod union;

use std::any::Any;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::catalog::memory::MemTable;
use datafusion::common::DataFusionError;
use futures::stream::BoxStream;
use trail365_lake::{Lake, Snapshot};

use events::{Copies, events_of_lake, events_of_stream};
use marks::MarksTable;
use record::schema_with_record;
pub use remote::stores;
pub(crate) use remote::{decode_function, decode_node, encode_function, encode_node};
use snapshot::{SnapshotTable, up_to_version, with_text};
pub(crate) use stream::columns_of;
use stream::{Source, StreamTable};
use union::union_of;

pub use marks::ContentStream;
pub use reading::{FilesRead, TextsToRead};

/// A table that queries can name; all else is a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// One line on what its rows are.
    pub description: &'static str,
}

/// Every table that a lake gives. A session over a stream of records has only the first four.
pub static TABLES: [Table; 7] = [
    Table {
        name: "activity",
        description: "Every record, one row each; its columns are the fields of all schemas.",
    },
    Table {
        name: "records",
        description: "The same with the column `record`: the whole record as JSON, exact or rebuilt.",
    },
    Table {
        name: "events",
        description: "One row an event: the fullest record of each Id. Count events here.",
    },
    Table { name: "event_records", description: "The same with the column `record`." },
    Table {
        name: "ledger",
        description: "One row for each file or content blob that was read: its hash, counts and time range.",
    },
    Table { name: "rejected", description: "Input that is no record, kept whole." },
    Table { name: "marks", description: "Up to when each tenant and content type is collected." },
];

/// The tables of a session. Each may be absent: views over an absent table then cannot be planned.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Every record.
    pub activity: Option<Arc<dyn TableProvider>>,
    /// The same with one more column, `record`: the record as JSON text, as it was found where `raw` is kept, else rebuilt
    /// from the other columns.
    pub records: Option<Arc<dyn TableProvider>>,
    /// One row an event: of the records with one Id the fullest. Where it is absent, `activity` stands for it.
    pub events: Option<Arc<dyn TableProvider>>,
    /// The same with the column `record`. Where it is absent, `records` stands for it.
    pub event_records: Option<Arc<dyn TableProvider>>,
    /// A row for each source that was read.
    pub ledger: Option<Arc<dyn TableProvider>>,
    /// Input that is no record.
    pub rejected: Option<Arc<dyn TableProvider>>,
    /// Up to when each stream of content is collected.
    pub marks: Option<Arc<dyn TableProvider>>,
    /// What rules found, a row an alert. The views `alerts` and `alert_records` stand over it.
    pub alert_evidence: Option<Arc<dyn TableProvider>>,
    /// What people said of alerts.
    pub alert_notes: Option<Arc<dyn TableProvider>>,
}

impl Tables {
    /// Makes the tables of a lake at its version. `streams` have a row in `marks` though nothing was collected yet.
    pub(crate) fn of_lake(
        lake: &Lake,
        snapshot: &Snapshot,
        streams: Vec<ContentStream>,
    ) -> Result<Self, DataFusionError> {
        let Snapshot { version, activity, ledger, rejected, alerts, alert_notes, .. } = snapshot;
        let ledger = up_to_version(*version, Arc::new(SnapshotTable::new(ledger)?))?;
        let records = Arc::new(SnapshotTable::with_record(activity)?);
        let activity = Arc::new(SnapshotTable::new(activity)?);
        let copies = Copies::of_lake(snapshot, &activity, &ledger);
        Ok(Tables {
            events: Some(events_of_lake(Arc::clone(&activity), copies.clone())),
            event_records: Some(events_of_lake(Arc::clone(&records), copies)),
            activity: Some(activity),
            records: Some(records),
            marks: Some(Arc::new(MarksTable::new(lake.clone(), streams, Arc::clone(&ledger)))),
            ledger: Some(ledger),
            rejected: Some(with_text(Arc::new(SnapshotTable::new(rejected)?))?),
            alert_evidence: Some(Arc::new(SnapshotTable::new(alerts)?)),
            alert_notes: Some(Arc::new(SnapshotTable::new(alert_notes)?)),
        })
    }

    /// Makes the tables of several lakes, each with a name, which the column `lake` has.
    pub(crate) fn of_lakes(parts: &[(String, Tables)]) -> Result<Self, DataFusionError> {
        let union = |table: fn(&Tables) -> &Option<Arc<dyn TableProvider>>| {
            union_of(parts.iter().filter_map(|(name, tables)| Some((name.clone(), table(tables).clone()?))))
        };
        Ok(Tables {
            activity: union(|tables| &tables.activity)?,
            records: union(|tables| &tables.records)?,
            events: union(|tables| &tables.events)?,
            event_records: union(|tables| &tables.event_records)?,
            ledger: union(|tables| &tables.ledger)?,
            rejected: union(|tables| &tables.rejected)?,
            marks: union(|tables| &tables.marks)?,
            alert_evidence: union(|tables| &tables.alert_evidence)?,
            alert_notes: union(|tables| &tables.alert_notes)?,
        })
    }

    /// Makes the tables of records over a stream that can be read once.
    pub(crate) fn of_stream(
        batches: BoxStream<'static, Result<RecordBatch, DataFusionError>>,
    ) -> Result<Self, DataFusionError> {
        let source = Arc::new(Source::new(batches));
        let schema = trail365_columns::schema();
        let records = StreamTable::new(schema_with_record(schema), Arc::clone(&source));
        let records: Arc<dyn TableProvider> = Arc::new(records);
        let activity: Arc<dyn TableProvider> = Arc::new(StreamTable::new(schema.clone(), source));
        Ok(Tables {
            events: Some(events_of_stream(&activity)?),
            event_records: Some(events_of_stream(&records)?),
            activity: Some(activity),
            records: Some(records),
            ..Tables::default()
        })
    }

    /// Makes the table of records over batches in memory.
    pub(crate) fn of_batches(batches: &[RecordBatch]) -> Result<Self, DataFusionError> {
        let schema = schema_with_record(trail365_columns::schema());
        let whole = batches.iter().map(|batch| columns_of(batch, &schema)).collect::<Result<Vec<_>, _>>()?;
        let records: Arc<dyn TableProvider> = Arc::new(MemTable::try_new(schema, vec![whole])?);
        Ok(Tables { activity: Some(Arc::clone(&records)), records: Some(records), ..Tables::default() })
    }

    /// Puts the tables of records in the place of those of events where these are absent: views stand over events.
    pub(crate) fn with_events(mut self) -> Self {
        self.events = self.events.or_else(|| self.activity.clone());
        self.event_records = self.event_records.or_else(|| self.records.clone());
        self
    }

    /// Returns the tables that views are planned over. Over a stream `events` is every record: the fullest of each Id is
    /// known when all are read and held, and views run over a stream of any length.
    pub(crate) fn under_views(&self) -> Self {
        let is_stream = |table: &Arc<dyn TableProvider>| (table.as_ref() as &dyn Any).is::<StreamTable>();
        let mut tables = self.clone();
        if tables.activity.as_ref().is_some_and(is_stream) {
            tables.events.clone_from(&tables.activity);
            tables.event_records.clone_from(&tables.records);
        }
        tables
    }

    /// Returns a table by its name, in any case.
    pub(crate) fn find_table(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        let found = self.by_name().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.and_then(|(_, table)| table.clone())
    }

    /// Lists the names of the tables that are there.
    pub(crate) fn table_names(&self) -> impl Iterator<Item = &'static str> {
        self.by_name().into_iter().filter(|(_, table)| table.is_some()).map(|(name, _)| name)
    }

    fn by_name(&self) -> [(&'static str, &Option<Arc<dyn TableProvider>>); 9] {
        [
            ("activity", &self.activity),
            ("records", &self.records),
            ("events", &self.events),
            ("event_records", &self.event_records),
            ("ledger", &self.ledger),
            ("rejected", &self.rejected),
            ("marks", &self.marks),
            ("alert_evidence", &self.alert_evidence),
            ("alert_notes", &self.alert_notes),
        ]
    }
}
