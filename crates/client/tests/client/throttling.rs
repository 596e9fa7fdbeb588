//! Throttling as a caller meets it: waits, and nothing lost.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use tokio::time::Instant;
use trail365_client::{Client, Credential, ErrorKind, Retry, Secret};

use crate::builder;
use crate::server::{Reply, Server, reply};

const BUSY: &str = r#"{"error":{"code":"AF429","message":"Too many requests. Method=GET, PublisherId=0"}}"#;

/// A server that says `busy` so many times before it says yes, and a client without time-outs, for a clock that jumps.
fn throttled(times: u32, busy: Reply, retries: u32) -> (Server, Client) {
    let count = AtomicU32::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        n if n < times => busy.clone(),
        _ => reply(200, "[]"),
    });
    let client = builder(&server, Credential::token(Secret::new("t"))).retries(retries).quota_per_minute(600);
    let client = client.connect_timeout(None).read_timeout(None).total_timeout(None).build().unwrap();
    (server, client)
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_asked_for_is_kept_by_every_clone() {
    let (server, client) = throttled(1, reply(403, BUSY).header("Retry-After", "40"), 0);
    let error = client.list_subscriptions().await.unwrap_err();
    let asked = Retry::After(Duration::from_secs(40));
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Throttled, asked));
    let pace = client.pace();
    assert_eq!((pace.quota_per_minute, pace.rate_per_minute, pace.throttled, pace.retried), (600, 300, 1, 0));
    let (start, other) = (Instant::now(), client.clone());
    other.list_subscriptions().await.unwrap();
    assert!(
        start.elapsed() + Duration::from_secs(1) >= pace.pause,
        "{:?} of {:?}",
        start.elapsed(),
        pace.pause
    );
    assert!(client.pace().waited > Duration::ZERO);
    assert_eq!((server.calls().len(), client.pace().requests), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn calls_are_repeated_until_there_is_room() {
    for busy in
        [reply(429, BUSY), reply(403, BUSY), reply(429, "").header("Retry-After", "10"), reply(503, "")]
    {
        let (server, client) = throttled(3, busy.clone(), 3);
        client.list_subscriptions().await.unwrap();
        assert_eq!((server.calls().len(), client.pace().retried), (4, 3));
        let (server, client) = throttled(4, busy, 3);
        client.list_subscriptions().await.unwrap_err();
        assert_eq!((server.calls().len(), client.pace().in_flight), (4, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_service_does_not_slow_the_pace_down() {
    let (_server, client) = throttled(1, reply(500, ""), 3);
    client.list_subscriptions().await.unwrap();
    assert_eq!((client.pace().throttled, client.pace().rate_per_minute), (0, 600));
}

#[tokio::test]
async fn content_that_is_held_is_in_flight() {
    let server = Server::start(|_| reply(200, "[]"));
    let client = builder(&server, Credential::token(Secret::new("t"))).max_in_flight(1).build().unwrap();
    let content = client.fetch_content(&client.content_uri("1").unwrap()).await.unwrap();
    assert_eq!(client.pace().in_flight, 1);
    let waiting = tokio::time::timeout(Duration::from_millis(200), client.list_subscriptions()).await;
    assert!(waiting.is_err() && server.calls().len() == 1);
    drop(content);
    client.list_subscriptions().await.unwrap();
}

/// Two hours ahead of this machine's clock, and so much more.
fn ahead(seconds: i64) -> String {
    let time = Utc::now() + TimeDelta::hours(2) + TimeDelta::seconds(seconds);
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn seconds(retry: Retry) -> u64 {
    match retry {
        Retry::After(pause) => pause.as_secs(),
        other => panic!("{other:?}"),
    }
}

/// A service whose clock is ahead asks for a minute, not for two hours.
#[tokio::test]
async fn a_time_to_wait_for_is_by_the_service_s_clock() {
    let count = AtomicU32::new(0);
    let server = Server::start(move |_| {
        let busy = reply(429, BUSY).header("Retry-After", ahead(60));
        match count.fetch_add(1, Ordering::SeqCst) {
            0 => busy.header("Date", ahead(0)),
            _ => busy,
        }
    });
    for _ in 0..2 {
        let client = builder(&server, Credential::token(Secret::new("t"))).build().unwrap();
        let error = client.list_subscriptions().await.unwrap_err();
        let by_its_own_date = client.clock_offset().is_some();
        let waits = seconds(error.retry());
        assert!(if by_its_own_date { (30..=60).contains(&waits) } else { waits == 3600 }, "{waits}");
    }
    let server =
        Server::start(|_| reply(429, "{}").header("Retry-After", ahead(60)).header("Date", ahead(0)));
    let error = crate::client(&server).list_subscriptions().await.unwrap_err();
    assert!(error.to_string().starts_with("sign in: "), "{error}");
    assert!((30..=60).contains(&seconds(error.retry())), "{error:?}");
}

/// Where the answer has no date, what earlier ones said of the clock counts.
#[tokio::test]
async fn an_answer_without_a_date_is_by_the_clock_of_those_before() {
    let (told, tokens) = (AtomicU32::new(0), AtomicU32::new(0));
    let server = Server::start(move |r| {
        let busy = reply(429, "{}").header("Retry-After", ahead(60));
        match (r.is_sign_in(), told.load(Ordering::SeqCst)) {
            (true, _) if tokens.fetch_add(1, Ordering::SeqCst) == 0 => {
                reply(200, r#"{"access_token":"t","expires_in":0}"#)
            }
            (false, 0) => {
                told.store(1, Ordering::SeqCst);
                reply(200, "[]").header("Date", ahead(0))
            }
            _ => busy,
        }
    });
    let client = crate::client(&server);
    client.list_subscriptions().await.unwrap();
    let error = client.list_subscriptions().await.unwrap_err();
    assert!(error.to_string().starts_with("sign in: "), "{error}");
    assert!((30..=60).contains(&seconds(error.retry())), "{error:?}");
}
