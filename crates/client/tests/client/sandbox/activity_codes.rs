//! Codes of the API, each provoked as a caller would.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use trail365_client::{
    ContentInfo, ContentType, Credential, Error, ErrorKind as K, Fault as F, ManagedIdentity, Result, Retry,
    WebhookChange, WebhookSettings, Window,
};
use trail365_sandbox::{ContentType as Kind, DisabledBy, Plan, TenantPlan};

use super::codes::Case;
use super::{Stage, builder, fresh, plan, secret};

const EXCHANGE: ContentType = ContentType::AuditExchange;

type Meaning = (&'static str, K, F, Retry, &'static str);

fn case((code, kind, fault, retry, remedy): Meaning, error: Error) -> Case {
    Case { code: code.to_owned(), kind, fault, retry, remedy, error }
}

/// A code that stays until somebody does something.
fn stays(code: &'static str, kind: K, fault: F, remedy: &'static str) -> Meaning {
    (code, kind, fault, Retry::Never, remedy)
}

pub async fn cases() -> Vec<Case> {
    let mut all = of_tenants().await;
    all.extend(of_subscriptions().await);
    all.extend(of_webhooks().await);
    all.extend(of_windows().await);
    all.extend(of_content().await);
    all.extend(of_languages().await);
    all.extend(of_load().await);
    all
}

/// A tenant that others stand beside: without auditing, badly configured, with an app that may too little.
fn tenants() -> Plan {
    let mut plan = plan();
    plan.tenants.push(TenantPlan { auditing: false, ..TenantPlan::default() });
    plan.tenants.push(TenantPlan { misconfigured: true, ..TenantPlan::default() });
    let mut powerless = TenantPlan::default();
    powerless.apps[0].roles = vec!["ActivityFeed.ReadDlp".to_owned()];
    plan.tenants.push(powerless);
    plan
}

async fn of_tenants() -> Vec<Case> {
    let stage = Stage::new(tenants()).await;
    let of = async |tenant, credential| {
        builder(&stage.sandbox, tenant, credential).build().unwrap().list_subscriptions().await.unwrap_err()
    };
    // The machine's identity is one of the first tenant.
    let imds = format!("{}/metadata/identity/oauth2/token", stage.sandbox.origin());
    let machine = Credential::managed_identity(ManagedIdentity::imds().with_endpoint(imds));
    let domain = stage.address("contoso.com", "subscriptions/content?contentType=Audit.Exchange");
    vec![
        case(stays("AF20010", K::Refused, F::Configuration, "directory"), of(1, machine).await),
        case(stays("AF20011", K::Refused, F::Tenant, "turn on auditing"), of(1, secret()).await),
        case(stays("AF20012", K::Refused, F::Tenant, "auditing is on"), of(2, secret()).await),
        case(stays("AF10001", K::Unauthorized, F::Configuration, "ActivityFeed.Read"), of(3, secret()).await),
        case(
            stays("AF20013", K::Refused, F::Configuration, "not a domain name"),
            followed(&stage, &domain).await,
        ),
    ]
}

/// What is said to the address of a page that nobody gave.
async fn followed(stage: &Stage, uri: &str) -> Error {
    stage.client.next_page::<ContentInfo>(uri).await.unwrap_err()
}

async fn of_subscriptions() -> Vec<Case> {
    let mut plan = fresh();
    plan.tenants[0].subscribed = vec![Kind::Exchange];
    plan.tenants[0].disabled = BTreeMap::from([(Kind::Dlp, DisabledBy::TenantAdmin)]);
    let stage = Stage::new(plan).await;
    let tenant = stage.client.tenant().to_string();
    let unknown = stage.address(&tenant, "subscriptions/content?contentType=Audit.Everything");
    let started = stage.client.start_subscription(EXCHANGE, WebhookChange::Unchanged).await;
    let none = stays("AF20022", K::NoSubscription, F::Tenant, "start the subscription");
    let disabled = stays("AF20023", K::SubscriptionDisabled, F::Tenant, "administrator");
    vec![
        case(none, stage.client.stop_subscription(ContentType::AuditGeneral).await.unwrap_err()),
        case(none, stage.client.list_content(ContentType::AuditGeneral, None).await.unwrap_err()),
        case(none, stage.client.list_notifications(ContentType::AuditGeneral, None).await.unwrap_err()),
        case(disabled, stage.client.list_content(ContentType::DlpAll, None).await.unwrap_err()),
        case(stays("AF20020", K::Refused, F::Caller, "Audit.General"), followed(&stage, &unknown).await),
        case(stays("AF20024", K::Refused, F::Caller, "continue"), started.unwrap_err()),
    ]
}

async fn of_webhooks() -> Vec<Case> {
    let stage = Stage::new(fresh()).await;
    let start = async |address: &str, expiration| {
        let settings = WebhookSettings { address: address.to_owned(), auth_id: None, expiration };
        let started = stage.client.start_subscription(EXCHANGE, WebhookChange::Set(settings)).await;
        started.unwrap_err()
    };
    let nobody = "http://127.0.0.1:9/hook";
    let past = DateTime::parse_from_rfc3339("2026-03-03T11:59:59Z").unwrap().to_utc();
    vec![
        case(stays("AF20001", K::Refused, F::Ours, "report it"), start("", None).await),
        case(
            stays("AF20002", K::Refused, F::Ours, "report it"),
            start(nobody, Some(DateTime::<Utc>::MAX_UTC)).await,
        ),
        case(
            stays("AF20003", K::Refused, F::Configuration, "in the future"),
            start(nobody, Some(past)).await,
        ),
        case(stays("AF20021", K::Refused, F::Configuration, "begin with https"), start(nobody, None).await),
    ]
}

async fn of_windows() -> Vec<Case> {
    let mut plan = plan();
    plan.service.page_size = 1;
    let stage = Stage::new(plan).await;
    let tenant = stage.client.tenant().to_string();
    let one_end =
        stage.address(&tenant, "subscriptions/content?contentType=Audit.Exchange&startTime=2026-03-03");
    let old = Window::parse("2026-02-24T11:59:59", "2026-02-25").unwrap();
    let next = stage.client.list_content(EXCHANGE, None).await.unwrap().next.unwrap();
    let general = next.replace("Audit.Exchange", "Audit.General");
    vec![
        case(stays("AF20030", K::Window, F::Caller, "24 hours"), followed(&stage, &one_end).await),
        case(
            stays("AF20055", K::Window, F::Caller, "seven days"),
            stage.client.list_content(EXCHANGE, Some(old)).await.unwrap_err(),
        ),
        case(stays("AF20031", K::Refused, F::Caller, "first page"), followed(&stage, &general).await),
    ]
}

async fn of_content() -> Vec<Case> {
    let (stage, later) = (Stage::new(plan()).await, Stage::new(plan()).await);
    later.sandbox.clock().advance(3600 * 1000).unwrap();
    let fetch = async |id: &str| fetched(&stage, id).await.unwrap_err();
    let newest = later.truth().pop().unwrap().content_id;
    let oldest = stage.truth().remove(0).content_id;
    let missing = |code, remedy| stays(code, K::ContentMissing, F::Caller, remedy);
    let mut cases = vec![
        case(missing("AF20050", "continue without it"), fetch(&newest).await),
        case(missing("AF20052", "contentUri"), fetch("nonsense").await),
    ];
    fetched(&stage, &oldest).await.unwrap();
    stage.sandbox.clock().advance(7 * 24 * 3600 * 1000).unwrap();
    cases.push(case(
        stays("AF20051", K::ContentExpired, F::Caller, "continue without it"),
        fetch(&oldest).await,
    ));
    cases
}

async fn fetched(stage: &Stage, id: &str) -> Result<()> {
    stage.client.fetch_bytes(&stage.client.content_uri(id)?).await.map(drop)
}

async fn of_languages() -> Vec<Case> {
    let stage = Stage::new(plan()).await;
    let named = async |language| stage.client.list_sensitive_types(Some(language)).await.unwrap_err();
    vec![
        case(stays("AF20053", K::Refused, F::Caller, "one language"), named("de, en").await),
        case(stays("AF20054", K::Refused, F::Caller, "en-US"), named("!").await),
    ]
}

async fn of_load() -> Vec<Case> {
    let mut cases = Vec::new();
    for retry_after_seconds in [None, Some(7)] {
        let mut plan = plan();
        plan.service.quota.requests = 1;
        plan.service.quota.retry_after_seconds = retry_after_seconds;
        let stage = Stage::new(plan).await;
        stage.client.list_subscriptions().await.unwrap();
        let retry = retry_after_seconds
            .map_or(Retry::Soon, |seconds| Retry::After(Duration::from_secs(seconds.into())));
        let meaning = ("AF429", K::Throttled, F::Caller, retry, "more slowly");
        cases.push(case(meaning, stage.client.list_subscriptions().await.unwrap_err()));
    }
    let meaning = ("AF50000", K::Service, F::Service, Retry::Soon, "after a pause");
    cases.push(case(meaning, internal_error().await));
    cases
}

/// The service fails in several ways, and says AF50000 in one of them.
async fn internal_error() -> Error {
    let mut plan = plan();
    (plan.faults.server_error, plan.faults.tries) = (1.0, 100);
    let stage = Stage::new(plan).await;
    for _ in 0..100 {
        let error = stage.client.list_subscriptions().await.unwrap_err();
        if error.code().is_some() {
            return error;
        }
    }
    panic!("it never said so")
}
