//! Posting JSON to an address of the user's choice, such as that of a chat program.

use std::fmt;
use std::time::Duration;

use chrono::Utc;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use url::Url;

use crate::cloud::is_loopback;
use crate::error::{Error, ErrorKind, Result, from_request};
use crate::http::headers::retry_after;
use crate::http::transport::{ProxySetting, Transport};
use crate::secret::Secret;

/// Longest time of a request with its answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Longest time to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An address that JSON is posted to. The address is often itself a secret: it shows its host only.
///
/// ```
/// use trail365_client::{Hook, ProxySetting, Secret};
///
/// let hook = Hook::new(Secret::new("https://hooks.example.com/T0/B0/x"), None, &ProxySetting::Direct)?;
/// assert_eq!((hook.host(), format!("{hook:?}").as_str()), ("hooks.example.com", "Hook(hooks.example.com)"));
/// assert!(Hook::check_address("http://hooks.example.com").is_err());
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Clone)]
pub struct Hook {
    http: reqwest::Client,
    address: Secret,
    authorization: Option<HeaderValue>,
    host: String,
}

/// An answer to what was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HookAnswer {
    /// Status of HTTP.
    pub status: u16,
    /// Pause that the answer asks for before the next request, at most an hour.
    pub pause: Option<Duration>,
}

impl Hook {
    /// Makes a hook of an address, and of the value that its requests carry in the header `Authorization`. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if the address, the value or the proxy cannot be used, or this machine has no CA certificates.
    pub fn new(address: Secret, authorization: Option<&Secret>, proxy: &ProxySetting) -> Result<Self> {
        let wrong = |why: &str| Error::new(ErrorKind::Configuration, format!("take the address: {why}"));
        let url = parse_address(address.expose()).map_err(wrong)?;
        let transport = Transport {
            proxy: proxy.clone(),
            connect_timeout: Some(CONNECT_TIMEOUT),
            read_timeout: None,
            user_agent: concat!("trail365/", env!("CARGO_PKG_VERSION")).to_owned(),
            root_certificates: Vec::new(),
        };
        let http = transport.client_for(&[url.as_str()])?;
        let authorization = authorization.map(header_of).transpose()?;
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Hook { http, address, authorization, host })
    }

    /// Checks that JSON may be posted to an address: by https, or to this machine.
    ///
    /// # Errors
    /// What is wrong with it, without the address itself.
    pub fn check_address(address: &str) -> Result<(), &'static str> {
        parse_address(address).map(drop)
    }

    /// Returns the host of the address, which is no secret.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Posts JSON and returns the answer, whatever its status. No redirect is followed.
    ///
    /// # Errors
    /// If there is no answer within 30 seconds.
    pub async fn post(&self, json: String) -> Result<HookAnswer> {
        let request = self.http.post(self.address.expose()).timeout(TIMEOUT);
        let mut request = request.header(CONTENT_TYPE, "application/json").body(json);
        if let Some(value) = &self.authorization {
            request = request.header(AUTHORIZATION, value.clone());
        }
        let answer = request.send().await.map_err(|error| from_request("post", error))?;
        Ok(HookAnswer { status: answer.status().as_u16(), pause: retry_after(answer.headers(), Utc::now()) })
    }
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hook({})", self.host)
    }
}

/// Parses an address as the requests do: another parser might see another host in it.
fn parse_address(address: &str) -> Result<Url, &'static str> {
    let url = Url::parse(address.trim())
        .map_err(|_| "it is no address such as https://hooks.example.com/trail365")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "a name or a password in front of the host is refused: what the receiver asks for goes into the header Authorization",
        );
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err("it has to begin with https://; http:// is for loopback hosts only"),
    }
}

fn header_of(secret: &Secret) -> Result<HeaderValue> {
    // The library's error has no text of the value, but none of its causes is needed either.
    let wrong = |_| {
        Error::new(
            ErrorKind::Configuration,
            "take the value of the header Authorization: it has line ends or control characters",
        )
    };
    let mut value = HeaderValue::from_str(secret.expose()).map_err(wrong)?;
    value.set_sensitive(true);
    Ok(value)
}
