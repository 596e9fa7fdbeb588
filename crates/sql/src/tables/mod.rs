//! Tables that a session stands on: the files of a lake, or batches from elsewhere.

mod files;
mod prune;
mod record;
mod snapshot;

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use trail365_lake::Snapshot;

use snapshot::{SnapshotTable, up_to_version};

/// A table that queries can name; all else is a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// One line on what its rows are.
    pub description: &'static str,
}

/// Every table that a lake gives. A session over a stream of records has only the first two.
pub static TABLES: [Table; 4] = [
    Table {
        name: "activity",
        description: "Every record, one row each; its columns are the fields of all schemas.",
    },
    Table {
        name: "records",
        description: "The same with the column `record`: the whole record as JSON, exact or rebuilt.",
    },
    Table {
        name: "ledger",
        description: "One row for each file or content blob that was read: its hash, counts and time range.",
    },
    Table { name: "rejected", description: "Input that is no record, kept whole." },
];

/// The tables of a session. Each may be absent: views over an absent table then cannot be planned.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    /// Every record.
    pub activity: Option<Arc<dyn TableProvider>>,
    /// The same with one more column, `record`: the record as JSON text, as it was found where `raw` is kept, else rebuilt
    /// from the other columns.
    pub records: Option<Arc<dyn TableProvider>>,
    /// A row for each source that was read.
    pub ledger: Option<Arc<dyn TableProvider>>,
    /// Input that is no record.
    pub rejected: Option<Arc<dyn TableProvider>>,
}

impl Tables {
    /// Makes the tables of a lake at a version.
    pub(crate) fn of_snapshot(snapshot: &Snapshot) -> Result<Self, DataFusionError> {
        let Snapshot { version, activity, ledger, rejected } = snapshot;
        Ok(Tables {
            activity: Some(Arc::new(SnapshotTable::new(activity)?)),
            records: Some(Arc::new(SnapshotTable::with_record(activity)?)),
            ledger: Some(up_to_version(*version, Arc::new(SnapshotTable::new(ledger)?))?),
            rejected: Some(Arc::new(SnapshotTable::new(rejected)?)),
        })
    }

    /// Returns a table by its name, whatever the case.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<dyn TableProvider>> {
        let found = self.by_name().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.and_then(|(_, table)| table.clone())
    }

    /// Lists the names of the tables that are there.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.by_name().into_iter().filter(|(_, table)| table.is_some()).map(|(name, _)| name)
    }

    fn by_name(&self) -> [(&'static str, &Option<Arc<dyn TableProvider>>); 4] {
        [
            ("activity", &self.activity),
            ("records", &self.records),
            ("ledger", &self.ledger),
            ("rejected", &self.rejected),
        ]
    }
}
