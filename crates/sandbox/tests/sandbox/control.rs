//! The sandbox's own addresses, and requests that nobody should send.

use reqwest::{Method, StatusCode};
use serde_json::json;
use trail365_sandbox::{ErrorKind, Plan, Sandbox};

use crate::caller::{Caller, plan, read_answer};

#[tokio::test]
async fn the_clock_is_read_held_stepped_and_dates_every_answer() {
    let caller = Caller::new(plan()).await;
    let url = format!("{}/sandbox/clock", caller.sandbox.origin());
    let read = read_answer(caller.http.get(&url).send().await.unwrap()).await.2;
    assert_eq!(read, json!({"now": "2026-03-03T12:00:00.000Z", "rate": 0.0}));
    for (change, status, now) in [
        (json!({"advance": 90}), StatusCode::OK, "2026-03-03T12:01:30.000Z"),
        (json!({"now": "2026-03-04T00:00"}), StatusCode::OK, "2026-03-04T00:00:00.000Z"),
        (json!({"now": "2026-03-03T00:00"}), StatusCode::BAD_REQUEST, "2026-03-04T00:00:00.000Z"),
        (json!({"rate": -1}), StatusCode::BAD_REQUEST, "2026-03-04T00:00:00.000Z"),
        (json!({"speed": 1}), StatusCode::BAD_REQUEST, "2026-03-04T00:00:00.000Z"),
        (json!({"advance": u64::MAX}), StatusCode::BAD_REQUEST, "2026-03-04T00:00:00.000Z"),
    ] {
        let response = caller.http.post(&url).body(change.to_string()).send().await.unwrap();
        assert_eq!(response.status(), status, "{change}");
        assert_eq!(caller.sandbox.clock().now().to_string(), now);
    }
    let response = caller.raw(Method::GET, &caller.url("subscriptions/list"), "").await;
    assert_eq!(response.headers()["date"], "Wed, 04 Mar 2026 00:00:00 GMT");
    let response = caller.http.post(&url).body(json!({"rate": 3600}).to_string()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    assert!(caller.sandbox.clock().now().to_string().as_str() > "2026-03-04T00:05");
}

#[tokio::test]
async fn requests_are_counted_and_the_last_ones_kept() {
    let caller = Caller::new(plan()).await;
    for _ in 0..300 {
        caller.get("subscriptions/list").await;
    }
    caller.get("subscriptions/content").await;
    let requests = caller.sandbox.requests();
    assert_eq!(
        (requests.operations["list"], requests.operations["token"], requests.codes["AF20001"]),
        (300, 1, 1)
    );
    assert_eq!((requests.last.len(), requests.statuses[&200]), (200, 301));
    let url = format!("{}/sandbox/requests", caller.sandbox.origin());
    let read = read_answer(caller.http.get(url).send().await.unwrap()).await.2;
    assert_eq!(read["operations"]["list"], 300);
    assert!(!read.to_string().contains(trail365_sandbox::AppPlan::SECRET));
}

#[tokio::test]
async fn nobody_can_upset_it() {
    let caller = Caller::new(plan()).await;
    let origin = caller.sandbox.origin().to_owned();
    let long = "x".repeat(100_000);
    let response =
        caller.raw(Method::POST, &format!("{origin}/{}/oauth2/v2.0/token", caller.tenant), &long).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let tenant = &caller.tenant;
    let nines = "9".repeat(20);
    for path in [
        "",
        "/",
        "//",
        "///a//b",
        "/api",
        "/api/v1.0",
        "/api/v9/a/activity/feed/subscriptions/list",
        "/%ff%00",
        "/sandbox/x",
        "/sandbox/truth?tenant=&contentType=%ff",
        "/msi/token",
        "/metadata/identity/oauth2/token",
        "/x/oauth2/v2.0/token",
        &format!("/api/v1.0/{tenant}/activity/feed/"),
        &format!("/api/v1.0/{tenant}/activity/feed/audit/"),
        &format!("/api/v1.0/{tenant}/activity/feed/audit/%f0%28$$$$"),
        &format!("/api/v1.0/{tenant}/activity/feed/audit/{nines}${nines}$dlp_all$DLP_All$ffffffffffffffff"),
        &format!(
            "/api/v1.0/{tenant}/activity/feed/subscriptions/content?contentType=DLP.All&startTime=9999-12-31&endTime=9999-12-31T23:59"
        ),
        &format!(
            "/api/v1.0/{tenant}/activity/feed/subscriptions/content?contentType=DLP.All&nextPage={nines}R1R1R0R0"
        ),
        &format!(
            "/api/v1.0/{tenant}/activity/feed/subscriptions/content?contentType=DLP.All&nextPage=-9223372036854775808R9223372036854775807R1R0R0"
        ),
    ] {
        for method in [Method::GET, Method::POST, Method::DELETE] {
            for body in
                ["", "{", "[1]", "grant_type=client_credentials&client_id=a&scope=b&client_assertion=a.b.c"]
            {
                let response = caller.raw(method.clone(), &format!("{origin}{path}"), body).await;
                assert!(response.status().as_u16() < 500, "{method} {path}: {}", response.status());
            }
        }
    }
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
}

#[tokio::test]
async fn it_listens_on_this_machine_only_and_says_why_it_cannot_start() {
    let open = Plan { listen: "0.0.0.0:0".parse().unwrap(), ..Plan::default() };
    assert_eq!(Sandbox::start(open).await.unwrap_err().kind(), ErrorKind::Plan);
    let first = Sandbox::start(Plan::default()).await.unwrap();
    let taken = Plan { listen: first.address(), ..Plan::default() };
    let error = Sandbox::start(taken).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Listen);
    assert!(error.to_string().starts_with("cannot listen on 127.0.0.1:"));
}
