//! Every rule of the API, and the refusal of who breaks it.

use reqwest::{Method, StatusCode};
use serde_json::json;
use trail365_sandbox::{ContentType, DisabledBy, Plan, Quota, TenantPlan, ThrottleStatus};

use crate::caller::{Caller, plan, read_answer, secret_form};

const EXCHANGE: &str = "contentType=Audit.Exchange";

/// A tenant that is subscribed to nothing.
fn plan_without_subscriptions() -> Plan {
    let mut plan = plan();
    plan.tenants[0].subscribed.clear();
    plan
}

#[tokio::test]
async fn every_refusal_has_its_code() {
    let mut plan = plan();
    plan.tenants[0].subscribed = vec![ContentType::Exchange];
    plan.tenants[0].disabled = [(ContentType::Dlp, DisabledBy::ServiceAdmin)].into();
    let caller = Caller::new(plan).await;
    let bad = StatusCode::BAD_REQUEST;
    for (operation, status, code) in [
        ("subscriptions/content", bad, "AF20001"),
        ("subscriptions/content?contentType=Audit.Sharepint", bad, "AF20020"),
        ("subscriptions/content?contentType=Audit.SharePoint", bad, "AF20022"),
        ("subscriptions/content?contentType=DLP.All", bad, "AF20023"),
        ("subscriptions/notifications?contentType=Audit.SharePoint", bad, "AF20022"),
        ("subscriptions/list?PublisherIdentifier=me", bad, "AF20002"),
        (
            "subscriptions/content?contentType=Audit.Exchange&startTime=yesterday&endTime=2026-03-03",
            bad,
            "AF20002",
        ),
        ("subscriptions/content?contentType=Audit.Exchange&startTime=2026-03-03", bad, "AF20030"),
        ("subscriptions/content?contentType=Audit.Exchange&endTime=2026-03-03", bad, "AF20030"),
        (
            "subscriptions/content?contentType=Audit.Exchange&startTime=2026-03-01&endTime=2026-03-02T00:00:01",
            bad,
            "AF20030",
        ),
        (
            "subscriptions/content?contentType=Audit.Exchange&startTime=2026-02-24T11:59:59&endTime=2026-02-25",
            bad,
            "AF20055",
        ),
        (
            "subscriptions/content?contentType=Audit.Exchange&startTime=2026-03-03&endTime=2026-03-03",
            bad,
            "AF20055",
        ),
        ("subscriptions/content?contentType=Audit.Exchange&nextPage=1R2R3R4R5", bad, "AF20031"),
        ("audit/nonsense", bad, "AF20052"),
        (
            "audit/00000590817600000000$00000590817600000000$audit_exchange$Audit_Exchange$0000000000000000",
            bad,
            "AF20052",
        ),
        ("resources/nothing", StatusCode::NOT_FOUND, ""),
        ("subscriptions/start?contentType=Audit.Exchange", StatusCode::METHOD_NOT_ALLOWED, ""),
    ] {
        let (got_status, got_code, body) = caller.get(operation).await;
        assert_eq!((got_status, got_code.as_str()), (status, code), "{operation}: {body}");
    }
}

#[tokio::test]
async fn the_url_and_the_token_belong_to_one_tenant_that_is_in_order() {
    let mut plan = plan();
    for state in [(false, false), (true, true)] {
        plan.tenants.push(TenantPlan { auditing: state.0, misconfigured: state.1, ..TenantPlan::default() });
    }
    let mut powerless = TenantPlan::default();
    powerless.apps[0].roles = vec!["ActivityFeed.ReadDlp".into()];
    plan.tenants.push(powerless);
    let mut caller = Caller::new(plan).await;
    let ids: Vec<String> = caller.sandbox.tenant_ids().into_iter().map(str::to_owned).collect();
    for (id, want) in [
        ("contoso.com", "AF20013"),
        (ids[1].as_str(), "AF20010"),
        ("11111111-1111-4111-8111-111111111111", "AF20010"),
    ] {
        id.clone_into(&mut caller.tenant);
        assert_eq!(caller.get("subscriptions/list").await.1, want);
    }
    for (id, want) in ids[1..].iter().zip(["AF20011", "AF20012", "AF10001"]) {
        id.clone_into(&mut caller.tenant);
        let (_, _, answer) = caller.sign_in(&secret_form(caller.sandbox.origin())).await;
        answer["access_token"].as_str().unwrap().clone_into(&mut caller.token);
        assert_eq!(caller.get("subscriptions/list").await.1, want);
    }
    caller.token.push('x');
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_counts_where_it_is_for() {
    for root in ["https://manage.office.com", "https://manage.office.com/"] {
        let mut statuses = Vec::new();
        for roots in [vec![], vec!["https://manage.office.com".to_owned()]] {
            let mut plan = plan();
            plan.service.roots = roots;
            let mut caller = Caller::new(plan).await;
            assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
            let (_, _, answer) = caller.sign_in(&secret_form(root)).await;
            answer["access_token"].as_str().unwrap().clone_into(&mut caller.token);
            statuses.push(caller.get("subscriptions/list").await.0);
        }
        assert_eq!(statuses, [StatusCode::UNAUTHORIZED, StatusCode::OK], "{root}");
    }
}

#[tokio::test]
async fn data_loss_prevention_needs_a_role_of_its_own() {
    let mut plan = plan();
    let able = Caller::new(plan.clone()).await;
    let blob = able.list_all(ContentType::Dlp).await.remove(0);
    plan.tenants[0].apps[0].roles = vec!["ActivityFeed.Read".to_owned()];
    let caller = Caller::new(plan).await;
    let fetch = format!("audit/{}", blob.id);
    for operation in [
        "subscriptions/content?contentType=DLP.All",
        "subscriptions/notifications?contentType=DLP.All",
        &fetch,
    ] {
        assert_eq!(able.get(operation).await.0, StatusCode::OK, "{operation}");
        let (status, code, body) = caller.get(operation).await;
        assert_eq!((status, code.as_str()), (StatusCode::UNAUTHORIZED, "AF10001"), "{operation}");
        assert!(body["error"]["message"].as_str().unwrap().ends_with("lacks ActivityFeed.ReadDlp."));
    }
    for operation in ["start", "stop"] {
        let operation = format!("subscriptions/{operation}?contentType=DLP.All");
        assert_eq!(caller.post(&operation, "").await.1, "AF10001", "{operation}");
    }
    for operation in ["subscriptions/list", "subscriptions/content?contentType=Audit.General"] {
        assert_eq!(caller.get(operation).await.0, StatusCode::OK, "{operation}");
    }
}

#[tokio::test]
async fn a_subscription_starts_stops_and_starts_again_after_a_quarter_of_an_hour() {
    let caller = Caller::new(plan_without_subscriptions()).await;
    let clock = caller.sandbox.clock();
    let start = format!("subscriptions/start?{EXCHANGE}");
    assert_eq!(caller.get("subscriptions/list").await.2, json!([]));
    let (status, _, body) = caller.post(&start, "").await;
    let enabled = json!({"contentType": "Audit.Exchange", "status": "enabled", "webhook": null});
    assert_eq!((status, &body), (StatusCode::OK, &enabled));
    assert_eq!(caller.post(&start, "").await.1, "AF20024");
    assert_eq!(caller.get("subscriptions/list").await.2, json!([enabled]));

    clock.advance(60 * 60 * 1000).unwrap();
    let before = caller.list_all(ContentType::Exchange).await;
    assert!(!before.is_empty() && before.iter().all(|item| item.created.as_str() >= "2026-03-03T12:00:00"));
    let (status, _, body) = caller.post(&format!("subscriptions/stop?{EXCHANGE}"), "").await;
    assert_eq!((status, body), (StatusCode::OK, serde_json::Value::Null));
    assert_eq!(caller.get("subscriptions/list").await.2[0]["status"], "disabled");
    for operation in [
        &format!("subscriptions/content?{EXCHANGE}"),
        &before[0].uri[before[0].uri.find("audit/").unwrap()..],
    ] {
        assert_eq!(caller.get(operation).await.1, "AF20022");
    }
    assert_eq!(caller.post(&format!("subscriptions/stop?{EXCHANGE}"), "").await.1, "AF20022");

    clock.advance(60 * 60 * 1000).unwrap();
    assert_eq!(caller.post(&start, "").await.0, StatusCode::OK);
    caller.post(&format!("subscriptions/stop?{EXCHANGE}"), "").await;
    clock.advance(14 * 60 * 1000).unwrap();
    assert_eq!(caller.post(&start, "").await.1, "AF429");
    clock.advance(60 * 1000).unwrap();
    assert_eq!(caller.post(&start, "").await.0, StatusCode::OK);
    clock.advance(60 * 60 * 1000).unwrap();
    let after = caller.list_all(ContentType::Exchange).await;
    let lost = |item: &&crate::caller::Item| {
        ("2026-03-03T13:00:00".."2026-03-03T14:15:00").contains(&item.created.as_str())
    };
    assert_eq!(after.iter().find(lost), None);
    assert!(after.len() > before.len() && after.starts_with(&before));
}

#[tokio::test]
async fn the_first_content_may_take_hours() {
    let mut plan = plan_without_subscriptions();
    plan.service.first_content_minutes = 12 * 60;
    let caller = Caller::new(plan).await;
    caller.post(&format!("subscriptions/start?{EXCHANGE}"), "").await;
    caller.sandbox.clock().advance(12 * 3600 * 1000 - 1000).unwrap();
    assert_eq!(caller.list_all(ContentType::Exchange).await, []);
    caller.sandbox.clock().advance(1000).unwrap();
    let all = caller.list_all(ContentType::Exchange).await;
    assert!(all.len() > 20 && all[0].created.as_str() < "2026-03-03T12:30:00", "{}", all[0].created);
}

#[tokio::test]
async fn windows_hold_what_was_created_in_them_in_all_three_forms() {
    let caller = Caller::new(plan()).await;
    let all = caller.list_all(ContentType::Exchange).await;
    let within = |from: &str, to: &str| -> Vec<_> {
        all.iter()
            .filter(|item| from <= item.created.as_str() && item.created.as_str() < to)
            .cloned()
            .collect()
    };
    for (start, end) in [
        ("2026-03-02", "2026-03-03"),
        ("2026-03-02T22:30", "2026-03-03T10:01"),
        ("2026-03-03T09:00:01", "2026-03-03T09:00:02"),
        ("2026-03-03T09:00:00", "2026-03-03T11:59:59"),
    ] {
        let url = caller.url(&format!("subscriptions/content?{EXCHANGE}&startTime={start}&endTime={end}"));
        assert_eq!(caller.list_pages(&url).await, within(start, end), "{start} {end}");
    }
    let exact = &all[5].created[..19];
    let url = caller
        .url(&format!("subscriptions/content?{EXCHANGE}&startTime={exact}&endTime=2026-03-03T11:00:00"));
    assert_eq!(caller.list_pages(&url).await[0], all[5]);
    let default = caller.list_pages(&caller.url(&format!("subscriptions/content?{EXCHANGE}"))).await;
    assert_eq!(default, all);
}

#[tokio::test]
async fn pages_lead_to_the_end_and_their_marks_count_for_one_listing_only() {
    let mut plan = plan();
    plan.service.page_size = 7;
    let caller = Caller::new(plan).await;
    let first = caller.raw(Method::GET, &caller.url(&format!("subscriptions/content?{EXCHANGE}")), "").await;
    let next = first.headers()["NextPageUri"].to_str().unwrap().to_owned();
    assert!(
        next.starts_with(
            &caller.url("subscriptions/content?contentType=Audit.Exchange&startTime=2026-03-02")
        )
    );
    let sizes: Vec<serde_json::Value> = first.json_list().await;
    assert_eq!(sizes.len(), 7);
    let all = caller.list_pages(&caller.url(&format!("subscriptions/content?{EXCHANGE}"))).await;
    assert!(all.len() > 100);
    caller.sandbox.clock().advance(5 * 60 * 1000).unwrap();
    assert_eq!(caller.list_pages(&next).await, all[7..]);
    for (from, to) in
        [("Exchange", "General"), ("startTime=2026-03-02T12", "startTime=2026-03-02T13"), ("R0R", "R1R")]
    {
        let other = next.replace(from, to);
        assert_ne!(other, next);
        let code = read_answer(caller.raw(Method::GET, &other, "").await).await.1;
        assert!(["AF20031", "AF20022"].contains(&code.as_str()), "{other}: {code}");
    }
}

#[tokio::test]
async fn quotas_are_by_tenant_and_publisher() {
    let mut plan = plan();
    plan.service.quota = Quota {
        requests: 3,
        window_ms: 400,
        status: ThrottleStatus::Forbidden,
        retry_after_seconds: Some(2),
    };
    let caller = Caller::new(plan).await;
    let named = "subscriptions/list?PublisherIdentifier=46b472a7-c68e-4adf-8ade-3db49497518e";
    for _ in 0..3 {
        assert_eq!(caller.get(named).await.0, StatusCode::OK);
    }
    let refused = caller.raw(Method::GET, &caller.url(named), "").await;
    assert_eq!(
        (refused.status(), &refused.headers()["retry-after"]),
        (StatusCode::FORBIDDEN, &"2".parse().unwrap())
    );
    assert_eq!(read_answer(refused).await.1, "AF429");
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
    tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    assert_eq!(caller.get(named).await.0, StatusCode::OK);
}

#[tokio::test]
async fn throttling_comes_with_either_status() {
    let mut plan = plan();
    plan.service.quota = Quota { requests: 1, window_ms: 60_000, ..Quota::default() };
    let caller = Caller::new(plan).await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(caller.get("subscriptions/list").await.0.as_u16());
    }
    assert_eq!(statuses, [200, 403, 429, 403, 429]);
}

#[tokio::test]
async fn answers_take_as_long_as_planned() {
    let mut plan = plan();
    plan.service.latency_ms = 300;
    let caller = Caller::new(plan).await;
    let begun = std::time::Instant::now();
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
    let took = begun.elapsed().as_millis();
    assert!(took >= 300, "{took}");
}

#[tokio::test]
async fn sensitive_types_have_names_in_the_language_that_is_asked_for() {
    let caller = Caller::new(plan()).await;
    for (language, want) in [
        (None, "Credit Card Number"),
        (Some("de-DE"), "Kreditkartennummer"),
        (Some("es"), "Número de tarjeta de crédito"),
        (Some("tlh"), "Credit Card Number"),
        (Some("de, en"), "AF20053"),
        (Some("!"), "AF20054"),
    ] {
        let mut request =
            caller.http.get(caller.url("resources/dlpSensitiveTypes")).bearer_auth(&caller.token);
        if let Some(language) = language {
            request = request.header("Accept-Language", language);
        }
        let (_, code, body) = read_answer(request.send().await.unwrap()).await;
        assert_eq!(body[0]["name"].as_str().unwrap_or(&code), want);
        assert!(body.is_object() || body[0]["id"] == "50842eb7-edc8-4019-85dd-5a5c1f2bb085");
    }
}

/// A list in an answer.
trait JsonList {
    async fn json_list<T: serde::de::DeserializeOwned>(self) -> Vec<T>;
}

impl JsonList for reqwest::Response {
    async fn json_list<T: serde::de::DeserializeOwned>(self) -> Vec<T> {
        serde_json::from_str(&self.text().await.unwrap()).unwrap()
    }
}
