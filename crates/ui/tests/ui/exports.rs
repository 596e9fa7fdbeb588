//! Rows as files.

use axum::http::{Method, StatusCode};
use http_body_util::BodyExt as _;

use crate::world::{World, morning, request};

#[tokio::test]
async fn a_search_is_exported_whole() {
    let world = World::of(&morning()).await;
    let csv = world.get("/search/export?since=&user=lena.berg&format=csv").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 4, "{}", csv.text);
    assert!(
        csv.text.starts_with("creation_time,user_id,operation,object,app,address,outcome\r\n"),
        "{}",
        csv.text
    );
    let lines = world.get("/search/export?since=&format=jsonl").await;
    assert_eq!(lines.text.lines().count(), 5);
    let nothing = world.get("/search/export?since=&user=nobody").await;
    assert_eq!(nothing.text.lines().count(), 1);
}

#[tokio::test]
async fn rows_are_exported_as_parquet() {
    let world = World::of(&morning()).await;
    let response = world.site.answer(request(Method::GET, "/search/export?since=&format=parquet")).await;
    assert_eq!(response.headers()["content-type"], "application/vnd.apache.parquet");
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"trail365.parquet\"");
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{} bytes", bytes.len());
    let holds = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(holds(b"creation_time") && holds(b"outcome"));
}

#[tokio::test]
async fn records_are_exported_in_shapes() {
    let world = World::of(&morning()).await;
    let ecs = world.get("/search/export?since=&user=lena.berg&format=ecs").await;
    assert_eq!(ecs.headers["content-disposition"], "attachment; filename=\"trail365-ecs.jsonl\"");
    let documents: Vec<serde_json::Value> =
        ecs.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(documents.len(), 3, "{}", ecs.text);
    assert!(
        documents.iter().all(|document| document["user"]["id"] == "lena.berg@example.com"),
        "{}",
        ecs.text
    );
    let rows = world.get("/search/export?since=&format=purview").await;
    assert_eq!(rows.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(rows.text.lines().count(), 6, "{}", rows.text);
    let sql = "SELECT record FROM event_records WHERE operation = 'New-InboxRule'";
    let sentinel = world.post("/sql/export", &[("sql", sql), ("format", "sentinel")]).await;
    assert!(sentinel.text.contains("\"OfficeWorkload\":\"Exchange\""), "{}", sentinel.text);
    // Without records there is nothing to make documents of, which is told in place of a file.
    let none = world.post("/sql/export", &[("sql", "SELECT 1 AS a"), ("format", "ocsf")]).await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
    assert!(none.text.contains("SELECT record FROM event_records"), "{}", none.text);
}

#[tokio::test]
async fn what_cannot_be_exported_is_told_before_a_file_begins() {
    let world = World::of(&morning()).await;
    for path in ["/search/export?format=xlsx", "/search/export?since=x", "/search/export?v=77"] {
        assert!(world.get(path).await.status.is_client_error(), "{path}");
    }
    let wrong = world.post("/sql/export", &[("sql", "SELECT nothing FROM events")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text.contains("no column nothing"), "{}", wrong.text);
}

#[tokio::test]
async fn a_query_that_fails_on_the_way_breaks_the_file_off() {
    let world = World::of(&morning()).await;
    let mut asked = request(Method::POST, "/sql/export");
    asked.headers_mut().insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    let sql = "SELECT 1 / (x - 100000) AS a FROM generate_series(1, 200000) s(x)";
    let body = form_urlencoded::Serializer::new(String::new()).append_pair("sql", sql).finish();
    let response = world.site.answer(asked.map(|_| body.into())).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.into_body().collect().await.is_err());
}
