//! The HTTP clients that everything goes through.

use std::error::Error as _;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Proxy, redirect};

use crate::{Cloud, Error, ErrorKind, Result, Secret};

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
    pub(crate) user_agent: String,
    pub(crate) root_certificates: Vec<u8>,
}

impl Transport {
    /// For the API and the authority. What is without TLS must not leave this machine by the way of a proxy that nobody
    /// named for it.
    pub(crate) fn client(&self, cloud: &Cloud) -> Result<reqwest::Client> {
        let tls = cloud.has_tls();
        build(match &self.proxy {
            ProxySetting::Environment if cloud.is_plain() => self.builder(tls)?.no_proxy(),
            ProxySetting::Environment => self.builder(tls)?,
            ProxySetting::Direct => self.builder(tls)?.no_proxy(),
            // The proxy itself may be spoken to by TLS.
            ProxySetting::Url(url) => self.builder(true)?.no_proxy().proxy(proxy(url)?),
        })
    }

    /// For an address of this machine, which no proxy may see.
    pub(crate) fn direct(&self, address: &str) -> Result<reqwest::Client> {
        build(self.builder(!address.starts_with("http:"))?.no_proxy())
    }

    fn builder(&self, tls: bool) -> Result<ClientBuilder> {
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
        let roots = self.roots()?;
        // Those of the system are read where they are needed: a machine may have none.
        Ok(if tls { builder.tls_certs_merge(roots) } else { builder.tls_certs_only(roots) })
    }

    fn roots(&self) -> Result<Vec<Certificate>> {
        if self.root_certificates.is_empty() {
            return Ok(Vec::new());
        }
        let roots = Certificate::from_pem_bundle(&self.root_certificates)
            .map_err(|e| wrong("the root certificates", e))?;
        if roots.is_empty() {
            let what = format!("{DOING}: there is no certificate in the root certificates");
            return Err(Error::new(ErrorKind::Configuration, what));
        }
        Ok(roots)
    }
}

/// The proxy's URL is no part of an error: a password may stand in it.
fn proxy(url: &Secret) -> Result<Proxy> {
    let doing = format!("{DOING}: the proxy's address is no URL");
    Proxy::all(url.expose()).map_err(|_| Error::new(ErrorKind::Configuration, doing))
}

fn build(builder: ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|e| if lacks_certificates(&e) { untrusting(e) } else { wrong("the settings", e) })
}

/// Whether the system has no certificates: the one thing that TLS says in words of its own when it is set up.
fn lacks_certificates(error: &reqwest::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(cause, Some(rustls::Error::General(_)))
}

fn untrusting(cause: reqwest::Error) -> Error {
    let what = "this machine has no CA certificates; install ca-certificates, or set SSL_CERT_FILE to a file of them";
    Error::because(ErrorKind::Configuration, format!("{DOING}: {what}"), cause)
}

fn wrong(what: &str, cause: reqwest::Error) -> Error {
    Error::because(ErrorKind::Configuration, format!("{DOING}: {what} cannot be used"), cause)
}
