//! HTTP clients: proxy, timeouts, trusted certificates.

use std::error::Error as _;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, Proxy, redirect};

use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;

const DOING: &str = "set up the transport";

/// Proxy of requests.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum ProxySetting {
    /// The proxy of the environment: `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` and the like.
    #[default]
    Environment,
    /// No proxy.
    Direct,
    /// The proxy at this URL, which may hold name and password. The environment is ignored.
    Url(Secret),
}

/// Settings of HTTP clients.
#[derive(Clone)]
pub(crate) struct Transport {
    pub(crate) proxy: ProxySetting,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) user_agent: String,
    pub(crate) root_certificates: Vec<u8>,
}

impl Transport {
    /// Builds the client for requests to these addresses.
    pub(crate) fn client_for(&self, addresses: &[&str]) -> Result<reqwest::Client> {
        let tls = addresses.iter().any(|address| address.starts_with("https:"));
        let plain = addresses.iter().any(|address| address.starts_with("http:"));
        build_client(match &self.proxy {
            // Without TLS a token must not leave this machine through a proxy that nobody named for it.
            ProxySetting::Environment if plain => self.client_builder(tls)?.no_proxy(),
            ProxySetting::Environment => self.client_builder(tls)?,
            ProxySetting::Direct => self.client_builder(tls)?.no_proxy(),
            // The connection to the proxy may be TLS even if those addresses are not.
            ProxySetting::Url(url) => self.client_builder(true)?.no_proxy().proxy(parse_proxy(url)?),
        })
    }

    /// Builds the client for an address of this machine, which no proxy may see.
    pub(crate) fn direct_client(&self, address: &str) -> Result<reqwest::Client> {
        build_client(self.client_builder(!address.starts_with("http:"))?.no_proxy())
    }

    fn client_builder(&self, tls: bool) -> Result<ClientBuilder> {
        // A redirect would carry the token to another host, or another host's answer to the caller. Decompression is done
        // by `Body`, because the announced length counts on the wire and a cut gzip body must be an error.
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
        let roots = self.parse_roots()?;
        // The system's certificates are loaded only where they are needed: a machine may have none, and the sandbox
        // needs none.
        Ok(if tls { builder.tls_certs_merge(roots) } else { builder.tls_certs_only(roots) })
    }

    fn parse_roots(&self) -> Result<Vec<Certificate>> {
        if self.root_certificates.is_empty() {
            return Ok(Vec::new());
        }
        let roots = Certificate::from_pem_bundle(&self.root_certificates)
            .map_err(|e| unusable_setting("the root certificates", e))?;
        if roots.is_empty() {
            let what = format!("{DOING}: there is no certificate in the root certificates");
            return Err(Error::new(ErrorKind::Configuration, what));
        }
        Ok(roots)
    }
}

fn parse_proxy(url: &Secret) -> Result<Proxy> {
    // The URL is left out of the error: it may hold a password.
    let doing = format!("{DOING}: the proxy's address is no URL");
    Proxy::all(url.expose()).map_err(|_| Error::new(ErrorKind::Configuration, doing))
}

fn build_client(builder: ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|e| {
        if lacks_certificates(&e) { no_certificates(e) } else { unusable_setting("the settings", e) }
    })
}

/// Reports whether the system has no certificates. That is the only general error of setting up TLS.
fn lacks_certificates(error: &reqwest::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(cause, Some(rustls::Error::General(_)))
}

fn no_certificates(cause: reqwest::Error) -> Error {
    // The remedy of a setting would not help here: name the package that slim container images lack.
    let what = "this machine has no CA certificates; install ca-certificates, or set SSL_CERT_FILE to a file of them";
    Error::caused_by(ErrorKind::Configuration, format!("{DOING}: {what}"), cause)
}

fn unusable_setting(what: &str, cause: reqwest::Error) -> Error {
    Error::caused_by(ErrorKind::Configuration, format!("{DOING}: {what} cannot be used"), cause)
}
