//! The operations of the API.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;
use url::Url;

use super::content::{Content, SizeLimits};
use super::listing::{ContentInfo, Listed, Notification, Page, SensitiveType, parse_items};
use super::subscription::{ContentType, Subscription, WebhookChange, parse_subscriptions};
use super::time::{Window, render_time};
use super::urls::ApiUrls;
use crate::connection::{Call, Connection};
use crate::error::{Error, ErrorKind, Result, quote_harmless};
use crate::http::Pace;
use crate::id::TenantId;

/// Header of a page with the address of the next one. Documented as `NextPageUri`; names of headers have no case.
const NEXT_PAGE: &str = "nextpageuri";

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
    pub(super) shared: Arc<Shared>,
}

/// The parts that clones of a client share.
pub(super) struct Shared {
    pub(super) tenant: TenantId,
    pub(super) urls: ApiUrls,
    pub(super) connection: Connection,
    pub(super) sizes: SizeLimits,
    pub(super) max_pages: usize,
}

impl Client {
    /// Returns the tenant whose activity this client reads.
    pub fn tenant(&self) -> TenantId {
        self.shared.tenant
    }

    /// Starts a subscription, or changes the webhook of an active one. The service allows a change every 15 minutes. The
    /// first content can take 12 hours.
    ///
    /// # Errors
    /// Code AF20024 if it is enabled already and there was nothing to change, AF20021 if the webhook did not answer.
    pub async fn start_subscription(
        &self,
        content_type: ContentType,
        webhook: WebhookChange,
    ) -> Result<Subscription> {
        let url = self.operation_url("subscriptions/start", &[("contentType", content_type.as_str())]);
        let doing = format!("start the subscription {content_type}");
        self.fetch_json(&Call::post(doing, url, webhook.to_body())).await
    }

    /// Stops a subscription. Content that the service would gather until it is started again is lost for good.
    ///
    /// # Errors
    /// Code AF20022 if there is no subscription.
    pub async fn stop_subscription(&self, content_type: ContentType) -> Result<()> {
        let url = self.operation_url("subscriptions/stop", &[("contentType", content_type.as_str())]);
        let call = Call::post(format!("stop the subscription {content_type}"), url, None);
        let connection = &self.shared.connection;
        connection.with_retries(&call, || connection.send_call(&call)).await.map(drop)
    }

    /// Returns the subscriptions with their webhooks. One that cannot be read has an empty word for its content type, and
    /// the log has a warning.
    ///
    /// # Errors
    /// Those of the transport, of signing in and of the service.
    pub async fn list_subscriptions(&self) -> Result<Vec<Subscription>> {
        let call = Call::get("list the subscriptions", self.operation_url("subscriptions/list", &[]));
        let connection = &self.shared.connection;
        let once =
            async || connection.send_call(&call).await?.read_with(&call.doing, parse_subscriptions).await;
        connection.with_retries(&call, once).await
    }

    /// Returns the first page of the content that became available in `window`, by default the last 24 hours.
    ///
    /// # Errors
    /// Kind [`ErrorKind::NoSubscription`] if it was never started, [`ErrorKind::Window`] if the window starts more than 7
    /// days ago.
    pub async fn list_content(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Result<Page<ContentInfo>> {
        self.list_first_page(content_type, window).await
    }

    /// Returns the first page of the notifications that were sent to the webhook in `window`, or should have been.
    ///
    /// # Errors
    /// As [`list_content`](Self::list_content).
    pub async fn list_notifications(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Result<Page<Notification>> {
        self.list_first_page(content_type, window).await
    }

    /// Returns the page at `uri`, the [`Page::next`] of another page.
    ///
    /// # Errors
    /// [`ErrorKind::ForeignHost`], and no request, if it is not at the cloud's own host; code AF20031 if it is too old.
    pub async fn next_page<T: Listed>(&self, uri: &str) -> Result<Page<T>> {
        let doing = format!("list {}", T::WHAT);
        let url = self.shared.urls.follow_url(uri, &doing)?;
        self.fetch_page(&Call { dead_end: Some(ErrorKind::PageLoop), ..Call::get(doing, url) }).await
    }

    /// Returns the content at `content_uri` of a listing or notification, as a stream of pieces.
    ///
    /// # Errors
    /// [`ErrorKind::ForeignHost`], and no request, if it is not at the cloud's own host; [`ErrorKind::ContentExpired`] and
    /// [`ErrorKind::ContentMissing`] if it is no longer there. A body that breaks later is an error of the stream.
    pub async fn fetch_content(&self, content_uri: &str) -> Result<Content> {
        let call = self.content_call(content_uri)?;
        self.shared.connection.with_retries(&call, || self.open_content(&call)).await
    }

    /// Returns the content at `content_uri`, complete and in memory, of at most
    /// [`Builder::max_bytes_in_memory`](crate::Builder::max_bytes_in_memory) bytes, by default 1 GiB. A broken body is
    /// fetched again, unlike that of a stream.
    ///
    /// # Errors
    /// As [`fetch_content`](Self::fetch_content) and [`Content::chunk`].
    pub async fn fetch_bytes(&self, content_uri: &str) -> Result<Bytes> {
        let call = self.content_call(content_uri)?;
        let once = || async { self.open_content(&call).await?.bytes().await };
        self.shared.connection.with_retries(&call, once).await
    }

    /// Returns the address of the content with this ID, for callers that know only the ID.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if the text cannot be an ID.
    pub fn content_uri(&self, content_id: &str) -> Result<String> {
        self.shared.urls.content_url(content_id)
    }

    /// Returns the names of the sensitive information types that DLP records name by ID, in a language such as `de-DE`, or
    /// in the service's own.
    ///
    /// # Errors
    /// Codes AF20053 and AF20054 if the service does not accept the language.
    pub async fn list_sensitive_types(&self, language: Option<&str>) -> Result<Vec<SensitiveType>> {
        let url = self.operation_url("resources/dlpSensitiveTypes", &[]);
        let mut call = Call::get("list sensitive types", url);
        call.language = language.map(language_header).transpose()?;
        self.fetch_json(&call).await
    }

    /// Returns the present pace of requests, for monitoring.
    pub fn pace(&self) -> Pace {
        self.shared.connection.limiter.current_pace()
    }

    /// Returns the lead of the service's clock over this machine's, by the latest answer that is certainly the service's: a
    /// listing, or a refusal with one of its codes. Until there is one, the first answer of any sender counts.
    pub fn clock_offset(&self) -> Option<TimeDelta> {
        self.shared.connection.clock.known_offset()
    }

    /// Returns the time by the service's clock, for planning windows. Before the first answer it is this machine's time.
    pub fn server_time(&self) -> DateTime<Utc> {
        self.shared.connection.clock.server_now()
    }

    pub(super) async fn list_first_page<T: Listed>(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Result<Page<T>> {
        let mut query = vec![("contentType", content_type.as_str())];
        let times = window.map(|w| (render_time(w.start()), render_time(w.end())));
        if let Some((start, end)) = &times {
            query.extend([("startTime", start.as_str()), ("endTime", end.as_str())]);
        }
        let url = self.operation_url(&format!("subscriptions/{}", T::PATH), &query);
        self.fetch_page(&Call::get(format!("list {} of {content_type}", T::WHAT), url)).await
    }

    fn content_call(&self, uri: &str) -> Result<Call> {
        let doing = "fetch content";
        let url = self.shared.urls.follow_url(uri, doing)?;
        // The listing gave the address: whatever is wrong with it is this blob's alone, not the settings'.
        Ok(Call { is_content: true, dead_end: Some(ErrorKind::BadAnswer), ..Call::get(doing, url) })
    }

    fn operation_url(&self, path: &str, query: &[(&str, &str)]) -> Url {
        self.shared.urls.operation_url(path, query)
    }

    async fn open_content(&self, call: &Call) -> Result<Content> {
        Content::new(self.shared.connection.send_call(call).await?, &call.doing, self.shared.sizes)
    }

    async fn fetch_page<T: Listed>(&self, call: &Call) -> Result<Page<T>> {
        let Shared { connection, urls, .. } = &*self.shared;
        let once = || async {
            let mut reply = connection.send_call(call).await?;
            let next = next_page_uri(reply.headers(), &call.doing)?;
            let items = reply.read_with(&call.doing, |body| parse_items(body, urls)).await?;
            if items.unreadable > 0 {
                let (readable, unreadable) = (items.read.len(), items.unreadable);
                tracing::warn!(
                    readable,
                    unreadable,
                    "{}: the page has items that name no content",
                    call.doing
                );
            }
            Ok(Page { items: items.read, unreadable: items.unreadable, next, server_time: reply.server_time })
        };
        connection.with_retries(call, once).await
    }

    async fn fetch_json<T: DeserializeOwned>(&self, call: &Call) -> Result<T> {
        let connection = &self.shared.connection;
        let once = || async { connection.send_call(call).await?.read_json(&call.doing).await };
        connection.with_retries(call, once).await
    }
}

/// Returns the address of the next page, `None` on the last page.
fn next_page_uri(headers: &HeaderMap, doing: &str) -> Result<Option<String>> {
    let Some(value) = headers.get(NEXT_PAGE) else { return Ok(None) };
    // An unreadable address is an error: taken for none, the listing would seem complete.
    let text = value.to_str().map_err(|_| {
        Error::new(ErrorKind::BadAnswer, format!("{doing}: the next page's address cannot be read"))
    })?;
    Ok(Some(text.trim().to_owned()).filter(|uri| !uri.is_empty()))
}

fn language_header(language: &str) -> Result<HeaderValue> {
    let wrong = |_| {
        Error::new(ErrorKind::Configuration, format!("ask for the language {}", quote_harmless(language)))
    };
    HeaderValue::from_str(language).map_err(wrong)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("tenant", &self.shared.tenant).finish_non_exhaustive()
    }
}
