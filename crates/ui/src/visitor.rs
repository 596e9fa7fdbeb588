//! Sign-in at a reverse proxy, which tells by a header who it was.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::HeaderName;
use trail365_listen::Peer;

/// A header by which a reverse proxy tells who signed in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedHeader {
    name: HeaderName,
    proxies: Vec<IpAddr>,
}

/// The person who signed in at the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visitor(pub String);

impl TrustedHeader {
    /// Takes the header from these addresses alone; `None` if headers cannot have the name.
    pub fn new(name: &str, proxies: Vec<IpAddr>) -> Option<Self> {
        Some(TrustedHeader { name: name.parse().ok()?, proxies })
    }

    /// Returns who signed in, or `None` if the request does not have the header.
    ///
    /// # Errors
    /// What is wrong with the header: whoever sends a false one wants to be somebody else.
    pub(crate) fn visitor(&self, request: &Request) -> Result<Option<Visitor>, &'static str> {
        let mut given = request.headers().get_all(&self.name).iter();
        let Some(value) = given.next() else { return Ok(None) };
        if !self.is_proxy(request.extensions().get()) {
            return Err("the header of the sign-in is taken from --trusted-proxy alone");
        }
        // A proxy that adds its header to one of the browser's lets the browser choose.
        if given.next().is_some() {
            return Err("the header of the sign-in is there twice: have the proxy replace it");
        }
        // Names are not those of ASCII everywhere; proxies send them as UTF-8.
        let name = std::str::from_utf8(value.as_bytes()).map(str::trim);
        let name = name.map_err(|_| "the header of the sign-in is not UTF-8: have the proxy send it so")?;
        if name.is_empty() {
            return Err("the header of the sign-in has no name in it");
        }
        Ok(Some(Visitor(name.to_owned())))
    }

    fn is_proxy(&self, peer: Option<&Peer>) -> bool {
        // A socket for both versions shows an address of IPv4 as one of IPv6.
        peer.is_some_and(|peer| self.proxies.contains(&peer.0.ip().to_canonical()))
    }
}
