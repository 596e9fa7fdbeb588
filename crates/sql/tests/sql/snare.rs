//! Snare's tables: as documented, and with nothing lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::SessionContext;
use serde_json::Value;
use trail365_records::Parser;
use trail365_sql::{VIEWS, View, sql, view};

use crate::activity::over;
use crate::invented::one_of_each;

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not here", path.display());
    None
}

/// Names of the columns in a list of the reference.
fn names(list: &Value) -> Vec<String> {
    let all = list.as_array().into_iter().flatten();
    all.map(|c| c["column"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_documented_tables_are_as_documented() {
    let Some(path) = shared("reference/snare-office365.json") else { return };
    let reference: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let all = names(&reference["shared_columns"]["all_tables"]["columns"]);
    let (rest, first) = all.split_last().unwrap();
    let first: Vec<_> =
        first.iter().filter(|c| !["TABLE", "RECORDTYPE"].contains(&c.as_str())).cloned().collect();
    for table in reference["tables"].as_array().unwrap() {
        let mut expect = first.clone();
        expect.extend(names(&table["columns"]));
        if let Some(shared) = table["shared"].as_str() {
            expect.extend(names(&reference["shared_columns"][shared]["columns"]));
        }
        expect.push(rest.clone());
        let name = table["table"].as_str().unwrap();
        let view = view(&format!("snare.{name}")).unwrap();
        assert_eq!((view.name, view.columns.to_vec()), (name, expect.iter().map(String::as_str).collect()));
        check_sources(view, table);
        check_sources(view, &reference["shared_columns"][table["shared"].as_str().unwrap_or("")]);
    }
}

/// Each column of the view shows the field that the reference names.
fn check_sources(view: &View, documented: &Value) {
    let sources = sources(view);
    for column in documented["columns"].as_array().into_iter().flatten() {
        let name = column["column"].as_str().unwrap();
        match (column["source"].as_str(), column["constant"].as_str()) {
            (Some(source), _) => {
                assert_eq!(sources.get(name).map(String::as_str), Some(source), "{}.{name}", view.name);
            }
            (None, constant) => assert!(view.sql.contains(&format!("'{}' AS \"{name}\"", constant.unwrap()))),
        }
    }
}

fn record_type(view: &View) -> i32 {
    let (_, condition) = view.sql.split_once("WHERE record_type = ").unwrap();
    condition.trim().parse().unwrap()
}

/// The field that each column shows, from the view's text: column, or path in the record.
fn sources(view: &View) -> BTreeMap<String, String> {
    let record_type = Some(record_type(view));
    let source = |line: &str| {
        let (expression, name) = line.trim().trim_end_matches(',').split_once(" AS \"")?;
        let path = expression.split_once("(record, '").and_then(|(_, p)| p.strip_suffix("')"));
        let column = expression.trim_matches('"');
        let source = path.or_else(|| trail365_columns::key_of(column, record_type))?;
        Some((name.trim_end_matches('"').to_owned(), source.to_owned()))
    };
    view.sql.lines().filter_map(source).collect()
}

#[tokio::test]
async fn every_field_is_in_a_column_or_in_the_rest() {
    check_nothing_is_lost(&one_of_each()).await;
}

#[tokio::test]
async fn every_field_of_real_records_is_in_a_column_or_in_the_rest() {
    let Some(path) = shared("data/tenant-search-export.csv") else { return };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let place = reader.headers().unwrap().iter().position(|h| h == "AuditData").unwrap();
    let records: Vec<_> = reader.records().map(|r| r.unwrap()[place].to_owned()).collect();
    assert!(check_nothing_is_lost(&records).await > 1000);
}

/// Looks at the row of each record in its table of Snare's; gives how many there are.
async fn check_nothing_is_lost(records: &[String]) -> usize {
    let context = over(records);
    let types: BTreeSet<_> = records
        .iter()
        .filter_map(|r| Parser::new().parse(r.as_bytes()).ok()?.record_type()?.number())
        .collect();
    let mut seen = 0;
    for view in VIEWS.iter().filter(|v| v.schema == "snare" && types.contains(&i64::from(record_type(v)))) {
        let sources = sources(view);
        for row in rows(&context, view).await {
            check_row(view, &sources, &row);
            seen += 1;
        }
    }
    seen
}

/// A row of a table of Snare's, and the record that it is of. Cells that are null are left out.
struct Row {
    cells: BTreeMap<String, String>,
    record: BTreeMap<String, Value>,
    extra: BTreeSet<String>,
}

async fn rows(context: &SessionContext, view: &View) -> Vec<Row> {
    // The view's query, with what the checks need beside.
    let query =
        view.sql.replace("FROM event_records", ", record AS record, extra AS extra FROM event_records");
    let frame = sql(context, &query).await.unwrap_or_else(|e| panic!("{}: {e}", view.name));
    let batches = frame.collect().await.unwrap();
    batches.iter().flat_map(|b| (0..b.num_rows()).map(|row| read(b, row))).collect()
}

fn read(batch: &RecordBatch, row: usize) -> Row {
    let options = FormatOptions::new();
    let fields = batch.schema_ref().fields().iter().zip(batch.columns());
    let mut cells: BTreeMap<_, _> = fields
        .filter(|(_, column)| column.is_valid(row))
        .map(|(f, c)| {
            (f.name().clone(), ArrayFormatter::try_new(c, &options).unwrap().value(row).to_string())
        })
        .collect();
    let record = serde_json::from_str(&cells.remove("record").unwrap()).unwrap();
    let extra: BTreeMap<String, Value> =
        cells.remove("extra").map_or_else(BTreeMap::new, |e| serde_json::from_str(&e).unwrap());
    Row { cells, record, extra: extra.into_keys().collect() }
}

fn check_row(view: &View, sources: &BTreeMap<String, String>, row: &Row) {
    let rest: BTreeMap<String, Value> = serde_json::from_str(&row.cells["SNAREDATAMAP"]).unwrap();
    for (key, value) in &row.record {
        let column = sources.iter().find(|(_, source)| *source == key).map(|(name, _)| name);
        let shown = match key.as_str() {
            "CreationTime" => row.cells.get("TIME"),
            _ => column.and_then(|c| row.cells.get(c)),
        };
        match (shown, rest.get(key)) {
            (Some(cell), None) => check_cell(view, key, cell, value),
            (None, Some(left)) => assert_eq!(left, value, "{}: {key}", view.name),
            (Some(_), Some(left)) => {
                assert_eq!(left, value, "{}: {key}", view.name);
                assert!(row.extra.contains(key), "{}: {key} is shown and in the rest", view.name);
            }
            (None, None) => panic!("{}: {key} is lost", view.name),
        }
    }
    let foreign: Vec<_> = rest.keys().filter(|k| !row.record.contains_key(*k)).collect();
    assert!(foreign.is_empty(), "{}: {foreign:?} are not in the record", view.name);
}

/// A cell shows the value of its field.
fn check_cell(view: &View, key: &str, cell: &str, value: &Value) {
    let is_same = match value {
        Value::String(text) => {
            cell == text || cell.trim_end_matches('Z') == text.trim_end_matches('Z') || is_json(cell, value)
        }
        _ => is_json(cell, value),
    };
    assert!(is_same, "{}: {key} is {value}, shown as {cell}", view.name);
}

fn is_json(cell: &str, value: &Value) -> bool {
    serde_json::from_str::<Value>(cell).is_ok_and(|shown| shown == *value)
}
