//! The truth is what a patient poller gets.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::Value;
use trail365_sandbox::{ContentType, Moment, Plan, TruthBlob, TruthState};

use crate::caller::{Caller, Item, plan};

/// Fetches content until it comes whole; none if it can never be had.
pub async fn fetch_patiently(caller: &Caller, uri: &str) -> Option<String> {
    for _ in 0..40 {
        let request = caller.http.get(uri).bearer_auth(&caller.token);
        let Ok(response) = request.send().await else { continue };
        if response.status() == StatusCode::BAD_REQUEST {
            assert!(response.text().await.unwrap().contains("AF20051"));
            return None;
        }
        if response.status() != StatusCode::OK {
            continue;
        }
        let Ok(text) = response.text().await else { continue };
        if elements(&text).is_ok() {
            return Some(text);
        }
    }
    panic!("{uri} never comes");
}

/// Splits a text into its elements. An escape that JSON lacks is mended first, so that serde can split the array.
fn elements(text: &str) -> serde_json::Result<Vec<Value>> {
    serde_json::from_str(&text.replace("C:\\qeue\\ze", "broken"))
}

/// Returns the ids of records in a text, and the number of elements that are no record.
fn split_ids(text: &str) -> (Vec<String>, usize) {
    let all = elements(text).unwrap();
    let is_record = |v: &&Value| v["Id"].is_string() && v["ObjectId"] != "broken";
    let ids: Vec<_> = all.iter().filter(is_record).map(|v| v["Id"].as_str().unwrap().to_owned()).collect();
    let broken = all.len() - ids.len();
    (ids, broken)
}

/// Polls at several hours, a day behind each time, and compares with the truth; returns the number of blobs by state.
async fn poll_and_compare(mut plan: Plan) -> [usize; 4] {
    plan.tenants[0].blob_minutes = 20;
    let caller = Caller::new(plan).await;
    let (mut blobs, mut ids, mut broken, mut refused) =
        (BTreeSet::new(), BTreeSet::new(), 0, BTreeSet::new());
    for hours in [0, 1, 5, 12, 30] {
        caller.sandbox.clock().advance(hours * 3600 * 1000).unwrap();
        for kind in ContentType::ALL {
            for item in caller.list_all(kind).await {
                if blobs.contains(&item.id) || refused.contains(&item.id) {
                    continue;
                }
                let Some(text) = fetch_patiently(&caller, &item.uri).await else {
                    refused.insert(item.id);
                    continue;
                };
                let (some, bad) = split_ids(&text);
                ids.extend(some);
                broken += bad;
                blobs.insert(item.id);
            }
        }
    }
    let truth: Vec<_> = caller.sandbox.truth().collect();
    let of = |state| truth.iter().filter(move |blob| blob.state == state);
    let had: BTreeSet<_> = of(TruthState::Obtainable).map(|blob| blob.content_id.clone()).collect();
    assert!(had == blobs, "{} {}", had.len(), blobs.len());
    let want: BTreeSet<_> = of(TruthState::Obtainable).flat_map(|blob| blob.records.clone()).collect();
    assert!(want == ids, "{} {}", want.len(), ids.len());
    assert_eq!(of(TruthState::Obtainable).map(|blob| blob.unparsable.len()).sum::<usize>(), broken);
    let withheld: BTreeSet<_> = of(TruthState::Withheld).map(|blob| blob.content_id.clone()).collect();
    assert!(withheld == refused);
    let states =
        [TruthState::Obtainable, TruthState::Pending, TruthState::Withheld, TruthState::Unsubscribed];
    states.map(|state| of(state).count())
}

#[tokio::test]
async fn without_faults_it_is_what_a_poller_gets() {
    let [obtainable, pending, withheld, unsubscribed] = poll_and_compare(plan()).await;
    assert!(obtainable > 500 && pending + withheld + unsubscribed == 0, "{obtainable}");
}

#[tokio::test]
async fn with_faults_it_is_what_a_patient_poller_gets() {
    let mut plan = plan();
    let faults = &mut plan.faults;
    (faults.late, faults.doubled_records, faults.relisted, faults.withheld) = (0.2, 0.3, 0.1, 0.05);
    (faults.broken_records, faults.repeated_pages, faults.header_case) = (0.2, 0.3, 0.5);
    (faults.cut_body, faults.corrupt_body, faults.wrong_length, faults.object_body) = (0.2, 0.2, 0.2, 0.2);
    faults.tries = 2;
    plan.service.page_size = 15;
    let [obtainable, pending, withheld, unsubscribed] = poll_and_compare(plan).await;
    assert!(
        obtainable > 500 && pending > 0 && withheld > 20 && unsubscribed == 0,
        "{obtainable} {pending} {withheld}"
    );
}

#[tokio::test]
async fn it_is_read_over_http_line_by_line() {
    let mut plan = plan();
    plan.tenants.push(plan.tenants[0].clone());
    plan.tenants[0].subscribed = vec![ContentType::Exchange, ContentType::General];
    let caller = Caller::new(plan).await;
    let stop = "subscriptions/stop?contentType=Audit.General";
    assert_eq!(caller.post(stop, "").await.0, StatusCode::OK);
    caller.sandbox.clock().advance(2 * 3600 * 1000).unwrap();
    let read = async |query: &str| -> Vec<Value> {
        let url = format!("{}/sandbox/truth{query}", caller.sandbox.origin());
        let text = caller.raw(Method::GET, &url, "").await.text().await.unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = read("").await;
    assert_eq!(all.len(), caller.sandbox.truth().count());
    let ours = read(&format!("?tenant={}&contentType=Audit.General&ids=false", caller.tenant)).await;
    assert!(
        ours.iter().all(|b| b["contentType"] == "Audit.General" && b["records"] == serde_json::json!([]))
    );
    let lost = |b: &&Value| b["state"] == "unsubscribed";
    assert!(ours.iter().filter(lost).all(|b| b["contentCreated"].as_str().unwrap() >= "2026-03-03T12:00"));
    assert!(ours.iter().filter(lost).count() > 5);
    assert!(all.len() > 3 * ours.len() && all.iter().all(|b| lost(&b) == (b["available"].is_null())));
}

/// Fetches the blobs that have not been fetched yet, ten at a time; returns the ids of their records.
async fn fetch_all(
    caller: &std::sync::Arc<Caller>,
    items: Vec<Item>,
    seen: &mut BTreeSet<String>,
) -> Vec<String> {
    let fresh: Vec<_> = items.into_iter().filter(|item| seen.insert(item.id.clone())).collect();
    let mut ids = Vec::new();
    for ten in fresh.chunks(10) {
        let mut tasks = tokio::task::JoinSet::new();
        for item in ten {
            let (caller, uri) = (std::sync::Arc::clone(caller), item.uri.clone());
            tasks.spawn(async move { fetch_patiently(&caller, &uri).await.map(|text| split_ids(&text).0) });
        }
        ids.extend(tasks.join_all().await.into_iter().flatten().flatten());
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_holds_while_the_clock_runs_and_ten_fetch_at_once() {
    let mut plan = plan();
    // Three hours take some seconds, and seven days, after which content expires, minutes: a slow machine has time.
    plan.clock.rate = 2_000.0;
    let faults = &mut plan.faults;
    (faults.late, faults.late_minutes, faults.doubled_records, faults.relisted) = (0.3, 120, 0.3, 0.1);
    (faults.server_error, faults.throttled, faults.cut_body, faults.withheld) = (0.1, 0.1, 0.1, 0.05);
    (faults.tries, plan.service.page_size) = (2, 30);
    let caller = std::sync::Arc::new(Caller::new(plan).await);
    let (mut seen, mut ids) = (BTreeSet::new(), BTreeSet::new());
    let end = Moment::parse("2026-03-03T15:00:00").unwrap();
    let (mut rounds, mut last) = (0, false);
    while !last {
        rounds += 1;
        last = rounds >= 12 && caller.sandbox.clock().now() > end;
        if last {
            caller.sandbox.clock().set_rate(0.0).unwrap();
        }
        for kind in [ContentType::Exchange, ContentType::General] {
            let items = caller.list_all(kind).await;
            ids.extend(fetch_all(&caller, items, &mut seen).await);
        }
    }
    let ours = |blob: &TruthBlob| matches!(blob.content_type, ContentType::Exchange | ContentType::General);
    let truth = caller.sandbox.truth().filter(|blob| ours(blob) && blob.state == TruthState::Obtainable);
    let want: BTreeSet<_> = truth.flat_map(|blob| blob.records).collect();
    assert!(want == ids && ids.len() > 500, "{} {}", want.len(), ids.len());
    assert!(caller.sandbox.clock().now().to_string().as_str() > "2026-03-03T14:00");
}
