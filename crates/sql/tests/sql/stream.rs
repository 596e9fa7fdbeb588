//! A session over a stream of batches.

use std::convert::Infallible;

use datafusion::arrow::array::RecordBatch;
use datafusion::prelude::SessionContext;
use futures::stream;
use trail365_columns::{BatchBuilder, Options, Origin};
use trail365_records::Parser;
use trail365_sql::{Error, ErrorKind, SessionOptions, over_stream, sql};

use crate::slt::result;

fn batch(records: &[&str]) -> RecordBatch {
    let mut parser = Parser::new();
    let mut builder = BatchBuilder::new(Options::default());
    for record in records {
        let record = parser.parse(record.as_bytes()).unwrap();
        let content_hash = trail365_columns::content_hash(&record);
        builder.push(&record, Origin::new("stream", None, content_hash));
    }
    builder.finish().unwrap()
}

/// Two batches, of which each has columns that the other lacks.
fn session() -> SessionContext {
    let batches = [
        batch(&[
            r#"{"Id":"1","RecordType":15,"Operation":"UserLoggedIn","ApplicationId":"app","UserId":"a@example.com"}"#,
            r#"{"Id":"2","RecordType":6,"Operation":"FileAccessed","SiteUrl":"https://example.com","UserId":"b"}"#,
        ]),
        batch(&[r#"{"Id":"3","RecordType":15,"Operation":"UserLoginFailed","LogonError":"BadPassword"}"#]),
    ];
    let batches = stream::iter(batches.map(Ok::<_, Infallible>));
    over_stream(batches, &SessionOptions::default()).unwrap()
}

async fn check(query: &str, expected: &str) {
    assert_eq!(result(&session(), query).await.unwrap(), expected, "{query}");
}

#[tokio::test]
async fn queries_run_over_batches_that_differ_in_columns() {
    check("SELECT count(*) AS n FROM activity", "n\n3").await;
    check(
        "SELECT id, application_id, site_url FROM activity ORDER BY id",
        "id | application_id | site_url\n1 | app | NULL\n2 | NULL | https://example.com\n3 | NULL | NULL",
    )
    .await;
}

#[tokio::test]
async fn views_stand_over_the_stream() {
    check("SELECT id, logon_error FROM sign_ins ORDER BY id", "id | logon_error\n1 | NULL\n3 | BadPassword")
        .await;
    check("SELECT id FROM records WHERE json_holds(record, 'badpassword')", "id\n3").await;
}

#[tokio::test]
async fn events_of_a_stream_are_the_fullest_records_of_each_id() {
    let session = || {
        let records = batch(&[
            r#"{"Id":"1","RecordType":15,"Operation":"A","UserId":"a@example.com"}"#,
            r#"{"Id":"1","RecordType":15,"Operation":"A"}"#,
            r#"{"Id":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002","Operation":"B"}"#,
            r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002","Operation":"BB"}"#,
            r#"{"Operation":"C"}"#,
            r#"{"Operation":"C"}"#,
            r#"{"Id":" ","Operation":"D"}"#,
        ]);
        over_stream(stream::iter([Ok::<_, Infallible>(records)]), &SessionOptions::default()).unwrap()
    };
    let query = "SELECT operation, user_id FROM events ORDER BY 1, 2";
    let expected = "operation | user_id\nA | a@example.com\nBB | NULL\nC | NULL\nC | NULL\nD | NULL";
    assert_eq!(result(&session(), query).await.unwrap(), expected);
    assert_eq!(result(&session(), "SELECT count(*) AS n FROM events").await.unwrap(), "n\n5");
    let query = "SELECT count(*) AS n FROM event_records WHERE json_holds(record, 'example.com')";
    assert_eq!(result(&session(), query).await.unwrap(), "n\n1");
}

/// A view runs over a stream of any length, so it holds nothing back to compare.
#[tokio::test]
async fn views_over_a_stream_show_every_record() {
    let records = batch(&[
        r#"{"Id":"1","RecordType":15,"Operation":"A"}"#,
        r#"{"Id":"1","RecordType":15,"Operation":"B"}"#,
    ]);
    let session =
        over_stream(stream::iter([Ok::<_, Infallible>(records)]), &SessionOptions::default()).unwrap();
    assert_eq!(result(&session, "SELECT operation FROM sign_ins").await.unwrap(), "operation\nA\nB");
}

#[tokio::test]
async fn a_stream_is_read_once() {
    let session = session();
    let all = "SELECT id FROM activity";
    assert_eq!(sql(&session, all).await.unwrap().collect().await.unwrap().len(), 2);
    let error = Error::from(sql(&session, all).await.unwrap().collect().await.unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Execution);
    assert!(error.to_string().contains("read once"), "{error}");
}

#[tokio::test]
async fn tables_of_a_lake_are_absent() {
    for table in ["ledger", "rejected", "marks", "lake.status"] {
        let error = sql(&session(), &format!("SELECT * FROM {table}")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownName, "{table}: {error}");
    }
}
