//! Microsoft's clouds: the addresses of their API and of their sign-in authority.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use crate::error::{Error, ErrorKind, Result, quote_harmless};

/// The cloud of a tenant.
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
    /// The worldwide cloud.
    Enterprise,
    /// The US government's community cloud, which shares the worldwide sign-in authority.
    Gcc,
    /// The US government's separate cloud.
    GccHigh,
    /// The US Department of Defense's cloud.
    Dod,
    /// Another cloud, such as a local stand-in; [`Cloud::custom`] makes it.
    Custom(CustomCloud),
}

/// Addresses of a cloud that is not Microsoft's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomCloud {
    root: String,
    authority: String,
}

impl Cloud {
    /// Microsoft's clouds.
    pub const MICROSOFT: [Cloud; 4] = [Cloud::Enterprise, Cloud::Gcc, Cloud::GccHigh, Cloud::Dod];

    /// Makes a cloud with these addresses, each a scheme, a host and perhaps a port. Only a loopback host may lack TLS.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if an address is anything else.
    pub fn custom(root: &str, authority: &str) -> Result<Self> {
        let (root, authority) =
            (check_address("the API's root", root)?, check_address("the sign-in authority", authority)?);
        Ok(Cloud::Custom(CustomCloud { root, authority }))
    }

    /// Returns the root of the API: scheme and host, without a slash at the end. Tokens are sent there only.
    pub fn root(&self) -> &str {
        match self {
            Cloud::Enterprise => "https://manage.office.com",
            Cloud::Gcc => "https://manage-gcc.office.com",
            Cloud::GccHigh => "https://manage.office365.us",
            Cloud::Dod => "https://manage.protection.apps.mil",
            Cloud::Custom(custom) => &custom.root,
        }
    }

    /// Returns the sign-in authority: scheme and host, without a slash at the end. Credentials are sent there only.
    pub fn authority(&self) -> &str {
        match self {
            Cloud::Enterprise | Cloud::Gcc => "https://login.microsoftonline.com",
            Cloud::GccHigh | Cloud::Dod => "https://login.microsoftonline.us",
            Cloud::Custom(custom) => &custom.authority,
        }
    }
}

/// Checks that an address is scheme, host and port only, with TLS unless it is on this machine: tokens and credentials are
/// sent there.
fn check_address(what: &str, text: &str) -> Result<String> {
    let wrong = |why: &str| {
        Error::new(ErrorKind::Configuration, format!("take {} as {what}: {why}", quote_harmless(text)))
    };
    let url =
        Url::parse(text.trim()).map_err(|_| wrong("it is not a URL such as https://manage.office.com"))?;
    let plain = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !plain || !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it has more than scheme, host and port"));
    }
    match url.scheme() {
        "https" => Ok(url.origin().ascii_serialization()),
        // The sandbox and tests run without certificates.
        "http" if is_loopback(&url) => Ok(url.origin().ascii_serialization()),
        _ => Err(wrong("it has to begin with https; http is for loopback hosts only")),
    }
}

/// Reports whether the host of a URL is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl FromStr for Cloud {
    type Err = Error;

    /// Parses one of the four names, or root and authority with a comma in between.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        if let Some((root, authority)) = text.split_once(',') {
            return Cloud::custom(root, authority);
        }
        let named = Cloud::MICROSOFT.into_iter().find(|c| c.to_string().eq_ignore_ascii_case(text));
        named.ok_or_else(|| {
            let known = "enterprise, gcc, gcc-high, dod, or a root and an authority with a comma between";
            Error::new(
                ErrorKind::Configuration,
                format!("read the cloud {}: known are {known}", quote_harmless(text)),
            )
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
