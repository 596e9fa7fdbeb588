//! Records whose times cannot be: they are counted and found, and hide no others.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::world::{World, morning};

/// A morning, and records of times that are far from it.
fn morning_and(times: &[&str]) -> Vec<Value> {
    let odd = |(at, time): (usize, &&str)| {
        json!({"Id": format!("odd{at}"), "CreationTime": time, "RecordType": 6, "Operation": "FileAccessed", "Workload": "SharePoint",
            "UserId": "lena.berg@example.com", "ClientIP": "192.0.2.7"})
    };
    morning().into_iter().chain(times.iter().enumerate().map(odd)).collect()
}

fn sum(counts: &Value, name: &str) -> u64 {
    counts.as_array().unwrap().iter().map(|of| of[name].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn a_time_far_from_the_others_is_set_aside_and_counted() {
    for (time, since) in
        [("0001-01-01T00:00:00", ""), ("2062-01-01T00:00:00", ""), ("1999-12-31T00:00:00", "")]
    {
        let world = World::of(&morning_and(&[time])).await;
        let histogram = world.json(&format!("/search/histogram?since={since}")).await;
        assert_eq!((&histogram["total"], sum(&histogram["bars"], "count")), (&6.into(), 5), "{time}");
        assert_eq!(sum(&histogram["aside"], "count"), 1, "{time}");
        let page = world.get("/search/histogram?since=").await.text;
        assert!(page.contains("6 records, ") && page.contains("1 record"), "{page}");
        let timeline = world.json("/timeline?since=&by=user").await;
        let lane = &timeline["lanes"][0];
        let drawn: u64 = lane["counts"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!((drawn, &timeline["aside"]), (3, &1.into()), "{time}");
        let user = world.json("/user?name=lena.berg@example.com").await;
        assert_eq!(
            (sum(&user["histogram"]["bars"], "count"), sum(&user["histogram"]["aside"], "count")),
            (3, 1)
        );
        // What is set aside is found by its link.
        let aside = &histogram["aside"][0];
        let (since, until) = (aside["since"].as_str().unwrap_or(""), aside["until"].as_str().unwrap_or(""));
        let found = world.json(&format!("/search?since={since}&until={until}")).await;
        assert_eq!(found["rows"].as_array().unwrap().len(), 1, "{time}: {aside}");
    }
}

#[tokio::test]
async fn bars_of_centuries_have_all_records() {
    for (first, bars) in [("2001-05-05T00:00:00", 121), ("0001-01-01T00:00:00", 121)] {
        let world = World::of(&morning_and(&[first])).await;
        let histogram = world.json(&format!("/search/histogram?since={first}Z&until=2026-03-03")).await;
        assert_eq!(sum(&histogram["bars"], "count"), 6, "{first}: {histogram}");
        assert!(histogram["bars"].as_array().unwrap().len() <= bars);
    }
}

#[tokio::test]
async fn a_time_to_come_is_not_the_last_day() {
    let world = World::of(&morning_and(&["2062-01-01T00:00:00"])).await;
    for (path, count) in [("/search", 5), ("/search?since=7d", 6), ("/search?since=2m&user=lena.berg", 2)] {
        let found = world.json(path).await;
        let ids: Vec<_> =
            found["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert!(ids.len() == count, "{path}: {ids:?}");
    }
    for path in ["/", "/search", "/timeline", "/search/histogram"] {
        let page = world.get(path).await.text;
        assert!(
            page.contains("1 record is dated after now") && page.contains("/search?since="),
            "{path}: {page}"
        );
    }
    let home = world.json("/").await;
    assert_eq!(home["last"], "2026-03-02T08:05:00Z");
    let world = World::of(&morning()).await;
    assert!(!world.get("/search").await.text.contains("dated after now"));
}

#[tokio::test]
async fn a_lake_of_odd_times_alone_is_shown() {
    for time in ["0001-01-01T00:00:00", "2062-01-01T00:00:00", "9999-12-31T23:59:59"] {
        let record = json!({"Id": "x", "CreationTime": time, "Operation": "Send", "UserId": "a@example.com"});
        let world = World::of(&[record]).await;
        for path in ["/", "/search", "/timeline", "/search/histogram", "/user?name=a@example.com"] {
            assert_eq!(world.get(path).await.status, StatusCode::OK, "{time} {path}");
        }
        assert_eq!(world.json("/search").await["rows"].as_array().unwrap().len(), 1, "{time}");
        let histogram = world.json("/search/histogram").await;
        assert_eq!(sum(&histogram["bars"], "count"), 1, "{time}: {histogram}");
    }
}

#[tokio::test]
async fn times_beyond_nanoseconds_break_no_page() {
    let world =
        World::of(&morning_and(&["2263-01-01T00:00:00", "9999-12-31T23:59:59", "0001-01-01T00:00:00"])).await;
    for path in [
        "/",
        "/search",
        "/search?since=",
        "/search?since=&order=oldest",
        "/search?since=2026-03-02&until=2300-01-01",
        "/search?since=2300-01-01",
        "/search?since=2026-03-02&user=lena.berg",
        "/search?until=2026-03-02",
        "/search/facets?since=",
        "/search/facets?since=2026-03-02",
        "/search/histogram?since=2026-03-02",
        "/timeline?since=",
        "/timeline?since=2026-03-02",
        "/address?name=192.0.2.7",
        "/address?name=192.0.2.7&since=2026-03-02",
        "/address/new?name=192.0.2.7",
        "/user?name=lena.berg@example.com",
        "/user/new?name=lena.berg@example.com&since=2026-03-02",
        "/record?id=odd0",
        "/record/near?user=lena.berg@example.com&time=2026-03-02T08:02:00Z&id=a2",
        "/record/near?user=lena.berg@example.com&time=2263-01-01T00:00:00Z&id=odd0",
        "/health",
    ] {
        let shown = world.get(path).await;
        assert_eq!(shown.status, StatusCode::OK, "{path}: {}", shown.text);
    }
    for sql in [
        "SELECT id FROM events WHERE creation_time >= '2026-03-02'",
        "SELECT id FROM events WHERE creation_time BETWEEN '2026-03-02' AND '2026-04-01'",
        "SELECT max(creation_time) FROM events",
    ] {
        let ran = world.post("/sql", &[("sql", sql)]).await;
        assert!(ran.status.is_success(), "{sql}: {}", ran.text);
    }
    let mut after = String::new();
    let mut seen = 0;
    for _ in 0..9 {
        let found = world.json(&format!("/search?since={after}")).await;
        seen += found["rows"].as_array().unwrap().len();
        let Some(next) = found["next"].as_str() else { break };
        after = format!("&after={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>());
    }
    assert_eq!(seen, 8);
}
