//! The manifest: how a report was made, and the hash of each of its files.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use trail365_findings::{shipped_list_files, shipped_rule_files};

use crate::hash::{hash_bytes, sum_line};
use crate::model::{Report, Time};

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// Name of the list of hashes.
pub const SUMS: &str = "SHA256SUMS";

/// Version of the form of the manifest.
const VERSION: u32 = 1;

/// Facts about the run that made a report, which the report does not have.
#[derive(Debug, Clone, Default)]
pub struct RunFacts {
    /// Program and version: `trail365 0.2.0`.
    pub program: String,
    /// The command line as it was given.
    pub command_line: Vec<String>,
    /// Options in force, by name.
    pub options: BTreeMap<String, String>,
    /// Versions of rules, lists and databases, by name.
    pub versions: BTreeMap<String, String>,
    /// When the run began.
    pub started_at: Time,
    /// When the report was ready to be written.
    pub ended_at: Time,
}

impl RunFacts {
    /// Gathers the facts of a run that made a report with the rules and lists that ship, and that ends now.
    pub fn of_report(report: &Report, command_line: Vec<String>, lake: &str, started: DateTime<Utc>) -> Self {
        let built = |at: Option<Time>| at.map_or_else(|| "not known".to_owned(), |at| at.to_string());
        let databases = report.databases.iter();
        let databases = databases.map(|of| (format!("database {}", of.kind), built(of.built_at)));
        let shipped =
            [("rules", hash_texts(shipped_rule_files())), ("lists", hash_texts(shipped_list_files()))];
        let shipped = shipped.map(|(name, sha256)| (name.to_owned(), format!("SHA-256 {sha256}")));
        RunFacts {
            program: report.program.clone(),
            command_line,
            options: BTreeMap::from([("lake".to_owned(), lake.to_owned())]),
            versions: databases.chain(shipped).collect(),
            started_at: Time(started.timestamp_micros()),
            ended_at: Time(Utc::now().timestamp_micros()),
        }
    }
}

/// Hashes files as one: each name and text on lines of their own.
fn hash_texts(files: &[(&str, &str)]) -> String {
    let all: String = files.iter().flat_map(|(name, text)| [*name, "\n", *text, "\n"]).collect();
    hash_bytes(all.as_bytes())
}

/// The content of `manifest.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub version: u32,
    /// Program and version.
    pub program: String,
    /// The command line.
    pub command_line: Vec<String>,
    /// Options in force.
    pub options: BTreeMap<String, String>,
    /// Versions of rules, lists and databases.
    pub versions: BTreeMap<String, String>,
    /// Version of the lake's table.
    pub lake_version: u64,
    /// Number of the lake's records.
    pub lake_records: u64,
    /// When the run began.
    pub started_at: String,
    /// When the report was ready to be written.
    pub ended_at: String,
    /// All files of the folder, without the manifest and the list of hashes.
    pub files: Vec<FileEntry>,
}

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path below the folder, with slashes.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its bytes.
    pub bytes: u64,
}

impl Manifest {
    /// Makes the manifest of a report.
    pub fn new(report: &Report, facts: &RunFacts, files: Vec<FileEntry>) -> Self {
        Self {
            version: VERSION,
            program: facts.program.clone(),
            command_line: facts.command_line.clone(),
            options: facts.options.clone(),
            versions: facts.versions.clone(),
            lake_version: report.lake.version,
            lake_records: report.lake.records,
            started_at: facts.started_at.to_string(),
            ended_at: facts.ended_at.to_string(),
            files,
        }
    }

    /// Returns the list of hashes: those of all files and of the manifest.
    pub fn sums(&self, manifest_sha256: &str) -> String {
        let mut sums: String = self.files.iter().map(|file| sum_line(&file.sha256, &file.path)).collect();
        sums += &sum_line(manifest_sha256, MANIFEST);
        sums
    }
}
