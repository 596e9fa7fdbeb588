//! The site as a whole: a lake, who may see it, and the socket.

use std::convert::Infallible;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use tower::ServiceExt as _;
use trail365_lake::Location;
use trail365_listen::{Error, Listener, Serving};

use super::guard::Guard;
use super::hosts::Hosts;
use super::options::Options;
use super::reach::ensure_protected;
use super::routes::site;
use super::token::Token;
use crate::data::engine::Engine;

/// Limits of the socket. A page may take as long as its queries, and a file of a million rows minutes.
const SOCKET: trail365_listen::Limits = trail365_listen::Limits {
    connections: 128,
    lifetime: Duration::from_mins(5),
    last_request: Duration::from_mins(10),
};

/// A site over a lake.
#[derive(Clone)]
pub struct Site {
    router: Router,
    url: String,
}

impl Site {
    /// Makes the site for a socket that listens on `address`. The lake need not be there yet.
    ///
    /// # Errors
    /// If threads cannot be started, or the system has no random numbers.
    pub fn new(lake: Location, address: SocketAddr, options: &Options) -> Result<Self, Error> {
        let engine = Engine::new(lake, options.limits, options.extras.clone());
        let engine =
            engine.map_err(|error| Error::new(format!("cannot start threads for queries: {error}")))?;
        let is_encrypted = options.tls.is_some() || options.behind_proxy;
        let token = options.token.then(|| Token::fresh(address.port(), is_encrypted)).transpose();
        let token = token.map_err(|error| Error::new(format!("cannot make a token: {error}")))?;
        let query = token.as_ref().map(|token| format!("?token={}", token.secret())).unwrap_or_default();
        let hosts = Hosts::new(address, &options.hosts);
        let guard = Guard { hosts, token, trusted: options.trusted.clone() };
        let router = site(Arc::new(engine), guard, options.access_log.clone());
        Ok(Site { router, url: format!("{}/{query}", origin(address, options)) })
    }

    /// Binds the socket of the options and answers until it is stopped.
    ///
    /// # Errors
    /// If other machines would reach the address unprotected, or it cannot be bound; and those of [`Site::new`].
    pub async fn serve(lake: Location, options: &Options) -> Result<(Self, Serving), Error> {
        ensure_protected(options)?;
        let listener = Listener::bind(options.listen, options.tls.clone()).await?;
        let site = Self::new(lake, listener.address(), options)?;
        let router = site.router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let router = router.clone();
            async move { Ok::<_, Infallible>(answer(router, request.map(Body::new)).await) }
        });
        Ok((site, listener.serve(SOCKET, service)))
    }

    /// Returns the address to open, with the token.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers one request, as the socket does.
    pub async fn answer(&self, request: Request<Body>) -> Response<Body> {
        answer(self.router.clone(), request).await
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address has the token.
        f.debug_struct("Site").finish_non_exhaustive()
    }
}

async fn answer(router: Router, request: Request<Body>) -> Response<Body> {
    router.oneshot(request).await.unwrap_or_else(|never| match never {})
}

/// Writes the origin that browsers ask for: a certificate and a proxy are those of a name.
fn origin(address: SocketAddr, options: &Options) -> String {
    match options.hosts.first() {
        Some(host) if options.tls.is_some() || options.behind_proxy => format!("https://{host}"),
        _ if options.tls.is_some() => format!("https://{address}"),
        _ => format!("http://{address}"),
    }
}
