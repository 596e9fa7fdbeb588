//! Files of queries and what they give: `tests/slt/*.slt`.
//!
//! A case is `query` or `error`, the SQL, `----`, and the result up to an empty line: a line of column names and a line a row, cells apart
//! by ` | `; or the error's text. The tables hold the records of `tests/slt/records.jsonl`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::SessionContext;
use trail365_sql::{Error, FUNCTIONS, Geo, SessionOptions, sql};

use crate::activity::{over, tables};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt")
}

fn context() -> SessionContext {
    let records = std::fs::read_to_string(folder().join("records.jsonl")).unwrap();
    over(&records.lines().collect::<Vec<_>>())
}

#[tokio::test]
async fn files() {
    let context = context();
    let mut wrong = String::new();
    let mut files: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "slt")) {
        for case in cases(&std::fs::read_to_string(path).unwrap()) {
            let given = case.run(&context).await;
            if given != case.expect {
                let name = path.file_name().unwrap().display();
                writeln!(
                    wrong,
                    "{name}:{}\n{}\n---- given\n{given}\n---- expected\n{}\n",
                    case.line, case.sql, case.expect
                )
                .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn examples_of_functions() {
    // Some ask where an address is.
    let geo = Some(Arc::new(Geo::of_networks([]).unwrap()));
    let options = SessionOptions { geo, ..SessionOptions::default() };
    let records = std::fs::read_to_string(folder().join("records.jsonl")).unwrap();
    let context = trail365_sql::over(tables(&records.lines().collect::<Vec<_>>()), &options).unwrap();
    for function in &FUNCTIONS {
        let frame =
            sql(&context, function.example).await.unwrap_or_else(|e| panic!("{}: {e}", function.example));
        frame.collect().await.unwrap_or_else(|e| panic!("{}: {e}", function.example));
    }
}

struct Case {
    line: usize,
    is_error: bool,
    sql: String,
    expect: String,
}

impl Case {
    async fn run(&self, context: &SessionContext) -> String {
        match (result(context, &self.sql).await, self.is_error) {
            (Ok(table), false) => table,
            (Err(error), true) => error.to_string(),
            (Ok(table), true) => format!("no error, but\n{table}"),
            (Err(error), false) => format!("error: {error}"),
        }
    }
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((line, first)) = lines.next() {
        if first.is_empty() || first.starts_with('#') {
            continue;
        }
        assert!(matches!(first, "query" | "error"), "line {line}: neither query nor error");
        let mut part = |end: &str| {
            let lines = lines.by_ref().map(|(_, l)| l).take_while(|l| *l != end);
            lines.collect::<Vec<_>>().join("\n")
        };
        let (sql, expect) = (part("----"), part(""));
        cases.push(Case { line, is_error: first == "error", sql, expect });
    }
    cases
}

/// Runs a query; gives its column names and its rows, a line each.
pub async fn result(context: &SessionContext, text: &str) -> Result<String, Error> {
    let frame = sql(context, text).await?;
    let names: Vec<_> = frame.schema().fields().iter().map(|f| f.name().clone()).collect();
    let mut lines = vec![names.join(" | ")];
    for batch in frame.collect().await? {
        lines.extend((0..batch.num_rows()).map(|row| cells(&batch, row)));
    }
    Ok(lines.join("\n"))
}

fn cells(batch: &RecordBatch, row: usize) -> String {
    let options = FormatOptions::new().with_null("NULL");
    let cell = |column| ArrayFormatter::try_new(column, &options).unwrap().value(row).to_string();
    batch.columns().iter().map(|c| cell(c.as_ref())).collect::<Vec<_>>().join(" | ")
}
