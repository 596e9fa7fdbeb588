//! What records have for the first time within a range.

use serde_json::json;
use trail365_sql::search::{Property, Search};

use crate::investigation::{check, record};

#[tokio::test]
async fn a_value_is_new_that_no_record_before_has() {
    let of = |id: &str, time: &str, operation: &str, ip: &str| {
        record(id, time, 6, operation, &json!({"ClientIP": ip}))
    };
    let records = [
        of("1", "2026-03-01T08:00:00", "FileAccessed", "192.0.2.1"),
        of("2", "2026-03-02T00:00:00", "FileDownloaded", "192.0.2.1"),
        of("3", "2026-03-02T09:00:00", "FileDownloaded", "192.0.2.3"),
        of("4", "2026-03-02T07:00:00", "FileDeleted", "192.0.2.2"),
        of("5", "2026-03-03T08:00:00", "FileMoved", "192.0.2.4"),
        record(
            "6",
            "2026-03-02T08:00:00",
            6,
            "FileAccessed",
            &json!({"UserId": "other", "ClientIP": "192.0.2.9"}),
        ),
    ];
    let at = |text: &str| text.parse().ok();
    let search = Search {
        users: vec!["ann".to_owned()],
        since: at("2026-03-02T00:00:00Z"),
        before: at("2026-03-03T00:00:00Z"),
        ..Search::default()
    };
    let of = |name, expression: &str| Property { name, expression: expression.to_owned() };
    let properties = [of("opera'tion", "operation"), of("ip", "client_ip")];
    let all = json!({"first_time": "2026-03-01T08:00:00Z", "records": 3, "earlier": 1, "new_values": 1});
    let new = |property: &str, value: &str, first: &str, records: u64| json!({"property": property, "value": value, "first_time": first, "records": records, "earlier": 0, "new_values": 2});
    let found = json!([
        new("ip", "192.0.2.2", "2026-03-02T07:00:00Z", 1),
        new("ip", "192.0.2.3", "2026-03-02T09:00:00Z", 1),
        new("opera'tion", "FileDownloaded", "2026-03-02T00:00:00Z", 2),
        new("opera'tion", "FileDeleted", "2026-03-02T07:00:00Z", 1),
        all,
    ]);
    check(&records, &search.new_values_sql(&properties, 2), found.clone()).await;
    // Fewer are listed, and all are counted.
    let fewer = json!([found[0], found[2], found[4]]);
    check(&records, &search.new_values_sql(&properties, 1), fewer).await;
    // Without a beginning all is new.
    let counts = format!(
        "SELECT sum(earlier) AS earlier, max(records) AS records FROM ({})",
        Search { since: None, ..search }.new_values_sql(&properties, 9)
    );
    check(&records, &counts, json!([{"earlier": 0, "records": 4}])).await;
}
