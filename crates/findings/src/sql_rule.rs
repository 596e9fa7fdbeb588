//! Rules that are queries: what Sigma cannot say.
//!
//! A file begins with comment lines that hold the metadata as YAML. The query behind them selects from `events`. Its result has the
//! columns `finding`, a text that rows of one alert share, and `content_hash` of a record that belongs to it; and `reason` or not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trail365_sigma::{Metadata, Problem};
use trail365_sql::Session;

use crate::rule_files::{read_files, refuse};

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

    /// Returns the problem of a query that cannot be run, or whose result lacks a column.
    pub(crate) async fn find_problem(&self, session: &Session) -> Option<Problem> {
        const REMEDY: &str = "correct the query: it selects from `events`, and its columns are finding, content_hash and, at will, reason";
        let planned = match trail365_sql::sql(session, &self.query).await {
            Ok(frame) => frame,
            Err(error) => return Some(refuse(&self.file, &format!("its query fails: {error}"), REMEDY)),
        };
        let missing = |name: &&str| planned.schema().field_with_unqualified_name(name).is_err();
        if let Some(name) = ["finding", "content_hash"].into_iter().find(missing) {
            return Some(refuse(&self.file, &format!("its query has no column `{name}`"), REMEDY));
        }
        self.run(session).await.err().map(|why| refuse(&self.file, &why, REMEDY))
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

/// Reports whether a file holds a rule that is a query, by its name.
pub(crate) fn is_query_file(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("sql"))
}

/// Loads the rules that are queries from files and folders. Files of another kind are left to others.
pub(crate) fn load_sql_rules(paths: &[PathBuf]) -> Vec<Result<SqlRule, Problem>> {
    read_files(paths, "sql").into_iter().map(|(path, text)| SqlRule::read(&path, &text?)).collect()
}
