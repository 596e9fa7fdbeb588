//! Addresses of workers.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

use crate::error::{Error, Result};

/// The address of a worker: host and port. On this machine it is spoken to as it is, on every other over TLS.
///
/// ```
/// use trail365_cluster::Address;
///
/// assert!(!"127.0.0.1:3655".parse::<Address>()?.is_encrypted());
/// assert!("worker-1.example.com:3655".parse::<Address>()?.is_encrypted());
/// assert!("https://localhost:3655".parse::<Address>()?.is_encrypted());
/// assert!("http://worker-1.example.com:3655".parse::<Address>().is_err());
/// # Ok::<(), trail365_cluster::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Checks the URL of a worker: without TLS it is one of this machine.
    pub(crate) fn of_url(url: &Url) -> Result<Self> {
        let shown = url.as_str();
        let is_here = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
            Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(no_address(shown)),
        };
        let has_more = url.path() != "/" || url.query().is_some() || !url.username().is_empty();
        match url.scheme() {
            _ if matches!(url.port_or_known_default(), None | Some(0)) || has_more => Err(no_address(shown)),
            "https" => Ok(Address(url.clone())),
            "http" if is_here => Ok(Address(url.clone())),
            "http" => Err(Error::new(format!(
                "the worker {shown} is on another machine, where only TLS may be spoken: start it with --tls-cert and name it by https://"
            ))),
            _ => Err(no_address(shown)),
        }
    }

    /// Reports whether TLS is spoken to it.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// Returns the name that its certificate must have.
    pub(crate) fn host(&self) -> &str {
        let host = self.0.host_str().unwrap_or_default();
        host.trim_start_matches('[').trim_end_matches(']')
    }
}

/// A text that may hold a password is not repeated.
fn no_address(text: &str) -> Error {
    let text = if text.contains('@') { "..." } else { text };
    Error::new(format!(
        "no address of a worker: {text:?}; expected one like 127.0.0.1:3655 or worker-1.example.com:3655"
    ))
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let parse = |text: &str| Url::parse(text).map_err(|_| no_address(text));
        if text.contains("://") {
            return Address::of_url(&parse(text)?);
        }
        let (_, port) = text.rsplit_once(':').ok_or_else(|| no_address(text))?;
        if port.parse::<u16>().is_err() {
            return Err(no_address(text));
        }
        let url = parse(&format!("http://{text}"))?;
        Address::of_url(&url).or_else(|_| Address::of_url(&parse(&format!("https://{text}"))?))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let port = self.0.port_or_known_default().unwrap_or_default();
        write!(f, "{}:{port}", self.0.host_str().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn other_machines_are_spoken_to_over_tls_alone() {
        let is_encrypted = |text: &str| text.parse::<Address>().unwrap().is_encrypted();
        for here in ["127.0.0.1:1", "127.9.0.1:1", "[::1]:1", "localhost:1", "http://localhost:1"] {
            assert!(!is_encrypted(here), "{here}");
        }
        for other in
            ["10.0.0.5:1", "[2001:db8::1]:1", "a.example:1", "https://127.0.0.1:1", "localhost.example:1"]
        {
            assert!(is_encrypted(other), "{other}");
        }
        for wrong in [
            "",
            "a",
            "a:",
            ":1",
            "a:b",
            "http://10.0.0.5:1",
            "ftp://localhost:1",
            "http://localhost:1/x",
            "http://u@localhost:1",
            "a:99999",
        ] {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_shown_with_its_port() {
        for text in ["127.0.0.1:3655", "[::1]:3655", "a.example:443"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }
}
