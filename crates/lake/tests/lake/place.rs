//! A lake in a temporary folder.

use std::path::Path;

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use chrono::{DateTime, Utc};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use trail365_lake::{At, Compacted, Entry, ImportOptions, Importer, Lake, Location, Retained};
use trail365_sql::SessionOptions;

/// A folder for one lake, and what it runs on.
pub struct Place {
    pub folder: TempDir,
    /// The folder of the lake in it.
    pub name: String,
    pub runtime: Runtime,
}

/// A record with its Id in the last digits of a GUID.
pub fn record(number: u32, operation: &str) -> String {
    let (day, hour) = (1 + number % 28, number % 24);
    format!(
        r#"{{"CreationTime":"2024-03-{day:02}T{hour:02}:00:00","Id":"00000000-0000-4000-8000-{number:012}","Operation":"{operation}","RecordType":6,"UserId":"user{}@example.com","Workload":"SharePoint","ClientIP":"192.0.2.{}"}}"#,
        number % 7,
        number % 250,
    )
}

/// Records as JSON Lines.
pub fn lines(numbers: impl IntoIterator<Item = u32>) -> String {
    numbers.into_iter().map(|n| record(n, "FileAccessed") + "\n").collect()
}

impl Place {
    pub fn new() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Place { folder: TempDir::new().unwrap(), name: "lake".into(), runtime }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn location(&self) -> Location {
        Location::parse(&self.path().join(&self.name).to_string_lossy()).unwrap()
    }

    pub fn lake(&self) -> Lake {
        self.runtime.block_on(Lake::open_or_create(&self.location())).unwrap()
    }

    pub fn at(&self, at: At) -> Lake {
        self.runtime.block_on(Lake::open(&self.location(), Some(at))).unwrap()
    }

    /// Imports one unit.
    pub fn import(&self, name: &str, input: impl AsRef<[u8]>) -> Entry {
        self.import_with(&ImportOptions::default(), name, input)
    }

    pub fn import_with(&self, options: &ImportOptions, name: &str, input: impl AsRef<[u8]>) -> Entry {
        let mut importer = Importer::begin(self.lake(), options).unwrap();
        importer.import_unit(name, input.as_ref(), &mut |_| ()).unwrap();
        importer.finish().unwrap().units.remove(0)
    }

    /// Tries rejected input again.
    pub fn again(&self) -> Entry {
        let mut importer = Importer::begin(self.lake(), &ImportOptions::default()).unwrap();
        importer.retry_rejected().unwrap();
        importer.finish().unwrap().units.remove(0)
    }

    /// Puts the rows in order.
    pub fn compact(&self) -> trail365_lake::Result<Compacted> {
        self.runtime.block_on(self.lake().compact())
    }

    /// Takes out the records before a time.
    pub fn retain(&self, since: DateTime<Utc>) -> trail365_lake::Result<Retained> {
        self.runtime.block_on(self.lake().retain(since))
    }

    /// What a query gives, as text: cells divided by `|`, rows by line ends.
    pub fn query(&self, sql: &str) -> String {
        self.query_of(&self.lake(), sql)
    }

    pub fn query_of(&self, lake: &Lake, sql: &str) -> String {
        let batches = self.runtime.block_on(async {
            // One partition, so that rows come in the order of their file.
            let options = SessionOptions { partitions: Some(1), ..SessionOptions::default() };
            let context = trail365_sql::open(lake, &options).await.unwrap();
            context.sql(sql).await.unwrap().collect().await.unwrap()
        });
        batches.iter().flat_map(rows).collect::<Vec<_>>().join("\n")
    }

    pub fn count(&self) -> u64 {
        self.query("select count(*) from activity").parse().unwrap()
    }

    /// Everything that `verify` finds, as text.
    pub fn findings(&self) -> Vec<String> {
        let verified = self.runtime.block_on(self.lake().verify()).unwrap();
        verified.findings.iter().map(ToString::to_string).collect()
    }

    /// Takes back a table's last commit, as if its writer had been killed before it.
    pub fn forget_last_commit(&self, table: &str) {
        let log = std::fs::read_dir(self.path().join("lake").join(table).join("_delta_log")).unwrap();
        let commits = log.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "json"));
        std::fs::remove_file(commits.max().unwrap()).unwrap();
    }

    /// The data files of a table, in no order.
    pub fn files(&self, table: &str) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(self.path().join("lake").join(table)).unwrap();
        let paths = entries.map(|e| e.unwrap().path());
        paths.filter(|p| p.extension().is_some_and(|e| e == "parquet")).collect()
    }
}

fn rows(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::new();
    let columns: Vec<_> =
        batch.columns().iter().map(|c| ArrayFormatter::try_new(c.as_ref(), &options).unwrap()).collect();
    let row = |row| columns.iter().map(|c| c.value(row).to_string()).collect::<Vec<_>>().join("|");
    (0..batch.num_rows()).map(row).collect()
}

/// read, added, duplicates, conflicts, rejected
pub fn counts(entry: &Entry) -> [u64; 5] {
    [entry.rows_read, entry.rows_added, entry.duplicates, entry.conflicts, entry.rejected]
}
