//! The operations of the Office 365 Management Activity API.

mod content;
mod denial;
mod dlp;
mod fetch;
mod listing;
mod notifications;
mod odd_items;
mod page;
mod start;
mod stop;
mod validation;
mod window;

pub(crate) use denial::{Denial, unauthorized};

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, header};

use crate::content_type::ContentType;
use crate::moment::Moment;

use super::answer::Answer;
use super::body::{Body, gzip};
use super::entra::Bearer;
use super::query::Query;
use super::strikes::{Fault, Target};
use super::world::{TenantState, World};

pub(crate) use content::ContentItem;
pub(crate) use validation::HookClient;

/// Role that DLP.All needs besides.
const READ_DLP: &str = "ActivityFeed.ReadDlp";

/// A request to the API by somebody who may ask.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a Arc<World>,
    /// Place of the tenant.
    pub(crate) place: usize,
    pub(crate) tenant: &'a TenantState,
    pub(crate) bearer: Bearer,
    pub(crate) query: Query,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) now: Moment,
    pub(crate) hooks: &'a HookClient,
}

/// An answer, or what is said instead.
pub(crate) type Outcome = Result<Answer, Denial>;

/// Name of the operation at a path below `activity/feed/`, as the log has it.
pub(crate) fn operation(path: &str) -> &'static str {
    match path.to_ascii_lowercase().as_str() {
        "subscriptions/start" => "start",
        "subscriptions/stop" => "stop",
        "subscriptions/list" => "list",
        "subscriptions/content" => "content",
        "subscriptions/notifications" => "notifications",
        "resources/dlpsensitivetypes" => "dlp_sensitive_types",
        path if path.starts_with("audit/") => "fetch",
        _ => "unknown",
    }
}

/// Answers a request for the operation at a path below `activity/feed/`.
pub(crate) async fn answer(call: Call<'_>, method: &Method, path: &str) -> Answer {
    let operation = operation(path);
    let Some(expected) = method_of(operation) else {
        return Answer::message(
            StatusCode::NOT_FOUND,
            "No HTTP resource was found that matches the request URI.",
        );
    };
    if *method != expected {
        let message = format!("The requested resource does not support http method '{method}'.");
        return Answer::message(StatusCode::METHOD_NOT_ALLOWED, &message);
    }
    if let Some(denial) = call.over_quota(method) {
        return denial;
    }
    let content = operation == "fetch";
    let object = format!("{} {operation} {}", call.tenant.id, if content { path } else { call.kind_name() });
    let target = if content { Target::Content } else { Target::Operation };
    let struck = call.world.strikes.strike(target, &object);
    match struck {
        Some((fault, number)) if !damages_body(fault) => call.fail(method, fault, number).await,
        _ => call.run(operation, path, struck).await.unwrap_or_else(Denial::into_answer),
    }
}

fn damages_body(fault: Fault) -> bool {
    matches!(fault, Fault::CutBody | Fault::CorruptBody | Fault::WrongLength)
}

fn method_of(operation: &str) -> Option<Method> {
    match operation {
        "start" | "stop" => Some(Method::POST),
        "unknown" => None,
        _ => Some(Method::GET),
    }
}

impl Call<'_> {
    async fn run(&self, operation: &str, path: &str, struck: Option<(Fault, u64)>) -> Outcome {
        self.publisher()?;
        match operation {
            "start" => start::start(self).await,
            "stop" => stop::stop(self),
            "list" => Ok(self.listed()),
            "content" => content::list(self),
            "notifications" => notifications::list(self),
            "dlp_sensitive_types" => dlp::list(self),
            _ => fetch::fetch(self, path, struck),
        }
    }

    /// The subscriptions there are.
    fn listed(&self) -> Answer {
        let subscriptions = self.tenant.subscriptions();
        let all = ContentType::ALL.into_iter().zip(subscriptions.iter());
        let views: Vec<_> =
            all.filter(|(_, s)| s.exists()).map(|(kind, s)| s.view(kind.name(), self.now)).collect();
        self.json(&views)
    }

    /// The publisher that the caller names.
    fn publisher(&self) -> Result<Option<&str>, Denial> {
        match self.query.get("publisheridentifier") {
            Some(id) if !crate::guid::is_guid(id) => Err(Denial::wrong_type("PublisherIdentifier", "guid")),
            id => Ok(id),
        }
    }

    /// Name of the content type that is asked for, if there is such a one.
    fn kind_name(&self) -> &'static str {
        self.query.get("contenttype").and_then(ContentType::named).map_or("", ContentType::name)
    }

    /// The content type that is asked for; one that was disabled is refused.
    fn content_type(&self) -> Result<ContentType, Denial> {
        let name = self.query.get("contenttype").ok_or_else(|| Denial::missing("contentType"))?;
        let kind = ContentType::named(name).ok_or_else(Denial::unknown_content_type)?;
        self.allowed(kind)?;
        Ok(kind)
    }

    /// Refuses a content type that was disabled, or that the token lacks a role for.
    fn allowed(&self, kind: ContentType) -> Result<(), Denial> {
        if kind == ContentType::Dlp && !self.bearer.has_role(READ_DLP) {
            return Err(Denial::no_permission(&self.bearer.roles, READ_DLP));
        }
        self.tenant.plan.disabled.get(&kind).map_or(Ok(()), |by| Err(Denial::disabled(*by)))
    }

    /// Refuses where no subscription runs.
    fn subscribed(&self, kind: ContentType) -> Result<(), Denial> {
        let enabled = self.tenant.subscriptions()[kind.index()].enabled();
        enabled.then_some(()).ok_or_else(Denial::no_subscription)
    }

    /// An answer in JSON, compressed if the caller takes that.
    fn json(&self, value: &impl serde::Serialize) -> Answer {
        let answer = Answer::ok(value);
        if let (true, Body::Whole(text)) = (self.takes_gzip(), &answer.body)
            && let Ok(packed) = gzip(text)
        {
            return answer.with_body(Body::Whole(packed.into())).with(header::CONTENT_ENCODING, "gzip");
        }
        answer
    }

    fn takes_gzip(&self) -> bool {
        let accepts = |value: &http::HeaderValue| {
            value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("gzip"))
        };
        self.world.plan.service.gzip && self.headers.get_all(header::ACCEPT_ENCODING).iter().any(accepts)
    }

    fn over_quota(&self, method: &Method) -> Option<Answer> {
        let publisher = self.query.get("publisheridentifier");
        let count = self.world.quotas.admit(&self.tenant.id, publisher).err()?;
        let quota = &self.world.plan.service.quota;
        Some(self.throttled(method, quota.retry_after_seconds, u64::from(count)))
    }

    fn throttled(&self, method: &Method, retry_after: Option<u32>, number: u64) -> Answer {
        let publisher = self.query.get("publisheridentifier").unwrap_or_default();
        let denial = Denial::throttled(method.as_str(), publisher);
        denial.throttling(self.world.plan.service.quota.status, retry_after, number)
    }

    /// What a caller is told whom this fault strikes.
    async fn fail(&self, method: &Method, fault: Fault, number: u64) -> Answer {
        let faults = &self.world.plan.faults;
        let answer = match fault {
            Fault::Throttled => self.throttled(method, faults.retry_after_seconds, number),
            Fault::TokenExpired => {
                self.world.tokens.revoke(&self.bearer);
                unauthorized()
            }
            Fault::HtmlError => denial::html_page(number),
            Fault::OddRefusal => denial::odd_refusal(number),
            Fault::ObjectBody => denial::error_with_success(),
            Fault::Hang => {
                tokio::time::sleep(std::time::Duration::from_millis(faults.hang_ms)).await;
                Answer::message(StatusCode::GATEWAY_TIMEOUT, "The request timed out.")
            }
            _ => denial::server_error(number),
        };
        answer.struck_by(fault.name())
    }
}
