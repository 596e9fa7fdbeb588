//! The operations of the API.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderValue;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::content::{Bounds, Content};
use crate::error::quote;
use crate::feed::Feed;
use crate::items::Items;
use crate::limiter::{Limiter, Pace};
use crate::listing::{ContentInfo, Listed, Notification, Page, SensitiveType};
use crate::pages::Pages;
use crate::retry::Retries;
use crate::server_clock::ServerClock;
use crate::subscription::{ContentType, Subscription, WebhookChange};
use crate::time::render;
use crate::token::Tokens;
use crate::{Builder, Cloud, Credential, Error, ErrorKind, Result, TenantId, Window};

/// The Management Activity API of one tenant. Clones share token, pace, connections and clock.
///
/// ```no_run
/// use trail365_client::{AppId, Client, Cloud, ContentType, Credential, Secret, TenantId};
///
/// # async fn run() -> trail365_client::Result<()> {
/// let tenant: TenantId = "41463f53-8812-40f4-890f-865bf6e35190".parse()?;
/// let app: AppId = "00001111-aaaa-2222-bbbb-3333cccc4444".parse()?;
/// let secret = Secret::new(std::env::var("CLIENT_SECRET").unwrap_or_default());
/// let client = Client::builder(Cloud::Enterprise, tenant, Credential::client_secret(app, secret)).build()?;
///
/// for info in client.content_pages(ContentType::AuditExchange, None).all().await? {
///     let records = client.fetch_bytes(&info.content_uri).await?;
///     println!("{} {} bytes", info.content_id, records.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) tenant: TenantId,
    pub(crate) http: reqwest::Client,
    pub(crate) feed: Feed,
    pub(crate) tokens: Tokens,
    pub(crate) limiter: Limiter,
    pub(crate) clock: Arc<ServerClock>,
    pub(crate) retries: Retries,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) content_timeout: Option<Duration>,
    pub(crate) bounds: Bounds,
    pub(crate) most_pages: usize,
}

impl Client {
    /// Settings for a client of `tenant`, which lives in `cloud` and knows the app of `credential`.
    pub fn builder(cloud: Cloud, tenant: TenantId, credential: Credential) -> Builder {
        Builder::new(cloud, tenant, credential)
    }

    /// Whose activity it is.
    pub fn tenant(&self) -> TenantId {
        self.shared.tenant
    }

    /// Starts a subscription, or changes the webhook of one; at the earliest 15 minutes after the last time. The first content
    /// can take 12 hours.
    ///
    /// # Errors
    /// Code AF20024 if it is enabled already and there was nothing to change, AF20021 if the webhook did not answer.
    pub async fn start_subscription(
        &self,
        content_type: ContentType,
        webhook: WebhookChange,
    ) -> Result<Subscription> {
        let url = self.operation("subscriptions/start", &[("contentType", content_type.as_str())]);
        self.json(&Call::post(format!("start the subscription {content_type}"), url, webhook.body())).await
    }

    /// Stops a subscription. What the service gathers from then until it is started again can never be had.
    ///
    /// # Errors
    /// Code AF20022 if there is none.
    pub async fn stop_subscription(&self, content_type: ContentType) -> Result<()> {
        let url = self.operation("subscriptions/stop", &[("contentType", content_type.as_str())]);
        let call = Call::post(format!("stop the subscription {content_type}"), url, None);
        self.repeated(&call, || self.shared.send(&call)).await.map(drop)
    }

    /// The subscriptions that there are, with their webhooks. One that cannot be read has an empty word for its content type,
    /// and a warning in the log tells of it.
    ///
    /// # Errors
    /// Those of the transport, of signing in and of the service.
    pub async fn list_subscriptions(&self) -> Result<Vec<Subscription>> {
        let call = Call::get("list the subscriptions", self.operation("subscriptions/list", &[]));
        let shared = &self.shared;
        let once = async || shared.send(&call).await?.subscriptions(&call.doing, &shared.clock).await;
        self.repeated(&call, once).await
    }

    /// First page of the content that became available in `window`, by default the last 24 hours.
    ///
    /// # Errors
    /// Kind [`ErrorKind::NoSubscription`] if it was never started, [`ErrorKind::Window`] if it begins more than 7 days ago.
    pub async fn list_content(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Result<Page<ContentInfo>> {
        self.list(content_type, window).await
    }

    /// First page of the notifications that the webhook was sent, or should have been, in `window`.
    ///
    /// # Errors
    /// As [`list_content`](Self::list_content).
    pub async fn list_notifications(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Result<Page<Notification>> {
        self.list(content_type, window).await
    }

    /// The page at [`Page::next`] of another.
    ///
    /// # Errors
    /// [`ErrorKind::ForeignHost`], and no request, if it is not at the cloud's own host; code AF20031 if it is too old.
    pub async fn next_page<T: Listed>(&self, uri: &str) -> Result<Page<T>> {
        let doing = format!("list {}", T::WHAT);
        let url = self.shared.feed.follow(uri, &doing)?;
        self.page(&Call { dead_end: Some(ErrorKind::PageLoop), ..Call::get(doing, url) }).await
    }

    /// All pages of content, page by page or at once.
    pub fn content_pages(&self, content_type: ContentType, window: Option<Window>) -> Pages<ContentInfo> {
        Pages::new(self.clone(), content_type, window)
    }

    /// All pages of notifications, page by page or at once.
    pub fn notification_pages(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Pages<Notification> {
        Pages::new(self.clone(), content_type, window)
    }

    /// The content at `content_uri` of a listing or notification, as it arrives.
    ///
    /// # Errors
    /// [`ErrorKind::ForeignHost`], and no request, if it is not at the cloud's own host; [`ErrorKind::ContentExpired`] and
    /// [`ErrorKind::ContentMissing`] if it is no longer there. What breaks after the beginning is told by the content.
    pub async fn fetch_content(&self, content_uri: &str) -> Result<Content> {
        let call = self.fetch(content_uri)?;
        self.repeated(&call, || self.content(&call)).await
    }

    /// The content at `content_uri`, whole and in memory; no more than
    /// [`Builder::max_bytes_in_memory`](crate::Builder::max_bytes_in_memory), by default 1 GiB. Unlike that of a stream, a
    /// broken body is fetched again.
    ///
    /// # Errors
    /// As [`fetch_content`](Self::fetch_content) and [`Content::chunk`].
    pub async fn fetch_bytes(&self, content_uri: &str) -> Result<Bytes> {
        let call = self.fetch(content_uri)?;
        self.repeated(&call, || async { self.content(&call).await?.bytes().await }).await
    }

    /// Where the content of this ID is, for those who have the ID only.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if it can be no ID.
    pub fn content_uri(&self, content_id: &str) -> Result<String> {
        self.shared.feed.content(content_id)
    }

    /// Names of the kinds of sensitive information that records of data loss prevention tell by ID, in a language such as
    /// `de-DE`, or in the service's own.
    ///
    /// # Errors
    /// Codes AF20053 and AF20054 if the service does not take the language.
    pub async fn list_sensitive_types(&self, language: Option<&str>) -> Result<Vec<SensitiveType>> {
        let mut call = Call::get("list sensitive types", self.operation("resources/dlpSensitiveTypes", &[]));
        call.language = language.map(header).transpose()?;
        self.json(&call).await
    }

    /// How requests are paced just now, for whoever watches.
    pub fn pace(&self) -> Pace {
        self.shared.limiter.pace()
    }

    /// How far the service's clock is ahead of this machine's, by the latest answer that is certainly its own: a listing, or
    /// a refusal with one of its codes. Until there is one, by the first answer of whoever gave it.
    pub fn clock_offset(&self) -> Option<TimeDelta> {
        self.shared.clock.offset()
    }

    /// The time by the service's clock, in which windows are planned; by this machine's before the first answer.
    pub fn server_time(&self) -> DateTime<Utc> {
        self.shared.clock.now()
    }

    pub(crate) async fn list<T: Listed>(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Result<Page<T>> {
        let mut query = vec![("contentType", content_type.as_str())];
        let times = window.map(|w| (render(w.start()), render(w.end())));
        if let Some((start, end)) = &times {
            query.extend([("startTime", start.as_str()), ("endTime", end.as_str())]);
        }
        let url = self.operation(&format!("subscriptions/{}", T::PATH), &query);
        self.page(&Call::get(format!("list {} of {content_type}", T::WHAT), url)).await
    }

    fn fetch(&self, uri: &str) -> Result<Call> {
        let doing = "fetch content";
        let url = self.shared.feed.follow(uri, doing)?;
        Ok(Call { is_content: true, dead_end: Some(ErrorKind::BadAnswer), ..Call::get(doing, url) })
    }

    fn operation(&self, path: &str, query: &[(&str, &str)]) -> url::Url {
        self.shared.feed.operation(path, query)
    }

    async fn content(&self, call: &Call) -> Result<Content> {
        Content::new(self.shared.send(call).await?, &call.doing, self.shared.bounds)
    }

    async fn page<T: Listed>(&self, call: &Call) -> Result<Page<T>> {
        let once = || async {
            let mut reply = self.shared.send(call).await?;
            let Items { read: items, unreadable } = reply.items(&call.doing, &self.shared).await?;
            Ok(Page { items, unreadable, next: reply.next, server_time: reply.server_time })
        };
        self.repeated(call, once).await
    }

    async fn json<T: DeserializeOwned>(&self, call: &Call) -> Result<T> {
        let shared = &self.shared;
        self.repeated(call, || async { shared.send(call).await?.json(&call.doing, &shared.clock).await })
            .await
    }

    /// Tries until it works, until it cannot, or until it was tried often enough.
    async fn repeated<T, F>(&self, call: &Call, mut once: impl FnMut() -> F) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let mut failures = 0;
        loop {
            let error = match once().await {
                Ok(outcome) => return Ok(outcome),
                Err(error) => error,
            };
            failures += 1;
            let pause = self.shared.retries.pause(failures, &error).filter(|_| call.is_repeatable(&error));
            let Some(pause) = pause else { return Err(error) };
            tracing::debug!(%error, failures, ?pause, "trying again");
            self.shared.limiter.retried();
            tokio::time::sleep(pause).await;
        }
    }
}

fn header(language: &str) -> Result<HeaderValue> {
    let wrong = |_| Error::new(ErrorKind::Configuration, format!("ask for the language {}", quote(language)));
    HeaderValue::from_str(language).map_err(wrong)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("tenant", &self.shared.tenant).finish_non_exhaustive()
    }
}
