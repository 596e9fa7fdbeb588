//! The HTTP clients that everything goes through.

use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Proxy, redirect};

use crate::{Error, ErrorKind, Result, Secret};

const DOING: &str = "set up the transport";

/// Which proxy requests take.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum ProxySetting {
    /// The one of the environment: `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and their kin.
    #[default]
    Environment,
    /// None.
    Direct,
    /// This one, whatever the environment says; name and password may stand in its URL.
    Url(Secret),
}

/// How requests travel.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) proxy: ProxySetting,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) user_agent: String,
    pub(crate) root_certificates: Vec<u8>,
}

impl Transport {
    /// For the API and the authority. What is `plain`, without TLS, must not leave this machine by the way of a proxy that
    /// nobody named for it.
    pub(crate) fn client(&self, plain: bool) -> Result<reqwest::Client> {
        let builder = match &self.proxy {
            ProxySetting::Environment if plain => self.builder()?.no_proxy(),
            ProxySetting::Environment => self.builder()?,
            ProxySetting::Direct => self.builder()?.no_proxy(),
            ProxySetting::Url(url) => self.builder()?.no_proxy().proxy(proxy(url)?),
        };
        build(builder)
    }

    /// For addresses of this machine, which no proxy may see.
    pub(crate) fn direct(&self) -> Result<reqwest::Client> {
        build(self.builder()?.no_proxy())
    }

    fn builder(&self) -> Result<ClientBuilder> {
        // A redirect would take the token, or the word of a stranger, along.
        let mut builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .user_agent(&self.user_agent);
        if let Some(timeout) = self.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(timeout) = self.read_timeout {
            builder = builder.read_timeout(timeout);
        }
        if let Some(timeout) = self.total_timeout {
            builder = builder.timeout(timeout);
        }
        if self.root_certificates.is_empty() {
            return Ok(builder);
        }
        let roots = Certificate::from_pem_bundle(&self.root_certificates)
            .map_err(|e| wrong("the root certificates", e))?;
        if roots.is_empty() {
            let what = format!("{DOING}: there is no certificate in the root certificates");
            return Err(Error::new(ErrorKind::Configuration, what));
        }
        Ok(builder.tls_certs_merge(roots))
    }
}

/// The proxy's URL is no part of an error: a password may stand in it.
fn proxy(url: &Secret) -> Result<Proxy> {
    let doing = format!("{DOING}: the proxy's address is no URL");
    Proxy::all(url.expose()).map_err(|_| Error::new(ErrorKind::Configuration, doing))
}

fn build(builder: ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|e| wrong("the settings", e))
}

fn wrong(what: &str, cause: reqwest::Error) -> Error {
    Error::because(ErrorKind::Configuration, format!("{DOING}: {what} cannot be used"), cause)
}
