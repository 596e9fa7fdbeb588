//! Every view plans and runs.

use datafusion::arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use trail365_schema::glossary::{Operation, operations};
use trail365_schema::record_type_named;
use trail365_sql::{VIEWS, View, sql};
use trail365_text::near::fold_name;

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
    assert_eq!(VIEWS.iter().filter(|v| v.schema == "public").count(), 114);
    assert_eq!(VIEWS.iter().filter(|v| v.schema == "snare").count(), 269);
}

/// Operations that a view is called as, unless it is called as a record type.
fn operations_of(view: &View) -> impl Iterator<Item = &'static Operation> {
    let names = std::iter::once(&view.name).chain(view.also).map(|name| fold_name(name));
    let names: Vec<_> = names.filter(|name| record_type_named(name).is_none()).collect();
    operations().iter().filter(move |operation| names.contains(&fold_name(operation.name)))
}

#[tokio::test]
async fn a_view_that_is_called_as_an_operation_has_all_of_its_records() {
    let mut any = false;
    for view in VIEWS.iter().filter(|view| view.schema == "public") {
        for operation in operations_of(view) {
            let record = |record_type: &i32| {
                format!(
                    r#"{{"Id":"{record_type}","RecordType":{record_type},"Operation":"{}"}}"#,
                    operation.name
                )
            };
            let records: Vec<_> = operation.record_types.iter().map(record).collect();
            let (rows, _) = shape(&over(&records), view).await;
            assert_eq!(rows, records.len(), "{} of {:?}", view.name, operation.record_types);
            any = true;
        }
    }
    assert!(any);
}

#[tokio::test]
async fn mails_that_were_accessed_have_their_folders_whatever_their_type() {
    let records = [
        r#"{"Id":"1","RecordType":2,"Operation":"MailItemsAccessed","Item":{"Id":"I1","Subject":"Invoice"}}"#,
        r#"{"Id":"2","RecordType":50,"Operation":"MailItemsAccessed","Folders":[{"Path":"Sent"}]}"#,
        r#"{"Id":"3","RecordType":2,"Operation":"MailboxLogin"}"#,
    ];
    let query = "SELECT id FROM mail_items_accessed WHERE item IS NOT NULL OR aggregated_folders IS NOT NULL";
    let batches = sql(&over(&records), query).await.unwrap().collect().await.unwrap();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 2);
}
