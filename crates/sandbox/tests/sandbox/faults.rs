//! Faults strike as planned, and no longer.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use trail365_sandbox::{ContentType, Faults, Plan, TruthState};

use crate::caller::{Caller, plan, read_answer, secret_form};

/// A change of a plan's faults.
type Change = fn(&mut Faults);

fn plan_with_faults(change: impl FnOnce(&mut Faults)) -> Plan {
    let mut plan = plan();
    change(&mut plan.faults);
    plan
}

#[tokio::test]
async fn requests_fail_as_often_as_planned_and_then_go_well() {
    let faults: [(&str, Change); 4] = [
        ("throttled", |f| f.throttled = 1.0),
        ("server_error", |f| f.server_error = 1.0),
        ("html_error", |f| f.html_error = 1.0),
        ("hang", |f| (f.hang, f.hang_ms) = (1.0, 100)),
    ];
    for (name, change) in faults {
        let caller = Caller::new(plan_with_faults(|f| (change(f), f.tries = 2).1)).await;
        let begun = Instant::now();
        let mut statuses = Vec::new();
        for _ in 0..3 {
            let response = caller.raw(Method::GET, &caller.url("subscriptions/list"), "").await;
            let html = response.headers().get("content-type").is_some_and(|t| t == "text/html");
            assert!(html == (name == "html_error" && response.status() != StatusCode::OK));
            statuses.push(response.status().as_u16());
        }
        assert!(statuses[..2].iter().all(|s| *s >= 403) && statuses[2] == 200, "{name} {statuses:?}");
        assert!(name != "hang" || begun.elapsed() > Duration::from_millis(200));
        assert_eq!(caller.sandbox.requests().faults[name], 2);
    }
}

#[tokio::test]
async fn tokens_end_early_and_signing_in_fails_for_a_while() {
    let mut caller = Caller::new(plan_with_faults(|f| f.token_expired = 1.0)).await;
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::UNAUTHORIZED);
    let (_, _, answer) = caller.sign_in(&secret_form(caller.sandbox.origin())).await;
    answer["access_token"].as_str().unwrap().clone_into(&mut caller.token);
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::UNAUTHORIZED);

    let quiet = Caller::new(plan()).await;
    assert_eq!(quiet.get("subscriptions/list").await.0, StatusCode::OK);
    let sandbox =
        trail365_sandbox::Sandbox::start(plan_with_faults(|f| f.sign_in_error = 1.0)).await.unwrap();
    let tenant = sandbox.tenant_ids()[0].to_owned();
    let caller = Caller { sandbox, tenant, token: String::new(), http: reqwest::Client::new() };
    let form = secret_form(caller.sandbox.origin());
    let statuses = [caller.sign_in(&form).await.0, caller.sign_in(&form).await.0];
    assert_eq!(statuses, [StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK]);
}

#[tokio::test]
async fn bodies_are_cut_spoiled_and_measured_wrong_once() {
    let faults: [Change; 3] = [|f| f.cut_body = 1.0, |f| f.corrupt_body = 1.0, |f| f.wrong_length = 1.0];
    for (number, change) in faults.into_iter().enumerate() {
        let caller = Caller::new(plan_with_faults(change)).await;
        let sound = Caller::new(plan()).await;
        let mut ways = BTreeSet::new();
        for item in caller.list_all(ContentType::Exchange).await.iter().take(12) {
            let first = caller.raw(Method::GET, &item.uri, "").await.text().await;
            let second = caller.text(&item.uri).await;
            let uri = item.uri.replace(caller.sandbox.origin(), sound.sandbox.origin());
            assert_eq!(second, sound.text(&uri).await);
            match first {
                Err(_) => ways.insert("broke off"),
                Ok(text) if text.contains('\0') => {
                    assert_eq!(text.len(), second.len());
                    ways.insert("spoiled")
                }
                Ok(text) => {
                    assert!(text.len() < second.len() && second.starts_with(&text));
                    ways.insert("short")
                }
            };
        }
        let want: [&[&str]; 3] = [&["broke off"], &["spoiled"], &["broke off", "short"]];
        assert!(ways.iter().eq(want[number]), "{ways:?}");
    }
}

#[tokio::test]
async fn requests_are_refused_without_a_code_of_the_api() {
    let caller = Caller::new(plan_with_faults(|f| (f.odd_refusal, f.tries) = (1.0, 20))).await;
    let mut met = BTreeSet::new();
    for _ in 0..20 {
        let response = caller.raw(Method::GET, &caller.url("subscriptions/list"), "").await;
        let html = response.headers()["content-type"] == "text/html";
        let (status, code, _) = read_answer(response).await;
        met.insert((status.as_u16(), html, code));
    }
    let met: Vec<_> = met.iter().map(|(status, html, code)| (*status, *html, code.as_str())).collect();
    assert_eq!(met, [(400, false, "RequestBlocked"), (400, true, ""), (403, false, ""), (403, true, "")]);
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
    assert_eq!(caller.sandbox.requests().faults["odd_refusal"], 20);
}

#[tokio::test]
async fn an_error_comes_in_place_of_content_once() {
    let caller = Caller::new(plan_with_faults(|f| f.object_body = 1.0)).await;
    for item in caller.list_all(ContentType::Exchange).await.iter().take(3) {
        let (status, code, _) = read_answer(caller.raw(Method::GET, &item.uri, "").await).await;
        assert_eq!((status, code.as_str()), (StatusCode::OK, "AF50000"));
        assert!(caller.text(&item.uri).await.starts_with('['));
    }
    assert_eq!(caller.sandbox.requests().faults["object_body"], 3);
}

#[tokio::test]
async fn late_blobs_come_behind_others_and_all_come() {
    let caller = Caller::new(plan_with_faults(|f| (f.late, f.late_minutes) = (0.5, 300))).await;
    let before = caller.list_all(ContentType::Exchange).await;
    caller.sandbox.clock().advance(300 * 60 * 1000).unwrap();
    let until = caller.list_all(ContentType::Exchange).await;
    let until: Vec<_> = until.into_iter().filter(|i| i.created.as_str() < "2026-03-03T12:00").collect();
    let newest = before.last().unwrap();
    let behind = until.iter().filter(|i| !before.contains(i) && i.created < newest.created).count();
    assert!(behind > 5, "{behind}");
    let on_time = Caller::new(plan()).await.list_all(ContentType::Exchange).await;
    assert!(until.iter().map(|i| &i.id).eq(on_time.iter().map(|i| &i.id)));
}

#[tokio::test]
async fn records_and_blobs_come_twice() {
    let caller = Caller::new(plan_with_faults(|f| (f.doubled_records, f.relisted) = (0.5, 0.3))).await;
    let items = caller.list_all(ContentType::SharePoint).await;
    let mut times = BTreeMap::new();
    for item in &items {
        *times.entry(&item.id).or_insert(0) += 1;
    }
    let share = times.values().filter(|n| **n == 2).count() * 100 / times.len();
    assert!((10..45).contains(&share) && times.values().all(|n| *n <= 2), "{share}");
    let truth: Vec<_> =
        caller.sandbox.truth().filter(|b| b.content_type == ContentType::SharePoint).collect();
    let all: Vec<_> = truth.iter().flat_map(|b| &b.records).collect();
    let once: BTreeSet<_> = all.iter().collect();
    let in_one =
        |b: &&trail365_sandbox::TruthBlob| b.records.iter().collect::<BTreeSet<_>>().len() < b.records.len();
    assert!(truth.iter().filter(in_one).count() * 10 < truth.len());
    assert!(once.len() < all.len() && once.len() * 10 > all.len() * 7, "{} {}", once.len(), all.len());
}

#[tokio::test]
async fn faults_have_a_seed_of_their_own() {
    let told = async |seed| -> Vec<_> {
        let caller = Caller::new(plan_with_faults(|f| (f.withheld, f.seed) = (0.3, seed))).await;
        caller.sandbox.truth().map(|blob| (blob.content_id, blob.records, blob.state)).collect()
    };
    let (one, again, other) = (told(Some(1)).await, told(Some(1)).await, told(Some(2)).await);
    assert!(one == again && one.len() == other.len());
    assert!(one.iter().zip(&other).all(|(a, b)| (&a.0, &a.1) == (&b.0, &b.1)));
    assert!(one.iter().zip(&other).any(|(a, b)| a.2 != b.2));
}

#[tokio::test]
async fn withheld_content_is_listed_and_never_given() {
    let caller = Caller::new(plan_with_faults(|f| f.withheld = 0.3)).await;
    let withheld: BTreeSet<_> =
        caller.sandbox.truth().filter(|b| b.state == TruthState::Withheld).map(|b| b.content_id).collect();
    let mut seen = 0;
    for item in caller.list_all(ContentType::Exchange).await {
        let (_, code, _) = read_answer(caller.raw(Method::GET, &item.uri, "").await).await;
        assert_eq!(code == "AF20051", withheld.contains(&item.id));
        seen += usize::from(code == "AF20051");
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn what_is_no_record_takes_no_other_with_it() {
    let caller = Caller::new(plan_with_faults(|f| f.broken_records = 1.0)).await;
    let sound = Caller::new(plan()).await;
    let mut kinds = BTreeSet::new();
    let truth: Vec<_> = caller.sandbox.truth().filter(|b| b.content_type == ContentType::Exchange).collect();
    for blob in truth.iter().take(40) {
        let text = caller.text(&caller.url(&format!("audit/{}", blob.content_id))).await;
        let whole = sound.text(&sound.url(&format!("audit/{}", blob.content_id))).await;
        let rest: Vec<serde_json::Value> = serde_json::from_str(&whole).unwrap();
        assert_eq!(rest.len(), blob.records.len());
        for record in &rest {
            assert!(text.contains(record["Id"].as_str().unwrap()));
        }
        let strict: Result<Vec<serde_json::Value>, _> = serde_json::from_str(&text);
        for bad in &blob.unparsable {
            kinds.insert(bad.kind);
            match &bad.id {
                Some(id) => assert!(text.contains(id.as_str()) && strict.is_err()),
                None => assert!(strict.as_ref().map_or(true, |all| !all[bad.at].is_object())),
            }
        }
        assert!(!blob.unparsable.is_empty());
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["escape", "list", "null", "text"]);
}

#[tokio::test]
async fn pages_come_twice_and_the_chain_ends_all_the_same() {
    let mut repeated = plan_with_faults(|f| f.repeated_pages = 1.0);
    repeated.service.page_size = 10;
    let caller = Caller::new(repeated).await;
    let items = caller.list_pages(&caller.url("subscriptions/content?contentType=Audit.Exchange")).await;
    let once: BTreeSet<_> = items.iter().map(|item| &item.id).collect();
    assert_eq!(items.len(), 2 * once.len());
    assert_eq!(items[..10], items[10..20]);
}

#[tokio::test]
async fn items_are_odd_and_none_is_left_out() {
    let mut odd = plan_with_faults(|f| f.bad_items = 0.5);
    odd.service.page_size = 1000;
    let caller = Caller::new(odd).await;
    let url = caller.url("subscriptions/content?contentType=Audit.Exchange");
    let text = caller.text(&url).await;
    assert_eq!(text, caller.text(&url).await);
    let items: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let ids: Vec<_> = items.iter().filter_map(|item| item["contentId"].as_str()).collect();
    let sound = Caller::new(plan()).await.list_all(ContentType::Exchange).await;
    assert!(ids.iter().eq(sound.iter().map(|item| &item.id)));
    let count = |is: fn(&serde_json::Value) -> bool| items.iter().filter(|item| is(item)).count();
    let strangers = count(|item| item["contentId"].is_null());
    let homeless = count(|item| item["contentId"].is_string() && !item["contentUri"].is_string());
    let untyped = count(|item| item["contentType"].is_number());
    assert!(strangers > 5 && homeless > 10 && untyped > 5, "{strangers} {homeless} {untyped}");
    assert!(caller.sandbox.requests().faults["bad_items"] == 2 && items.len() > sound.len());
}

#[tokio::test]
async fn header_names_have_their_spelling_on_the_wire_and_the_date_is_off() {
    let mut odd = plan_with_faults(|f| (f.header_case, f.clock_skew_seconds) = (1.0, -3600));
    odd.service.page_size = 1;
    let spelled = |caller: &Caller| {
        let mut stream = TcpStream::connect(caller.sandbox.address()).unwrap();
        let path = format!(
            "/api/v1.0/{}/activity/feed/subscriptions/content?contentType=Audit.Exchange",
            caller.tenant
        );
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\r\n",
            caller.token
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    };
    let usual = {
        let mut plan = plan();
        plan.service.page_size = 1;
        Caller::new(plan).await
    };
    let answer = tokio::task::spawn_blocking(move || spelled(&usual)).await.unwrap();
    assert!(answer.contains("\r\nNextPageUri: http") && answer.contains("\r\nContent-Type: "), "{answer}");
    assert!(answer.contains("&nextPage="));
    let caller = Caller::new(odd).await;
    let answers = tokio::task::spawn_blocking(move || (0..20).map(|_| spelled(&caller)).collect::<Vec<_>>());
    let answers = answers.await.unwrap();
    for spelling in ["NEXTPAGEURI: http", "nextPageURI: http"] {
        assert!(answers.iter().any(|answer| answer.contains(spelling)), "{spelling}");
    }
    assert!(
        answers[0].contains("\r\nDate: Tue, 03 Mar 2026 11:00:0") && answers[0].contains("&nextpage="),
        "{}",
        answers[0]
    );
}
