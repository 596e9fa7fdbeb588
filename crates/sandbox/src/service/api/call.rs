//! A request to the API by somebody who may ask, and what all operations ask of it.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, header};

use crate::content_type::ContentType;
use crate::guid::is_guid;
use crate::moment::Moment;
use crate::service::answer::Answer;
use crate::service::body::{Body, gzip_text};
use crate::service::entra::Bearer;
use crate::service::hook_client::HookClient;
use crate::service::query::Query;
use crate::service::world::{TenantState, World};

use super::denial::Denial;

/// Role that DLP.All needs besides `ActivityFeed.Read`.
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

/// An answer, or the refusal in its place.
pub(super) type Outcome = Result<Answer, Denial>;

impl Call<'_> {
    /// Returns the publisher that the caller names, and refuses one that is no GUID.
    pub(super) fn check_publisher(&self) -> Result<Option<&str>, Denial> {
        match self.query.find("publisheridentifier") {
            Some(id) if !is_guid(id) => Err(Denial::wrong_type("PublisherIdentifier", "guid")),
            id => Ok(id),
        }
    }

    /// Returns the name of the requested content type; empty if there is no such type.
    pub(super) fn content_type_name(&self) -> &'static str {
        self.query.find("contenttype").and_then(ContentType::named).map_or("", ContentType::name)
    }

    /// Returns the requested content type; refuses one that was disabled.
    pub(super) fn content_type(&self) -> Result<ContentType, Denial> {
        let name = self.query.find("contenttype").ok_or_else(|| Denial::missing_parameter("contentType"))?;
        let kind = ContentType::named(name).ok_or_else(Denial::unknown_content_type)?;
        self.ensure_allowed(kind)?;
        Ok(kind)
    }

    /// Refuses a content type that was disabled, or that the token lacks a role for.
    pub(super) fn ensure_allowed(&self, kind: ContentType) -> Result<(), Denial> {
        if kind == ContentType::Dlp && !self.bearer.has_role(READ_DLP) {
            return Err(Denial::no_permission(&self.bearer.roles, READ_DLP));
        }
        self.tenant.plan.disabled.get(&kind).map_or(Ok(()), |by| Err(Denial::disabled_type(*by)))
    }

    /// Refuses a content type without a running subscription.
    pub(super) fn ensure_subscribed(&self, kind: ContentType) -> Result<(), Denial> {
        let enabled = self.tenant.subscriptions()[kind.index()].is_enabled();
        enabled.then_some(()).ok_or_else(Denial::no_subscription)
    }

    /// Makes an answer in JSON, compressed if the caller accepts that.
    pub(super) fn json_answer(&self, value: &impl serde::Serialize) -> Answer {
        // A blob is compressed while it is sent; these answers are short enough to be compressed at once.
        let answer = Answer::ok_json(value);
        if let (true, Body::Whole(text)) = (self.takes_gzip(), &answer.body)
            && let Ok(packed) = gzip_text(text)
        {
            return answer
                .with_body(Body::Whole(packed.into()))
                .with_header(header::CONTENT_ENCODING, "gzip");
        }
        answer
    }

    pub(super) fn takes_gzip(&self) -> bool {
        // No weights are read: a caller that names gzip at all takes it.
        let accepts = |value: &http::HeaderValue| {
            value.to_str().is_ok_and(|text| text.to_ascii_lowercase().contains("gzip"))
        };
        self.world.plan.service.gzip && self.headers.get_all(header::ACCEPT_ENCODING).iter().any(accepts)
    }

    pub(super) fn throttled_answer(&self, method: &Method, retry_after: Option<u32>, number: u64) -> Answer {
        let publisher = self.query.find("publisheridentifier").unwrap_or_default();
        let denial = Denial::too_many_requests(method.as_str(), publisher);
        denial.into_throttled(self.world.plan.service.quota.status, retry_after, number)
    }
}
