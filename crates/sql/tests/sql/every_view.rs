//! Every view plans and runs.

use datafusion::arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use trail365_sql::{VIEWS, View, sql};

use crate::activity::over;
use crate::invented::one_of_each;

/// Rows and columns of a view.
async fn shape(context: &SessionContext, view: &View) -> (usize, Vec<String>) {
    let query = format!("SELECT * FROM {}.{}", view.schema, view.name);
    let frame = sql(context, &query).await.unwrap_or_else(|e| panic!("{}: {e}", view.name));
    let columns = frame.schema().fields().iter().map(|f| f.name().clone()).collect();
    let batches = frame.collect().await.unwrap_or_else(|e| panic!("{}: {e}", view.name));
    (batches.iter().map(RecordBatch::num_rows).sum(), columns)
}

#[tokio::test]
async fn over_an_empty_table() {
    let context = over::<&str>(&[]);
    for view in &VIEWS {
        let (rows, columns) = shape(&context, view).await;
        assert_eq!(
            (rows, columns),
            (0, view.columns.iter().map(ToString::to_string).collect()),
            "{}",
            view.name
        );
    }
}

#[tokio::test]
async fn over_a_record_of_each_type() {
    let records = one_of_each();
    let context = over(&records);
    for view in &VIEWS {
        let (rows, _) = shape(&context, view).await;
        // As many rows as numbers of record types in the view's condition, the whole table where it has none.
        let expect = match view.sql.split_once("WHERE record_type") {
            // Invented records have no operation of those that choose the rows of some views.
            Some((_, condition)) if condition.contains("operation IN") => 0,
            Some((_, condition)) => condition.split(',').count(),
            None if view.name == "common" => records.len(),
            None => 0,
        };
        assert_eq!(rows, expect, "{}.{}", view.schema, view.name);
    }
}

#[tokio::test]
async fn by_every_name() {
    let context = over::<&str>(&[]);
    for view in VIEWS.iter().filter(|v| v.schema == "public") {
        for name in view.also {
            let query = format!("SELECT count(*) FROM {}", name.to_uppercase());
            sql(&context, &query).await.unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}

#[test]
fn names_are_unique_and_in_order() {
    let key = |v: &View| (v.schema, v.name.to_ascii_lowercase());
    assert!(VIEWS.is_sorted_by(|a, b| key(a) < key(b)));
    assert_eq!(VIEWS.iter().filter(|v| v.schema == "public").count(), 113);
    assert_eq!(VIEWS.iter().filter(|v| v.schema == "snare").count(), 269);
}
