//! The names under which the site answers. A page of another site can have its own name lead to this machine (DNS rebinding); the
//! name of the host then is that site's, and nothing is told.

use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::HOST;

/// Hosts, each with its port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hosts(Vec<String>);

impl Hosts {
    /// Makes the list of a listening address: the names of this machine, and those that were configured.
    pub fn new(listen: SocketAddr, configured: &[String]) -> Self {
        let port = listen.port();
        let own = ["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}"));
        let configured = configured.iter().map(|host| host.to_ascii_lowercase());
        Hosts(own.into_iter().chain([listen.to_string()]).chain(configured).collect())
    }

    /// Reports whether a request asks for a host of the list. One without the header asks for none.
    pub fn has(&self, headers: &HeaderMap) -> bool {
        let mut named = headers.get_all(HOST).iter();
        let host = named.next().and_then(|host| host.to_str().ok());
        // Two headers are a trick against proxies that look at the other one.
        named.next().is_none() && host.is_some_and(|host| self.0.contains(&host.to_ascii_lowercase()))
    }
}
