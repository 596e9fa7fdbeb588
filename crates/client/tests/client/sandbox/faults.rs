//! Every fault of a sandbox's plan: the call goes well all the same, or gives the right error, and goes well later.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::{Value, json};
use trail365_client::{
    Client, Content, ContentInfo, ContentType, Error, ErrorKind as K, Result, Retry, WebhookChange, Window,
};
use trail365_sandbox::{ContentType as Kind, Faults, Plan, TruthBlob, TruthState};

use super::content::records;
use super::{Stage, builder, plan, secret};
use crate::sign_in::turn;

const EXCHANGE: ContentType = ContentType::AuditExchange;

/// Faults of requests, with what becomes of the first one; one without an error goes well at once.
const REQUESTS: [(&str, Option<K>); 7] = [
    ("throttled", Some(K::Throttled)),
    ("server_error", Some(K::Service)),
    ("html_error", Some(K::Service)),
    ("odd_refusal", Some(K::Intercepted)),
    ("hang", Some(K::Service)),
    ("token_expired", None),
    ("sign_in_error", Some(K::Service)),
];

/// Faults of bodies, with the errors that they may give; a body that is corrupt in its midst comes as it is.
const BODIES: [(&str, &[Option<K>]); 4] = [
    ("cut_body", &[Some(K::CutBody)]),
    ("corrupt_body", &[None, Some(K::Unclosed)]),
    ("wrong_length", &[Some(K::CutBody), Some(K::Unclosed)]),
    ("object_body", &[Some(K::BadAnswer)]),
];

/// Faults of what there is to list and fetch, with a rate and with how one sees that it struck.
const CONTENT: [(&str, f64, Struck); 9] = [
    ("late", 0.5, |seen| seen.truth.iter().any(|blob| seen.is_late(blob))),
    ("doubled_records", 1.0, |seen| !all_differ(seen.truth.iter().flat_map(|blob| &blob.records))),
    ("relisted", 0.5, |seen| !all_differ(seen.listed.iter().map(|info| &info.content_id))),
    ("withheld", 0.3, |seen| seen.truth.iter().any(|blob| blob.state == TruthState::Withheld)),
    ("broken_records", 1.0, |seen| seen.truth.iter().any(|blob| !blob.unparsable.is_empty())),
    ("repeated_pages", 1.0, |seen| !all_differ(seen.listed.iter().map(|info| &info.content_id))),
    ("bad_items", 0.7, |seen| seen.unreadable > 0),
    ("header_case", 1.0, |seen| seen.pages > 10),
    ("clock_skew_seconds", 7200.0, |seen| seen.hour == 19),
];

type Struck = fn(&Seen) -> bool;

/// What stands beside rates and says how they strike.
const MEASURES: [&str; 6] =
    ["seed", "tries", "late_minutes", "relisted_minutes", "retry_after_seconds", "hang_ms"];

#[test]
fn no_fault_of_the_plan_is_left_out() {
    let plan = serde_json::to_value(Faults::default()).unwrap();
    let mut tried = BTreeSet::from(MEASURES);
    tried.extend(REQUESTS.iter().map(|(name, _)| name));
    tried.extend(BODIES.iter().map(|(name, _)| name));
    tried.extend(CONTENT.iter().map(|(name, ..)| name));
    assert_eq!(tried, plan.as_object().unwrap().keys().map(String::as_str).collect());
}

/// A plan with one fault.
fn with(name: &str, rate: f64) -> Plan {
    let mut faults = serde_json::to_value(Faults::default()).unwrap();
    faults[name] = if name.ends_with("seconds") { json!(rate as i64) } else { json!(rate) };
    (faults["hang_ms"], faults["retry_after_seconds"]) = (json!(300), json!(0));
    let mut plan = plan();
    plan.faults = serde_json::from_value(faults).unwrap();
    plan.tenants[0].subscribed = vec![Kind::Exchange];
    plan
}

type Operation = for<'a> fn(&'a Client, &'a str) -> BoxFuture<'a, Result<()>>;

/// Every call that sends something.
const OPERATIONS: [Operation; 8] = [
    |client, _| Box::pin(async move { client.list_subscriptions().await.map(drop) }),
    |client, _| Box::pin(async move { client.list_content(EXCHANGE, None).await.map(drop) }),
    |client, _| Box::pin(async move { client.list_notifications(EXCHANGE, None).await.map(drop) }),
    |client, _| Box::pin(async move { client.list_sensitive_types(None).await.map(drop) }),
    |client, uri| Box::pin(async move { client.fetch_content(uri).await.map(drop) }),
    |client, uri| Box::pin(async move { client.fetch_bytes(uri).await.map(drop) }),
    |client, _| Box::pin(async move { client.stop_subscription(EXCHANGE).await }),
    |client, _| {
        let webhook = WebhookChange::Unchanged;
        Box::pin(async move { client.start_subscription(ContentType::AuditGeneral, webhook).await.map(drop) })
    },
];

#[tokio::test]
async fn a_request_that_fails_gives_its_error_and_goes_well_the_next_time() {
    for (name, kind) in REQUESTS {
        for (place, operation) in OPERATIONS.iter().enumerate() {
            let stage = Stage::new(with(name, 1.0)).await;
            let uri = stage.client.content_uri(&stage.truth()[0].content_id).unwrap();
            let outcome = operation(&stage.client, &uri).await;
            let failed = outcome.as_ref().err().map(Error::kind);
            assert_eq!(failed, kind, "{name}, call {place}: {outcome:?}");
            if let Err(error) = outcome {
                assert_ne!(error.retry(), Retry::Never, "{name}, call {place}: {error:?}");
                turn(Duration::from_secs(1)).await;
                operation(&stage.client, &uri).await.unwrap();
            }
            assert!(stage.sandbox.requests().faults[name] > 0);
        }
    }
}

#[tokio::test]
async fn a_client_that_tries_again_by_itself_gets_what_it_asks_for() {
    let names = REQUESTS.iter().map(|(name, _)| *name).chain(["cut_body", "wrong_length", "object_body"]);
    futures::future::join_all(names.map(tried_again)).await;
}

async fn tried_again(name: &str) {
    let stage = Stage::new(with(name, 1.0)).await;
    let client = builder(&stage.sandbox, 0, secret()).retries(1).build().unwrap();
    let listed = client.content_pages(EXCHANGE, None).all().await.unwrap();
    let content = client.fetch_bytes(&listed[0].content_uri).await.unwrap();
    assert_eq!(records(&content), stage.truth()[0].records, "{name}");
    let renewed = u64::from(name != "token_expired");
    assert!(client.pace().retried >= renewed && stage.sandbox.requests().faults[name] > 0, "{name}");
}

#[tokio::test]
async fn who_does_not_wait_as_long_as_an_answer_takes_has_a_time_out() {
    let stage = Stage::new(with("hang", 1.0)).await;
    let client = builder(&stage.sandbox, 0, secret()).read_timeout(Some(Duration::from_millis(50)));
    let error = client.build().unwrap().list_subscriptions().await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (K::Timeout, Retry::Soon), "{error:?}");
}

#[tokio::test]
async fn a_token_that_is_refused_again_and_again_is_told() {
    let mut plan = with("token_expired", 1.0);
    plan.faults.tries = 100;
    let stage = Stage::new(plan).await;
    let error = stage.client.list_subscriptions().await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (K::Unauthorized, Retry::Never), "{error:?}");
    assert_eq!(stage.sandbox.requests().operations["token"], 2, "one new token, then it stops");
}

/// What comes of content until its end.
async fn read(mut content: Content) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    while let Some(chunk) = content.chunk().await? {
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}

#[tokio::test]
async fn a_body_that_is_not_whole_never_passes_for_whole() {
    for (name, kinds) in BODIES {
        let stage = Stage::new(with(name, 1.0)).await;
        let mut met = BTreeSet::new();
        for blob in stage.truth().iter().filter(|blob| !blob.records.is_empty()).take(20) {
            let uri = stage.client.content_uri(&blob.content_id).unwrap();
            let first = read(stage.client.fetch_content(&uri).await.unwrap()).await;
            let failed = first.as_ref().err().map(Error::kind);
            assert!(kinds.contains(&failed), "{name}: {first:?}");
            assert!(first.is_err() || serde_json::from_slice::<Value>(&first.unwrap()).is_err(), "{name}");
            met.insert(failed.map(|kind| format!("{kind:?}")));
            assert_eq!(records(&stage.client.fetch_bytes(&uri).await.unwrap()), blob.records, "{name}");
        }
        assert!(met.len() == kinds.len() || name == "corrupt_body", "{name}: {met:?}");
    }
}

/// What a client saw of a tenant, first at noon and then five hours later, and what there was.
struct Seen {
    noon: Vec<ContentInfo>,
    listed: Vec<ContentInfo>,
    pages: usize,
    unreadable: u64,
    hour: u32,
    truth: Vec<TruthBlob>,
}

impl Seen {
    async fn of(stage: &Stage) -> Self {
        let noon = stage.client.content_pages(EXCHANGE, None).all().await.unwrap();
        stage.sandbox.clock().advance(5 * 3600 * 1000).unwrap();
        let (mut listed, mut pages, mut unreadable) = (Vec::new(), 0, 0);
        for (start, end) in
            [("2026-03-02T12:00", "2026-03-03T12:00"), ("2026-03-03T12:00", "2026-03-03T17:01")]
        {
            let window = Window::parse(start, end).unwrap();
            let mut chain = stage.client.content_pages(EXCHANGE, Some(window));
            while let Some(page) = chain.next_page().await.unwrap() {
                listed.extend(page.items);
                (pages, unreadable) = (pages + 1, unreadable + page.unreadable);
            }
        }
        let hour = chrono::Timelike::hour(&stage.client.server_time());
        Seen { noon, listed, pages, unreadable, hour, truth: stage.truth() }
    }

    /// Whether it was created before something that was listed at noon, and was not listed then.
    fn is_late(&self, blob: &TruthBlob) -> bool {
        let newest = self.noon.iter().filter_map(|info| info.created).max().unwrap().timestamp_millis();
        let listed = self.noon.iter().any(|info| info.content_id == blob.content_id);
        !listed && blob.state == TruthState::Obtainable && blob.content_created.millis() < newest
    }
}

fn all_differ<'a>(mut ids: impl Iterator<Item = &'a String>) -> bool {
    let mut seen = BTreeSet::new();
    ids.all(|id| seen.insert(id))
}

#[tokio::test]
async fn odd_content_is_listed_and_fetched_as_the_truth_has_it() {
    for (name, rate, struck) in CONTENT {
        let mut plan = with(name, rate);
        plan.service.page_size = 3;
        let stage = Stage::new(plan).await;
        let seen = Seen::of(&stage).await;
        assert!(struck(&seen), "{name}");
        let there = |blob: &&TruthBlob| [TruthState::Obtainable, TruthState::Withheld].contains(&blob.state);
        let there: Vec<_> = seen.truth.iter().filter(there).collect();
        let listed: BTreeSet<_> = seen.listed.iter().map(|info| &info.content_id).collect();
        assert_eq!(listed, there.iter().map(|blob| &blob.content_id).collect(), "{name}");
        for blob in there {
            fetched(&stage, blob).await;
        }
    }
}

/// Holds what is fetched of a blob to the truth.
async fn fetched(stage: &Stage, blob: &TruthBlob) {
    let content = stage.client.fetch_bytes(&stage.client.content_uri(&blob.content_id).unwrap()).await;
    match content {
        Ok(content) if blob.unparsable.is_empty() => assert_eq!(records(&content), blob.records),
        Ok(content) => {
            let text = String::from_utf8(content.to_vec()).unwrap();
            assert!(blob.records.iter().all(|id| text.contains(id)));
        }
        Err(error) => {
            assert_eq!((error.kind(), error.code()), (K::ContentExpired, Some("AF20051")));
            assert_eq!(blob.state, TruthState::Withheld);
        }
    }
}
