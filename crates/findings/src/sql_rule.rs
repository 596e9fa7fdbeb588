//! Rules that are queries: what Sigma cannot say.
//!
//! A file begins with comment lines that hold the metadata as YAML. The query behind them selects from `events`. Its result has the
//! columns `finding`, a text that rows of one alert share, and `content_hash` of a record that belongs to it; and `reason` or not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trail365_sigma::{Limits, Metadata, Place, Problem, Severity};
use trail365_sql::Session;

/// A rule that is a query.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlRule {
    /// Its metadata.
    pub metadata: Metadata,
    /// File that it stands in.
    pub file: PathBuf,
    /// The query.
    pub query: String,
}

/// What a query found: the records of a finding by the hashes of their contents, and the reason.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub hashes: Vec<i64>,
    pub reason: Option<String>,
}

impl SqlRule {
    /// Reads a rule from the text of a file.
    ///
    /// # Errors
    /// What is wrong with its header.
    pub fn read(file: impl AsRef<Path>, text: &str) -> Result<Self, Problem> {
        let mut header = String::new();
        for line in text.lines().map_while(|line| line.strip_prefix("--")) {
            header.push_str(line.strip_prefix(' ').unwrap_or(line));
            header.push('\n');
        }
        let metadata = Metadata::read(&file, &header)?;
        Ok(SqlRule { metadata, file: file.as_ref().to_owned(), query: text.to_owned() })
    }

    /// Runs the query; its findings by their texts. An error says why it cannot be run.
    pub(crate) async fn run(&self, session: &Session) -> Result<BTreeMap<String, Found>, String> {
        let mut found: BTreeMap<String, Found> = BTreeMap::new();
        let frame = trail365_sql::sql(session, &self.query).await.map_err(|error| error.to_string())?;
        let batches = frame.collect().await.map_err(|error| trail365_sql::Error::from(error).to_string())?;
        for batch in batches {
            let findings = column(&batch, "finding", &DataType::Utf8View)?;
            let hashes = column(&batch, "content_hash", &DataType::Int64)?;
            let reasons = match batch.column_by_name("reason") {
                Some(_) => Some(column(&batch, "reason", &DataType::Utf8View)?),
                None => None,
            };
            for row in (0..batch.num_rows()).filter(|row| findings.is_valid(*row) && hashes.is_valid(*row)) {
                let finding = found.entry(findings.as_string_view().value(row).to_owned()).or_default();
                finding.hashes.push(hashes.as_primitive::<Int64Type>().value(row));
                if let Some(reasons) = reasons.as_ref().filter(|reasons| reasons.is_valid(row)) {
                    finding.reason.get_or_insert_with(|| reasons.as_string_view().value(row).to_owned());
                }
            }
        }
        Ok(found)
    }
}

fn column(batch: &RecordBatch, name: &str, ty: &DataType) -> Result<ArrayRef, String> {
    let column = batch.column_by_name(name).ok_or_else(|| format!("its query has no column `{name}`"))?;
    cast(column, ty).map_err(|_| format!("the column `{name}` of its query is no {ty}"))
}

/// Loads the rules that are queries from files and folders. Files of another kind are left to others.
pub(crate) fn load_sql_rules(paths: &[PathBuf]) -> Vec<Result<SqlRule, Problem>> {
    read_files(paths, "sql").into_iter().map(|(path, text)| SqlRule::read(&path, &text?)).collect()
}

/// Deepest folder below one that was named.
const DEEPEST: usize = 16;

/// Reads the files of a kind among these and in these folders, by name.
pub(crate) fn read_files(paths: &[PathBuf], extension: &str) -> Vec<(PathBuf, Result<String, Problem>)> {
    let mut open: Vec<(PathBuf, usize)> = paths.iter().map(|path| (path.clone(), 0)).collect();
    let mut files = Vec::new();
    while let Some((path, depth)) = open.pop() {
        if path.is_dir() && depth < DEEPEST {
            let inside = std::fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path());
            open.extend(inside.map(|path| (path, depth + 1)));
        } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case(extension)) {
            files.push((path.clone(), read_file(&path)));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

fn read_file(path: &Path) -> Result<String, Problem> {
    let most = Limits::default().file_bytes as u64;
    if std::fs::metadata(path).is_ok_and(|data| data.len() > most) {
        return Err(refuse(path, &format!("the file is larger than {most} bytes"), "split it"));
    }
    let remedy = "check the path, its permissions, and that it is UTF-8";
    std::fs::read_to_string(path).map_err(|error| refuse(path, &format!("cannot read it: {error}"), remedy))
}

/// Says what is wrong with a whole file.
pub(crate) fn refuse(path: &Path, what: &str, remedy: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        place: Place { file: path.into(), document: 0, line: None, path: String::new() },
        what: what.to_owned(),
        remedy: remedy.to_owned(),
    }
}
