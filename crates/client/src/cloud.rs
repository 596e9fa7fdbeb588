//! Microsoft's clouds: where their API is and where apps sign in.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::error::quote;
use crate::{Error, ErrorKind, Result};

/// The cloud that a tenant lives in.
///
/// ```
/// use trail365_client::Cloud;
///
/// assert_eq!("gcc-high".parse::<Cloud>()?.root(), "https://manage.office365.us");
/// let local = Cloud::custom("http://127.0.0.1:8080", "http://127.0.0.1:8080")?;
/// assert_eq!(local.to_string(), "http://127.0.0.1:8080,http://127.0.0.1:8080");
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cloud {
    /// The worldwide one.
    Enterprise,
    /// The US government's, on public ground.
    Gcc,
    /// The US government's, apart.
    GccHigh,
    /// The US Department of Defense's.
    Dod,
    /// Another, such as a local stand-in; [`Cloud::custom`] makes it.
    Custom(CustomCloud),
}

/// Addresses of a cloud that is none of Microsoft's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomCloud {
    root: String,
    authority: String,
}

impl Cloud {
    /// Microsoft's clouds.
    pub const MICROSOFT: [Cloud; 4] = [Cloud::Enterprise, Cloud::Gcc, Cloud::GccHigh, Cloud::Dod];

    /// A cloud with these addresses, each a scheme, a host and perhaps a port. Only a loopback host may do without TLS.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if an address is anything else.
    pub fn custom(root: &str, authority: &str) -> Result<Self> {
        let (root, authority) =
            (address("the API's root", root)?, address("the sign-in authority", authority)?);
        Ok(Cloud::Custom(CustomCloud { root, authority }))
    }

    /// Root of the API: scheme and host, without a slash at the end. It is the only place a token is sent to.
    pub fn root(&self) -> &str {
        match self {
            Cloud::Enterprise => "https://manage.office.com",
            Cloud::Gcc => "https://manage-gcc.office.com",
            Cloud::GccHigh => "https://manage.office365.us",
            Cloud::Dod => "https://manage.protection.apps.mil",
            Cloud::Custom(custom) => &custom.root,
        }
    }

    /// Whether a part of it does without TLS.
    pub(crate) fn is_plain(&self) -> bool {
        [self.root(), self.authority()].iter().any(|address| address.starts_with("http:"))
    }

    /// Whether a part of it does with TLS.
    pub(crate) fn has_tls(&self) -> bool {
        [self.root(), self.authority()].iter().any(|address| address.starts_with("https:"))
    }

    /// Where apps sign in: scheme and host, without a slash at the end. It is the only place a credential is sent to.
    pub fn authority(&self) -> &str {
        match self {
            Cloud::Enterprise | Cloud::Gcc => "https://login.microsoftonline.com",
            Cloud::GccHigh | Cloud::Dod => "https://login.microsoftonline.us",
            Cloud::Custom(custom) => &custom.authority,
        }
    }
}

/// A plain address of a host that can be trusted with what is sent to it.
fn address(what: &str, text: &str) -> Result<String> {
    let wrong =
        |why: &str| Error::new(ErrorKind::Configuration, format!("take {} as {what}: {why}", quote(text)));
    let url =
        Url::parse(text.trim()).map_err(|_| wrong("it is not a URL such as https://manage.office.com"))?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !plain || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it has more than scheme, host and port"));
    }
    match url.scheme() {
        "https" => Ok(url.origin().ascii_serialization()),
        "http" if is_loopback(&url) => Ok(url.origin().ascii_serialization()),
        _ => Err(wrong("it has to begin with https; http is for loopback hosts only")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl FromStr for Cloud {
    type Err = Error;

    /// One of the four names, or root and authority with a comma between them.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Some((root, authority)) = text.split_once(',') {
            return Cloud::custom(root, authority);
        }
        let named = Cloud::MICROSOFT.into_iter().find(|c| c.to_string().eq_ignore_ascii_case(text));
        named.ok_or_else(|| {
            let known = "enterprise, gcc, gcc-high, dod, or a root and an authority with a comma between";
            Error::new(ErrorKind::Configuration, format!("read the cloud {}: known are {known}", quote(text)))
        })
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cloud::Enterprise => f.pad("enterprise"),
            Cloud::Gcc => f.pad("gcc"),
            Cloud::GccHigh => f.pad("gcc-high"),
            Cloud::Dod => f.pad("dod"),
            Cloud::Custom(custom) => write!(f, "{},{}", custom.root, custom.authority),
        }
    }
}
