//! Alerts that wait for a receiver, whatever clocks and other programs do.

use trail365_findings::{Alert, Findings, Outbox, keep_alerts};
use trail365_lake::{Lake, Recipient};
use trail365_sigma::Level;
use trail365_sql::SessionOptions;

use crate::keep::{alert, lake};

async fn find(lake: &Lake, key: &str, level: Level, now: i64) {
    let one = Alert { level, rule_id: format!("rule of {key}"), ..alert(key, &[key], 0) };
    let session = trail365_sql::open(lake, &SessionOptions::default()).await.unwrap();
    let findings = Findings { alerts: vec![one], ..Findings::default() };
    keep_alerts(lake, &session, &findings, now, None).await.unwrap();
}

async fn open(lake: &Lake, now: i64) -> Outbox {
    Outbox::open(lake, Recipient::Webhook, Level::Medium, now).await.unwrap()
}

async fn waiting(outbox: &mut Outbox, lake: &Lake) -> Vec<String> {
    outbox.waiting(lake).await.unwrap().into_iter().map(|alert| alert.key).collect()
}

/// Takes the first alert that is waiting, and notes it.
async fn take_first(outbox: &mut Outbox, lake: &Lake) {
    let alerts = outbox.waiting(lake).await.unwrap();
    outbox.take(&alerts[0]);
    outbox.note_taken(lake, alerts[0].found_at.unwrap()).await.unwrap();
}

#[tokio::test]
async fn what_is_found_after_the_first_opening_waits_until_it_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    find(&lake, "before", Level::High, 10).await;
    let mut outbox = open(&lake, 20).await;
    assert_eq!(waiting(&mut outbox, &lake).await, Vec::<String>::new());
    find(&lake, "b", Level::High, 30).await;
    find(&lake, "low", Level::Low, 31).await;
    find(&lake, "a", Level::Medium, 40).await;
    assert_eq!(waiting(&mut outbox, &lake).await, ["b", "a"]);
    take_first(&mut outbox, &lake).await;
    assert_eq!(waiting(&mut outbox, &lake).await, ["a"]);
    // Taken, but nobody has noted it.
    let alerts = outbox.waiting(&lake).await.unwrap();
    outbox.take(&alerts[0]);
    assert_eq!(waiting(&mut outbox, &lake).await, Vec::<String>::new());
    assert_eq!(waiting(&mut open(&lake, 99).await, &lake).await, ["a"]);
    let mut command = Outbox::open(&lake, Recipient::Command, Level::Low, 50).await.unwrap();
    assert_eq!(waiting(&mut command, &lake).await, Vec::<String>::new(), "each receiver has its own");
}

#[tokio::test]
async fn no_clock_hides_an_alert() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    let mut outbox = open(&lake, 1000).await;
    // This detector began before the receiver was there, or its clock is behind.
    find(&lake, "a", Level::High, 5).await;
    assert_eq!(waiting(&mut outbox, &lake).await, ["a"]);
    take_first(&mut outbox, &lake).await;
    find(&lake, "b", Level::High, 7).await;
    find(&lake, "c", Level::High, 2000).await;
    find(&lake, "d", Level::High, 1999).await;
    assert_eq!(waiting(&mut outbox, &lake).await, ["b", "c", "d"]);
}

#[tokio::test]
async fn a_note_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    let (mut first, mut second) = (open(&lake, 0).await, open(&lake, 0).await);
    find(&lake, "a", Level::High, 10).await;
    find(&lake, "b", Level::High, 20).await;
    second.note_taken(&lake, 20).await.unwrap();
    first.note_taken(&lake, 10).await.unwrap();
    assert_eq!(waiting(&mut first, &lake).await, Vec::<String>::new());
    assert_eq!(waiting(&mut open(&lake, 0).await, &lake).await, Vec::<String>::new());
}
