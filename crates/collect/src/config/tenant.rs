//! A tenant of the file, and the client of its API.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use trail365_client::{AppId, Client, Cloud, ContentType, ProxySetting, PublisherId, Secret, TenantId};

use super::error::{Error, Result};
use super::file::{self, TextOr};
use super::secret::SecretPlace;
use super::sign_in::SignIn;
use super::values::Reader;
use crate::stream::Tenant;

/// Largest `in_flight`. The collector limits its calls by it, so its clients need no lower limit of their own.
pub(super) const MOST_IN_FLIGHT: usize = 256;

/// A tenant of the file, without its secrets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TenantConfig {
    /// Name for people.
    pub name: String,
    /// Directory ID.
    pub tenant_id: TenantId,
    /// Cloud of the tenant.
    pub cloud: Cloud,
    /// Sign-in of the app.
    pub sign_in: SignIn,
    /// Content types to collect.
    pub content_types: Vec<ContentType>,
    /// Start of the wanted content, by the time at which it became available.
    pub since: Option<DateTime<Utc>>,
    /// Tenant that requests are counted for, if not this one.
    pub publisher: Option<PublisherId>,
    /// Most requests a minute.
    pub quota_per_minute: u32,
    pub(super) proxy: Proxy,
    /// Name of the file for messages.
    pub(super) place: String,
}

/// A value that is ready to use, with warnings.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Ready<T> {
    /// The value.
    pub value: T,
    /// Warnings, such as files of secrets that other users can read.
    pub warnings: Vec<String>,
}

/// Proxy of requests, as the file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proxy {
    Environment,
    Direct,
    Url(String),
    Secret(SecretPlace),
}

impl TenantConfig {
    /// Returns the client of the tenant's API, with secrets from their places. It retries a failed call up to `retries` times.
    ///
    /// # Errors
    /// If a secret, a certificate or the proxy's address is missing or cannot be used.
    pub fn client(&self, retries: u32) -> Result<Ready<Client>> {
        let mut warnings = Vec::new();
        let wrong = |what: String| Error::without_line(&self.place, format!("tenant {}: {what}", self.name));
        let credential = self.sign_in.credential(&mut warnings).map_err(wrong)?;
        let proxy = self.proxy.to_setting(&mut warnings).map_err(wrong)?;
        let mut builder = Client::builder(self.cloud.clone(), self.tenant_id, credential)
            .proxy(proxy)
            .quota_per_minute(self.quota_per_minute)
            .max_in_flight(MOST_IN_FLIGHT)
            .retries(retries);
        if let Some(publisher) = self.publisher {
            builder = builder.publisher(publisher);
        }
        let value = builder.build().map_err(|error| wrong(error.to_string()))?;
        Ok(Ready { value, warnings })
    }

    /// Returns the tenant for the collector. Its client does not retry, because the collector does.
    ///
    /// # Errors
    /// As [`client`](Self::client).
    pub fn tenant(&self) -> Result<Ready<Tenant>> {
        let Ready { value: client, warnings } = self.client(0)?;
        let (name, content_types) = (self.name.clone(), self.content_types.clone());
        Ok(Ready { value: Tenant { name, client, content_types, since: self.since }, warnings })
    }

    /// Describes the proxy without a password.
    pub fn proxy_in_words(&self) -> String {
        match &self.proxy {
            Proxy::Environment => "what the environment says".to_owned(),
            Proxy::Direct => "none".to_owned(),
            Proxy::Url(url) => url.clone(),
            Proxy::Secret(place) => format!("the address in {place}"),
        }
    }

    /// Reads a tenant, or notes with `reader` what is wrong.
    pub(super) fn new(file: &file::Tenant, at: &str, proxy: &Proxy, reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.require_text(&format!("{at}.name"), file.name.as_deref());
        let name = name.filter(|name| reader.is_plain(&format!("{at}.name"), name)).map(str::to_owned);
        let tenant_id = reader.require_text(&format!("{at}.tenant_id"), file.tenant_id.as_deref());
        let tenant_id =
            tenant_id.and_then(|id| reader.parse_text::<TenantId>(&format!("{at}.tenant_id"), id));
        let cloud = read_cloud(file.cloud.as_ref(), at, reader);
        let sign_in = read_sign_in(file, at, reader);
        let content_types = read_content_types(file.content_types.as_deref(), at, reader);
        let since = read_since(file.since.as_ref(), at, reader);
        let publisher = file.publisher.as_deref();
        let publisher = publisher.map(|id| reader.parse_text::<PublisherId>(&format!("{at}.publisher"), id));
        // The service's baseline: a higher quota depends on the licences, which the API does not tell.
        let quota = u64::from(file.quota_per_minute.unwrap_or(2000));
        let quota = reader.check_range(&format!("{at}.quota_per_minute"), quota, 1, 1_000_000);
        Some(TenantConfig {
            name: name?,
            tenant_id: tenant_id?,
            cloud: cloud?,
            sign_in: sign_in?,
            content_types: content_types?,
            since: since?,
            publisher: publisher.flatten(),
            quota_per_minute: quota? as u32,
            proxy: proxy.clone(),
            place: reader.place.to_owned(),
        })
    }
}

fn read_cloud(file: Option<&TextOr<file::CustomCloud>>, at: &str, reader: &mut Reader<'_>) -> Option<Cloud> {
    let at = format!("{at}.cloud");
    match file {
        None => Some(Cloud::Enterprise),
        Some(TextOr::Text(name)) => reader.parse_text(&at, name),
        Some(TextOr::Other(custom)) => reader.accept(&at, Cloud::custom(&custom.root, &custom.authority)),
    }
}

fn read_sign_in(file: &file::Tenant, at: &str, reader: &mut Reader<'_>) -> Option<SignIn> {
    let missing =
        || (".app_id", "it is missing; write the application (client) ID of the app registration".to_owned());
    let app = match file.app_id.as_deref() {
        Some(id) => id.parse::<AppId>().map_err(|error| (".app_id", error.to_string())),
        None => Err(missing()),
    };
    match SignIn::new(&file.sign_in, app, reader.folder) {
        Ok(sign_in) => Some(sign_in),
        Err((key, what)) => {
            reader.note_wrong(&format!("{at}{key}"), what);
            None
        }
    }
}

fn read_content_types(
    file: Option<&[String]>,
    at: &str,
    reader: &mut Reader<'_>,
) -> Option<Vec<ContentType>> {
    let Some(names) = file else {
        // DLP.All needs a permission of its own: by default it would be an error for most tenants.
        return Some(ContentType::ALL.iter().copied().filter(|of| *of != ContentType::DlpAll).collect());
    };
    let at = format!("{at}.content_types");
    let mut types: Vec<_> = names.iter().filter_map(|name| reader.parse_text(&at, name)).collect();
    if types.len() < names.len() {
        return None;
    }
    types.sort_unstable();
    types.dedup();
    if types.is_empty() || types.len() < names.len() {
        let what =
            if names.is_empty() { "name at least one, or leave the key out" } else { "one stands twice" };
        reader.note_wrong(&at, what);
        return None;
    }
    Some(types)
}

/// Reads `since`. The outer `None` is a time that cannot be read or is still to come.
#[allow(clippy::option_option)]
fn read_since(file: Option<&file::Time>, at: &str, reader: &mut Reader<'_>) -> Option<Option<DateTime<Utc>>> {
    let Some(time) = file else { return Some(None) };
    let at = format!("{at}.since");
    let parsed = parse_time(&time.to_string());
    match parsed {
        None => {
            reader.note_wrong(&at, "not a date such as 2026-01-12 or a time such as 2026-01-12T06:00:00Z");
        }
        Some(time) if reader.now.is_some_and(|now| time > now) => {
            reader.note_wrong(&at, "it lies in the future; write a time that is past, or leave the key out");
            return None;
        }
        Some(_) => (),
    }
    parsed.map(Some)
}

fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).ok();
    let plain = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|time| time.and_utc());
    let day = text.parse::<NaiveDate>().ok().map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    zoned.or(plain).or(day)
}

impl Proxy {
    pub(super) fn new(file: Option<&TextOr<file::SecretSource>>, reader: &mut Reader<'_>) -> Self {
        match file {
            None => Proxy::Environment,
            Some(TextOr::Text(word)) if word == "environment" => Proxy::Environment,
            Some(TextOr::Text(word)) if word == "none" => Proxy::Direct,
            // `config check` prints the proxy, and would print the password.
            Some(TextOr::Text(url)) if url.contains('@') => {
                reader.note_wrong("proxy", "an address with a name and a password is a secret: write { env = \"NAME\" } or { file = \"PATH\" }");
                Proxy::Direct
            }
            Some(TextOr::Text(url)) if url.contains("://") => Proxy::Url(url.clone()),
            Some(TextOr::Text(_)) => {
                reader.note_wrong(
                    "proxy",
                    "write \"environment\", \"none\" or an address such as \"http://proxy:3128\"",
                );
                Proxy::Direct
            }
            Some(TextOr::Other(place)) => {
                let place = SecretPlace::new(place, reader.folder);
                reader.accept("proxy", place).map_or(Proxy::Direct, Proxy::Secret)
            }
        }
    }

    pub(super) fn to_setting(&self, warnings: &mut Vec<String>) -> Result<ProxySetting, String> {
        Ok(match self {
            Proxy::Environment => ProxySetting::Environment,
            Proxy::Direct => ProxySetting::Direct,
            Proxy::Url(url) => ProxySetting::Url(Secret::new(url.clone())),
            Proxy::Secret(place) => ProxySetting::Url(place.read_secret(warnings)?),
        })
    }
}
