//! A tenant of the file, and the way to its API.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use trail365_client::{AppId, Client, Cloud, ContentType, ProxySetting, PublisherId, Secret, TenantId};

use super::error::{Error, Result};
use super::read::Reader;
use super::secret::SecretPlace;
use super::sign_in::SignIn;
use super::{file, file::Text};
use crate::Tenant;

/// The most that `in_flight` can be. The collector counts its calls by that; a client has no bound below it.
pub(super) const MOST_IN_FLIGHT: usize = 256;

/// A tenant as the file has it, without anything secret.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TenantConfig {
    /// What people call it.
    pub name: String,
    /// Its directory ID.
    pub tenant_id: TenantId,
    /// Where it lives.
    pub cloud: Cloud,
    /// How the app signs in.
    pub sign_in: SignIn,
    /// What is collected.
    pub content_types: Vec<ContentType>,
    /// Nothing that became available before is.
    pub since: Option<DateTime<Utc>>,
    /// Whom requests count for, if not the tenant itself.
    pub publisher: Option<PublisherId>,
    /// Requests a minute that are never exceeded.
    pub quota_per_minute: u32,
    pub(super) proxy: Proxy,
    /// What the file is called, for messages.
    pub(super) place: String,
}

/// A client, and what to be warned of.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Ready<T> {
    /// What was asked for.
    pub value: T,
    /// Files of secrets that others can read.
    pub warnings: Vec<String>,
}

/// Which proxy requests take, by the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proxy {
    Environment,
    Direct,
    Url(String),
    Secret(SecretPlace),
}

impl TenantConfig {
    /// The tenant's API; takes the secrets from where they are. `retries` is how often a call that failed is sent again.
    ///
    /// # Errors
    /// If a secret, a certificate or the proxy's address is not there or cannot be used.
    pub fn client(&self, retries: u32) -> Result<Ready<Client>> {
        let mut warnings = Vec::new();
        let wrong = |what: String| Error::of(&self.place, format!("tenant {}: {what}", self.name));
        let credential = self.sign_in.credential(&mut warnings).map_err(wrong)?;
        let proxy = self.proxy.setting(&mut warnings).map_err(wrong)?;
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

    /// What the collector takes. Its client tries nothing again: the collector does.
    ///
    /// # Errors
    /// As [`client`](Self::client).
    pub fn tenant(&self) -> Result<Ready<Tenant>> {
        let Ready { value: client, warnings } = self.client(0)?;
        let (name, content_types) = (self.name.clone(), self.content_types.clone());
        Ok(Ready { value: Tenant { name, client, content_types, since: self.since }, warnings })
    }

    /// The proxy that requests take, in words and without a password.
    pub fn proxy_in_words(&self) -> String {
        match &self.proxy {
            Proxy::Environment => "what the environment says".to_owned(),
            Proxy::Direct => "none".to_owned(),
            Proxy::Url(url) => url.clone(),
            Proxy::Secret(place) => format!("the address in {place}"),
        }
    }

    /// Reads a tenant; says to `reader` what is wrong with it.
    pub(super) fn new(file: &file::Tenant, at: &str, proxy: &Proxy, reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.needed(&format!("{at}.name"), file.name.as_deref());
        let name = name.filter(|name| reader.is_plain(&format!("{at}.name"), name)).map(str::to_owned);
        let tenant_id = reader.needed(&format!("{at}.tenant_id"), file.tenant_id.as_deref());
        let tenant_id = tenant_id.and_then(|id| reader.parsed::<TenantId>(&format!("{at}.tenant_id"), id));
        let cloud = cloud(file.cloud.as_ref(), at, reader);
        let sign_in = sign_in(file, at, reader);
        let content_types = content_types(file.content_types.as_deref(), at, reader);
        let since = since(file.since.as_ref(), at, reader);
        let publisher = file.publisher.as_deref();
        let publisher = publisher.map(|id| reader.parsed::<PublisherId>(&format!("{at}.publisher"), id));
        let quota = u64::from(file.quota_per_minute.unwrap_or(2000));
        let quota = reader.within(&format!("{at}.quota_per_minute"), quota, 1, 1_000_000);
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

fn cloud(file: Option<&Text<file::CustomCloud>>, at: &str, reader: &mut Reader<'_>) -> Option<Cloud> {
    let at = format!("{at}.cloud");
    match file {
        None => Some(Cloud::Enterprise),
        Some(Text::Text(name)) => reader.parsed(&at, name),
        Some(Text::Other(custom)) => reader.take(&at, Cloud::custom(&custom.root, &custom.authority)),
    }
}

fn sign_in(file: &file::Tenant, at: &str, reader: &mut Reader<'_>) -> Option<SignIn> {
    let missing =
        || (".app_id", "it is missing; write the application (client) ID of the app registration".to_owned());
    let app = match file.app_id.as_deref() {
        Some(id) => id.parse::<AppId>().map_err(|error| (".app_id", error.to_string())),
        None => Err(missing()),
    };
    match SignIn::new(&file.sign_in, app, reader.folder) {
        Ok(sign_in) => Some(sign_in),
        Err((key, what)) => {
            reader.wrong(&format!("{at}{key}"), what);
            None
        }
    }
}

fn content_types(file: Option<&[String]>, at: &str, reader: &mut Reader<'_>) -> Option<Vec<ContentType>> {
    let Some(names) = file else {
        return Some(ContentType::ALL.iter().copied().filter(|of| *of != ContentType::DlpAll).collect());
    };
    let at = format!("{at}.content_types");
    let mut types: Vec<_> = names.iter().filter_map(|name| reader.parsed(&at, name)).collect();
    if types.len() < names.len() {
        return None;
    }
    types.sort_unstable();
    types.dedup();
    if types.is_empty() || types.len() < names.len() {
        let what =
            if names.is_empty() { "name at least one, or leave the key out" } else { "one stands twice" };
        reader.wrong(&at, what);
        return None;
    }
    Some(types)
}

/// The outer `None` is a time that cannot be read or is still to come.
#[allow(clippy::option_option)]
fn since(file: Option<&file::Time>, at: &str, reader: &mut Reader<'_>) -> Option<Option<DateTime<Utc>>> {
    let Some(time) = file else { return Some(None) };
    let at = format!("{at}.since");
    let parsed = time_of(&time.to_string());
    match parsed {
        None => reader.wrong(&at, "not a date such as 2026-01-12 or a time such as 2026-01-12T06:00:00Z"),
        Some(time) if reader.now.is_some_and(|now| time > now) => {
            reader.wrong(&at, "it lies in the future; write a time that is past, or leave the key out");
            return None;
        }
        Some(_) => (),
    }
    parsed.map(Some)
}

fn time_of(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).ok();
    let plain = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|time| time.and_utc());
    let day = text.parse::<NaiveDate>().ok().map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    zoned.or(plain).or(day)
}

impl Proxy {
    pub(super) fn new(file: Option<&Text<file::Place>>, reader: &mut Reader<'_>) -> Self {
        match file {
            None => Proxy::Environment,
            Some(Text::Text(word)) if word == "environment" => Proxy::Environment,
            Some(Text::Text(word)) if word == "none" => Proxy::Direct,
            Some(Text::Text(url)) if url.contains('@') => {
                reader.wrong("proxy", "an address with a name and a password is a secret: write { env = \"NAME\" } or { file = \"PATH\" }");
                Proxy::Direct
            }
            Some(Text::Text(url)) if url.contains("://") => Proxy::Url(url.clone()),
            Some(Text::Text(_)) => {
                reader.wrong(
                    "proxy",
                    "write \"environment\", \"none\" or an address such as \"http://proxy:3128\"",
                );
                Proxy::Direct
            }
            Some(Text::Other(place)) => {
                let place = SecretPlace::new(place, reader.folder);
                reader.take("proxy", place).map_or(Proxy::Direct, Proxy::Secret)
            }
        }
    }

    fn setting(&self, warnings: &mut Vec<String>) -> Result<ProxySetting, String> {
        Ok(match self {
            Proxy::Environment => ProxySetting::Environment,
            Proxy::Direct => ProxySetting::Direct,
            Proxy::Url(url) => ProxySetting::Url(Secret::new(url.clone())),
            Proxy::Secret(place) => ProxySetting::Url(place.read(warnings)?),
        })
    }
}
