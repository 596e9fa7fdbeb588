//! Errors of sockets and certificates.

use std::fmt;
use std::io;
use std::net::SocketAddr;

/// A socket or a certificate that cannot be used. The message says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    /// Makes an error of an address that cannot be listened on.
    pub fn from_listen(address: SocketAddr, error: &io::Error) -> Self {
        let (why, remedy) = match error.kind() {
            io::ErrorKind::AddrInUse => {
                ("another program has the port".to_owned(), "; end it, or listen on another port")
            }
            io::ErrorKind::AddrNotAvailable => {
                ("this machine has no such address".to_owned(), "; take one of its own, 127.0.0.1 or 0.0.0.0")
            }
            io::ErrorKind::PermissionDenied => (error.to_string(), "; ports from 1024 on need no rights"),
            _ => (error.to_string(), ""),
        };
        Error(format!("cannot listen on {address}: {why}{remedy}"))
    }

    /// Makes an error of a service that a listener carries, from what failed and what to do about it.
    pub fn new(what: impl Into<String>) -> Self {
        Error(what.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
