//! Settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::client::{Client, Shared};
use super::content::SizeLimits;
use super::urls::ApiUrls;
use crate::cloud::Cloud;
use crate::connection::{CallTimeouts, Connection};
use crate::error::Result;
use crate::http::limiter::Limiter;
use crate::http::retry::Retries;
use crate::http::server_clock::ServerClock;
use crate::http::transport::{ProxySetting, Transport};
use crate::id::{PublisherId, TenantId};
use crate::sign_in::{Credential, SignIn, Tokens};

/// Settings of a [`Client`]. Each has a default.
///
/// ```
/// use std::time::Duration;
/// use trail365_client::{Client, Cloud, Credential, Secret, TenantId};
///
/// let tenant: TenantId = "41463f53-8812-40f4-890f-865bf6e35190".parse()?;
/// let client = Client::builder(Cloud::Gcc, tenant, Credential::token(Secret::new("eyJ0...")))
///     .retries(0)
///     .quota_per_minute(1000)
///     .total_timeout(Some(Duration::from_mins(1)))
///     .build()?;
/// assert_eq!(client.pace().rate_per_minute, 1000);
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Builder {
    cloud: Cloud,
    tenant: TenantId,
    credential: Credential,
    publisher: Option<PublisherId>,
    resource: Option<String>,
    transport: Transport,
    total_timeout: Option<Duration>,
    content_timeout: Option<Duration>,
    retries: u32,
    quota_per_minute: u32,
    max_in_flight: usize,
    sizes: SizeLimits,
    max_pages: usize,
}

impl Client {
    /// Returns the settings of a client for `tenant`, which lives in `cloud` and knows the app of `credential`.
    pub fn builder(cloud: Cloud, tenant: TenantId, credential: Credential) -> Builder {
        Builder::new(cloud, tenant, credential)
    }
}

impl Builder {
    fn new(cloud: Cloud, tenant: TenantId, credential: Credential) -> Self {
        let transport = Transport {
            proxy: ProxySetting::default(),
            connect_timeout: Some(Duration::from_secs(10)),
            read_timeout: Some(Duration::from_mins(1)),
            user_agent: concat!("trail365/", env!("CARGO_PKG_VERSION")).to_owned(),
            root_certificates: Vec::new(),
        };
        Builder {
            cloud,
            tenant,
            credential,
            publisher: None,
            resource: None,
            transport,
            total_timeout: Some(Duration::from_mins(10)),
            // A blob that trickled for ten minutes was once cut and fetched from its start again, for ever.
            content_timeout: None,
            retries: 3,
            // Microsoft's documented baseline: every tenant has at least this quota.
            quota_per_minute: 2000,
            // At a response time of half a second, 16 requests in flight use the whole quota.
            max_in_flight: 16,
            sizes: SizeLimits { streamed: Some(8 << 30), in_memory: Some(1 << 30) },
            max_pages: 10_000,
        }
    }

    /// Sets the tenant that the service counts requests for; by default the client's own tenant, which gives it a quota of
    /// its own.
    pub fn publisher(mut self, publisher: PublisherId) -> Self {
        self.publisher = Some(publisher);
        self
    }

    /// Sets the resource that tokens are requested for; by default the root of the cloud's API. Needed for a custom cloud
    /// in front of one of Microsoft's.
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into().trim_end_matches('/').to_owned());
        self
    }

    /// Sets the proxy of all requests; by default that of the environment, except for a cloud without TLS on this machine.
    pub fn proxy(mut self, proxy: ProxySetting) -> Self {
        self.transport.proxy = proxy;
        self
    }

    /// Limits the time to connect; by default 10 seconds.
    pub fn connect_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// Limits the time in which an answer may send nothing; by default 60 seconds.
    pub fn read_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.transport.read_timeout = timeout;
        self
    }

    /// Limits the time of a request with its whole answer, content aside; by default 10 minutes.
    pub fn total_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// Limits the time of a blob of content; by default there is no limit, because a slow blob would be no faster when
    /// fetched again. [`read_timeout`](Self::read_timeout) catches a blob that stalls. Less than 64 KiB in 5 minutes is
    /// always an error.
    pub fn content_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.content_timeout = timeout;
        self
    }

    /// Sets the header `User-Agent`; by default the name and version of this library.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.transport.user_agent = user_agent.into();
        self
    }

    /// Adds trusted certificates in PEM to those of the system, such as that of a proxy that inspects TLS.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.root_certificates = pem.into();
        self
    }

    /// Limits the retries of a failed call; by default 3. Use 0 to plan retries yourself.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Sets the requests a minute to start with and never exceed; by default 2,000, the least quota of a tenant.
    pub fn quota_per_minute(mut self, requests: u32) -> Self {
        self.quota_per_minute = requests;
        self
    }

    /// Limits the requests and bodies in flight; by default 16. A [`Content`](crate::Content) counts until it is dropped.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// Limits the bytes of a blob, decompressed, however it is taken; by default 8 GiB, because a body without an end would
    /// fill any disk.
    pub fn max_content_bytes(mut self, bytes: Option<u64>) -> Self {
        self.sizes.streamed = bytes;
        self
    }

    /// Limits the bytes of a blob, decompressed, that [`Client::fetch_bytes`] and
    /// [`Content::bytes`](crate::Content::bytes) take into memory; by default 1 GiB, because a megabyte of gzip can expand
    /// to any size.
    pub fn max_bytes_in_memory(mut self, bytes: Option<u64>) -> Self {
        self.sizes.in_memory = bytes;
        self
    }

    /// Limits the pages of one listing; by default 10,000.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.max_pages = pages;
        self
    }

    /// Builds the client. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a setting cannot be used, or if the cloud has TLS and
    /// this machine has no CA certificates.
    pub fn build(self) -> Result<Client> {
        let http = self.transport.client_for(&[self.cloud.root(), self.cloud.authority()])?;
        let local = self.credential.local_endpoint();
        let local = local.map(|address| self.transport.direct_client(address)).transpose()?;
        let publisher = self.publisher.unwrap_or_else(|| PublisherId::from(self.tenant.guid()));
        let urls = ApiUrls::new(&self.cloud, self.tenant, publisher)?;
        let resource = self.resource.unwrap_or_else(|| self.cloud.root().to_owned());
        let clock = Arc::new(ServerClock::new());
        let sign_in = SignIn {
            endpoint: SignIn::endpoint_of(&self.cloud, self.tenant)?,
            credential: self.credential,
            http: local.unwrap_or_else(|| http.clone()),
            total_timeout: self.total_timeout,
            clock: Arc::clone(&clock),
            resource,
        };
        let connection = Connection {
            http,
            tokens: Tokens::new(sign_in),
            limiter: Limiter::new(self.quota_per_minute, self.max_in_flight),
            clock,
            retries: Retries(self.retries),
            timeouts: CallTimeouts { content: self.content_timeout, other: self.total_timeout },
        };
        let shared =
            Shared { tenant: self.tenant, urls, connection, sizes: self.sizes, max_pages: self.max_pages };
        Ok(Client { shared: Arc::new(shared) })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Builder { cloud, tenant, credential, .. } = self;
        let mut shown = f.debug_struct("Builder");
        shown
            .field("cloud", cloud)
            .field("tenant", tenant)
            .field("credential", credential)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    #[test]
    fn content_has_size_limits_by_default() {
        let tenant = TenantId::from(uuid::Uuid::nil());
        let builder = || Client::builder(Cloud::Enterprise, tenant, Credential::token(Secret::new("t")));
        assert_eq!((builder().sizes.streamed, builder().sizes.in_memory), (Some(8 << 30), Some(1 << 30)));
        let unbounded = builder().max_content_bytes(None).max_bytes_in_memory(None).sizes;
        assert_eq!((unbounded.streamed, unbounded.in_memory), (None, None));
    }
}
