//! What a site is to be.

use std::net::SocketAddr;

use trail365_listen::Tls;

use super::access::AccessLog;
use crate::data::engine::Extras;
use crate::data::limits::Limits;
use crate::visitor::TrustedHeader;

/// What a site is to be.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address to listen on. One that other machines reach is taken with TLS, or behind a proxy, alone.
    pub listen: SocketAddr,
    /// Further names under which it answers, each with its port: that of the certificate, or of a reverse proxy.
    pub hosts: Vec<String>,
    /// Whether the token of the printed address is needed.
    pub token: bool,
    /// Certificate and key; `None` to listen without TLS.
    pub tls: Option<Tls>,
    /// A reverse proxy with TLS stands in front, and other machines reach the socket through it alone.
    pub behind_proxy: bool,
    /// The header by which that proxy tells who signed in.
    pub trusted: Option<TrustedHeader>,
    /// Where each request is noted.
    pub access_log: Option<AccessLog>,
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
            tls: None,
            behind_proxy: false,
            trusted: None,
            access_log: None,
            limits: Limits::default(),
            extras: Extras::default(),
        }
    }
}
