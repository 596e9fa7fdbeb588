//! Holds the ledger, the rows and the files of a lake against each other.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use arrow::array::{Array, RecordBatch};
use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use trail365_columns::{Identity, content_hash};
use trail365_records::Parser;

use super::by_source::BySource;
use crate::error::Result;
use crate::lake::Lake;
use crate::ledger::{self, Beside};
use crate::rows;
use crate::stored::DataFile;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// A file of the table cannot be read, or has another size or number of rows than the log says.
    File {
        /// Its path in the table.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A table cannot be read, or does not belong to the others.
    Table {
        /// What is wrong.
        problem: String,
    },
    /// A source has more or fewer rows than the ledger says.
    Source {
        /// Its name.
        source: String,
        /// Rows by the ledger.
        told: i64,
        /// Rows of `activity`.
        found: i64,
    },
    /// A record is there more than once with the same content.
    Doubled {
        /// How many rows are too many.
        rows: u64,
    },
    /// Rows whose content is not what its hash says.
    Changed {
        /// Their file.
        path: String,
        /// How many.
        rows: u64,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::File { path, problem } => write!(f, "{path}: {problem}"),
            Finding::Table { problem } => f.write_str(problem),
            Finding::Source { source, told, found } => {
                write!(f, "{source}: {found} rows, but {told} by the ledger")
            }
            Finding::Doubled { rows } => write!(f, "{rows} rows are doubles of others"),
            Finding::Changed { path, rows } => write!(f, "{path}: {rows} rows are not what their hash says"),
        }
    }
}

/// What was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Files looked at.
    pub files: usize,
    /// Rows looked at.
    pub rows: u64,
    /// What is not as it should be; empty for a sound lake.
    pub findings: Vec<Finding>,
}

impl Lake {
    /// Reads every row: each file must have the size and rows of the log, each row the content of its hash, no record
    /// may be there twice, and each source must have the rows that the ledger says.
    ///
    /// # Errors
    ///
    /// If the log cannot be read. What is wrong with files is a finding.
    pub async fn verify(&self) -> Result<Verified> {
        let mut seen = Seen::default();
        let mut findings = Vec::new();
        let files = self.activity.files().await?;
        for file in &files {
            if let Err(error) = self.verify_file(file, &mut seen, &mut findings).await {
                findings.push(Finding::File { path: file.path.to_string(), problem: chain(&error) });
            }
        }
        let beside = self.beside().await.unwrap_or_else(|error| {
            findings.push(Finding::Table { problem: chain(&error) });
            Beside::default()
        });
        self.verify_others(beside.rejected, &mut findings).await?;
        let mut told: BTreeMap<String, i64> = BTreeMap::new();
        for entry in beside.pending {
            let rows = entry.rows_added as i64 + entry.conflicts as i64 - entry.removed as i64;
            *told.entry(entry.source).or_default() += rows;
        }
        self.told(&mut told).await?;
        let rows = seen.records.values().sum();
        let doubled: u64 = seen.records.values().map(|count| count - 1).sum();
        if doubled > 0 {
            findings.push(Finding::Doubled { rows: doubled });
        }
        findings.extend(differences(&told, &seen.sources));
        Ok(Verified { files: files.len(), rows, findings })
    }

    /// What belongs to this version beside the ledger.
    async fn beside(&self) -> Result<Beside> {
        ledger::belongs(&self.activity, &self.ledger).await?;
        ledger::beside(&self.activity, &self.ledger, &self.rejected).await
    }

    async fn verify_file(&self, file: &DataFile, seen: &mut Seen, findings: &mut Vec<Finding>) -> Result<()> {
        let path = file.path.to_string();
        let mut problem = |problem| findings.push(Finding::File { path: path.clone(), problem });
        match self.activity.store().head(&file.path).await {
            Ok(meta) if meta.size != file.bytes => {
                problem(format!("has {} bytes, but {} by the log", meta.size, file.bytes));
            }
            Ok(_) => (),
            Err(error) => {
                problem(error.to_string());
                return Ok(());
            }
        }
        let (mut rows, mut changed) = (0, 0);
        let mut batches = rows::read(self.activity.store(), &file.path, None).await?;
        while let Some(batch) = batches.try_next().await? {
            rows += batch.num_rows() as u64;
            seen.add(&batch)?;
            changed += seen.changed(&batch)?;
        }
        if rows != file.stats.num_records {
            problem(format!("has {rows} rows, but {} by the log", file.stats.num_records));
        }
        if changed > 0 {
            findings.push(Finding::Changed { path, rows: changed });
        }
        Ok(())
    }

    /// Whether the files of `ledger` and `rejected` are there.
    async fn verify_others(&self, rejected: Vec<DataFile>, findings: &mut Vec<Finding>) -> Result<()> {
        let ledger = self.ledger.files().await?;
        for (name, table, files) in [("ledger", &self.ledger, ledger), ("rejected", &self.rejected, rejected)]
        {
            for file in files {
                let problem = match table.store().head(&file.path).await {
                    Ok(meta) if meta.size == file.bytes => continue,
                    Ok(meta) => format!("has {} bytes, but {} by the log", meta.size, file.bytes),
                    Err(error) => error.to_string(),
                };
                findings.push(Finding::File { path: format!("{name}/{}", file.path), problem });
            }
        }
        Ok(())
    }

    /// Adds the rows of each source by the ledger up to this version.
    async fn told(&self, told: &mut BTreeMap<String, i64>) -> Result<()> {
        let columns = ["source", "rows_added", "conflicts", "removed", "version"];
        let mut batches = ledger::entries(&self.ledger, self.ledger.files().await?, Some(&columns));
        while let Some(batch) = batches.try_next().await? {
            add_told(&batch, self.version(), told)?;
        }
        Ok(())
    }
}

fn add_told(batch: &RecordBatch, version: u64, told: &mut BTreeMap<String, i64>) -> Result<()> {
    let number = |name| rows::numbers(batch, name);
    let (added, conflicts, removed, versions) =
        (number("rows_added")?, number("conflicts")?, number("removed")?, number("version")?);
    let sources = rows::texts(batch, "source")?;
    for row in (0..batch.num_rows()).filter(|row| versions.value(*row) <= version as i64) {
        let source = sources.as_ref().map_or("", |s| s.value(row)).to_owned();
        *told.entry(source).or_default() += added.value(row) + conflicts.value(row) - removed.value(row);
    }
    Ok(())
}

fn differences(told: &BTreeMap<String, i64>, found: &BySource) -> Vec<Finding> {
    let mut sources: Vec<_> = told.keys().chain(found.0.keys()).collect();
    sources.sort_unstable();
    sources.dedup();
    let difference = |source: &String| {
        let told = told.get(source).copied().unwrap_or(0);
        let found = found.0.get(source).map_or(0, |rows| *rows as i64);
        (told != found).then(|| Finding::Source { source: source.clone(), told, found })
    };
    sources.into_iter().filter_map(difference).collect()
}

/// What has been seen so far.
#[derive(Default)]
struct Seen {
    records: HashMap<Identity, u64>,
    sources: BySource,
    parser: Parser,
}

impl Seen {
    fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        for identity in rows::identities_of(batch)? {
            *self.records.entry(identity).or_default() += 1;
        }
        self.sources.add(batch, |_| true)
    }

    /// Rows whose record, as `raw` has it and as its columns give it back, has another hash than it should.
    fn changed(&mut self, batch: &RecordBatch) -> Result<u64> {
        let hashes = rows::numbers(batch, trail365_columns::CONTENT_HASH)?;
        let raw = rows::texts(batch, trail365_columns::RAW)?;
        let rebuild = crate::error::Context::damaged(trail365_columns::rebuild(batch), || {
            "cannot rebuild records".into()
        })?;
        let mut json = Vec::new();
        let mut changed = 0;
        for row in 0..batch.num_rows() {
            json.clear();
            rebuild.write(row, &mut json);
            let raw = raw.as_ref().filter(|raw| raw.is_valid(row)).map(|raw| raw.value(row).as_bytes());
            let sound = [Some(json.as_slice()), raw].into_iter().flatten().all(|json| {
                self.parser.parse(json).is_ok_and(|record| content_hash(&record) == hashes.value(row))
            });
            changed += u64::from(!sound);
        }
        Ok(changed)
    }
}

/// An error and its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |e| e.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
