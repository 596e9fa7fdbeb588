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
use super::routes::site;
use super::token::Token;
use crate::data::engine::{Engine, Extras};
use crate::data::limits::Limits;

/// Limits of the socket. A page may take as long as its queries, and a file of a million rows minutes.
const SOCKET: trail365_listen::Limits = trail365_listen::Limits {
    connections: 128,
    lifetime: Duration::from_mins(5),
    last_request: Duration::from_mins(10),
};

/// What a site is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on; only those of this machine are taken.
    pub listen: SocketAddr,
    /// Further names under which it answers, each with its port: those of a reverse proxy on this machine.
    pub hosts: Vec<String>,
    /// Whether the token of the printed address is needed.
    pub token: bool,
    /// Limits of the queries.
    pub limits: Limits,
    /// Places of addresses, rules and reports.
    pub extras: Extras,
}

impl Default for Options {
    /// Port 3650 of this machine, with a token.
    fn default() -> Self {
        Options {
            listen: ([127, 0, 0, 1], 3650).into(),
            hosts: Vec::new(),
            token: true,
            limits: Limits::default(),
            extras: Extras::default(),
        }
    }
}

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
        let token = options.token.then(|| Token::fresh(address.port())).transpose();
        let token = token.map_err(|error| Error::new(format!("cannot make a token: {error}")))?;
        let query = token.as_ref().map(|token| format!("?token={}", token.secret())).unwrap_or_default();
        let guard = Guard { hosts: Hosts::new(address, &options.hosts), token };
        Ok(Site { router: site(Arc::new(engine), guard), url: format!("http://{address}/{query}") })
    }

    /// Binds the socket of the options and answers until it is stopped.
    ///
    /// # Errors
    /// If other machines would reach the address, or it cannot be bound; and those of [`Site::new`].
    pub async fn serve(lake: Location, options: &Options) -> Result<(Self, Serving), Error> {
        ensure_own_machine(options.listen)?;
        let listener = Listener::bind(options.listen, None).await?;
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

/// Refuses addresses that other machines reach: what is sent there, token and records, could be read on the way.
fn ensure_own_machine(address: SocketAddr) -> Result<(), Error> {
    if address.ip().is_loopback() {
        return Ok(());
    }
    let port = address.port();
    Err(Error::new(format!(
        "cannot serve at {address}: other machines would reach the lake without encryption; listen on 127.0.0.1:{port} and reach it by \
         `ssh -L {port}:127.0.0.1:{port}`, or by a reverse proxy on this machine with TLS and sign-in, whose name --host adds"
    )))
}

#[cfg(test)]
mod tests {
    use super::ensure_own_machine;

    #[test]
    fn other_machines_are_kept_out() {
        for address in ["127.0.0.1:1", "127.8.0.1:1", "[::1]:1"] {
            assert!(ensure_own_machine(address.parse().unwrap()).is_ok(), "{address}");
        }
        for address in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1"] {
            let error = ensure_own_machine(address.parse().unwrap()).unwrap_err().to_string();
            assert!(error.contains("ssh -L 1:127.0.0.1:1"), "{error}");
        }
    }
}
