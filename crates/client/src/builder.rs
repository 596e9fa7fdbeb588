//! Settings of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Shared;
use crate::content::Bounds;
use crate::feed::Feed;
use crate::limiter::Limiter;
use crate::retry::Retries;
use crate::server_clock::ServerClock;
use crate::sign_in::SignIn;
use crate::token::Tokens;
use crate::transport::{ProxySetting, Transport};
use crate::{Client, Cloud, Credential, PublisherId, Result, TenantId};

/// Settings of a [`Client`]; every one has a default.
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
    bounds: Bounds,
    max_pages: usize,
}

impl Builder {
    pub(crate) fn new(cloud: Cloud, tenant: TenantId, credential: Credential) -> Self {
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
            content_timeout: None,
            retries: 3,
            quota_per_minute: 2000,
            max_in_flight: 16,
            bounds: Bounds { in_pieces: Some(8 << 30), in_memory: Some(1 << 30) },
            max_pages: 10_000,
        }
    }

    /// Whom the service bills requests to; by default the tenant itself, which gives it a quota of its own.
    pub fn publisher(mut self, publisher: PublisherId) -> Self {
        self.publisher = Some(publisher);
        self
    }

    /// What tokens are for; by default the root of the cloud's API. For a custom cloud that stands before one of Microsoft's.
    pub fn resource(mut self, resource: impl Into<String>) -> Self {
        self.resource = Some(resource.into().trim_end_matches('/').to_owned());
        self
    }

    /// Which proxy requests take; by default that of the environment, which a cloud without TLS, on this machine, is kept from.
    pub fn proxy(mut self, proxy: ProxySetting) -> Self {
        self.transport.proxy = proxy;
        self
    }

    /// How long a connection may take to be made; by default 10 seconds.
    pub fn connect_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.transport.connect_timeout = timeout;
        self
    }

    /// How long an answer may say nothing; by default 60 seconds.
    pub fn read_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.transport.read_timeout = timeout;
        self
    }

    /// How long a request and its whole answer may take, content aside; by default 10 minutes.
    pub fn total_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// How long a blob of content may take; by default any time. However slowly it comes, it would come no faster from its
    /// begin; what stalls is caught by [`read_timeout`](Self::read_timeout). Less than 64 KiB in 5 minutes is never enough.
    pub fn content_timeout(mut self, timeout: Option<Duration>) -> Self {
        self.content_timeout = timeout;
        self
    }

    /// What the client calls itself.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.transport.user_agent = user_agent.into();
        self
    }

    /// Certificates in PEM that are trusted beside those of the system, such as that of a proxy that opens TLS.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.root_certificates = pem.into();
        self
    }

    /// How often a call that failed is tried again where that may help; by default 3 times. 0 for those who plan themselves.
    pub fn retries(mut self, retries: u32) -> Self {
        self.retries = retries;
        self
    }

    /// Requests a minute to begin with, never exceeded; by default 2,000, the least that a tenant has.
    pub fn quota_per_minute(mut self, requests: u32) -> Self {
        self.quota_per_minute = requests;
        self
    }

    /// Requests and bodies under way at once; by default 16. A [`Content`](crate::Content) that is held counts.
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.max_in_flight = requests;
        self
    }

    /// Longest content, unpacked, however it is taken; by default 8 GiB, since a body without an end would fill any disk.
    pub fn max_content_bytes(mut self, bytes: Option<u64>) -> Self {
        self.bounds.in_pieces = bytes;
        self
    }

    /// Longest content, unpacked, that [`Client::fetch_bytes`] and [`Content::bytes`](crate::Content::bytes) take into memory;
    /// by default 1 GiB, since a few packed bytes can be any number of them.
    pub fn max_bytes_in_memory(mut self, bytes: Option<u64>) -> Self {
        self.bounds.in_memory = bytes;
        self
    }

    /// Longest chain of pages that is walked; by default 10,000.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.max_pages = pages;
        self
    }

    /// The client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a setting cannot be used, or if the cloud has TLS and
    /// this machine has no CA certificates.
    pub fn build(self) -> Result<Client> {
        let http = self.transport.client(&self.cloud)?;
        let local = self.credential.local().map(|address| self.transport.direct(address)).transpose()?;
        let publisher = self.publisher.unwrap_or_else(|| PublisherId::from(self.tenant.guid()));
        let feed = Feed::new(&self.cloud, self.tenant, publisher)?;
        let resource = self.resource.unwrap_or_else(|| self.cloud.root().to_owned());
        let place = (&self.cloud, self.tenant, resource);
        let clock = Arc::new(ServerClock::new());
        let by = (local.unwrap_or_else(|| http.clone()), self.total_timeout, Arc::clone(&clock));
        let sign_in = SignIn::new(self.credential, place, by)?;
        let shared = Shared {
            tenant: self.tenant,
            http,
            feed,
            tokens: Tokens::new(sign_in),
            limiter: Limiter::new(self.quota_per_minute, self.max_in_flight),
            clock,
            retries: Retries(self.retries),
            total_timeout: self.total_timeout,
            content_timeout: self.content_timeout,
            bounds: self.bounds,
            most_pages: self.max_pages,
        };
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
    use crate::Secret;

    #[test]
    fn content_is_bounded_unless_told_otherwise() {
        let tenant = TenantId::from(uuid::Uuid::nil());
        let builder = || Client::builder(Cloud::Enterprise, tenant, Credential::token(Secret::new("t")));
        assert_eq!((builder().bounds.in_pieces, builder().bounds.in_memory), (Some(8 << 30), Some(1 << 30)));
        let unbounded = builder().max_content_bytes(None).max_bytes_in_memory(None).bounds;
        assert_eq!((unbounded.in_pieces, unbounded.in_memory), (None, None));
    }
}
