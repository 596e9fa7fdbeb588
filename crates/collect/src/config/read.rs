//! From the text of the file to what it says.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_lake::{ImportOptions, Location};

use super::check::{Check, Lines};
use super::error::{Error, Finding, Result};
use super::tenant::{MOST_IN_FLIGHT, Proxy, Ready, TenantConfig};
use super::webhook::Webhook;
use super::{file, span};
use crate::{Commits, Options, Settings, Tenant};

/// A file that was read. Nothing secret is in it.
///
/// ```
/// use std::path::Path;
/// use trail365_collect::config::Config;
///
/// let text = r#"
///     [[tenants]]
///     name = "contoso"
///     tenant_id = "41463f53-8812-40f4-890f-865bf6e35190"
///     app_id = "00001111-aaaa-2222-bbbb-3333cccc4444"
///     sign_in.client_secret = { env = "CONTOSO_SECRET" }
/// "#;
/// let config = Config::parse(text, "trail365.toml", Path::new(""))?;
/// assert_eq!((config.lake.as_str(), config.tenants[0].content_types.len()), ("trail365-lake", 4));
///
/// let error = Config::parse("lak = 1", "trail365.toml", Path::new("")).unwrap_err();
/// assert_eq!(error.to_string(), "trail365.toml:1: lak: there is no such key; did you mean lake?");
/// # Ok::<(), trail365_collect::config::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Where the lake is.
    pub lake: String,
    /// Whether the file says so; else it is the usual folder beside the file.
    pub says_lake: bool,
    /// How the collector works.
    pub options: Options,
    /// Where notifications are received.
    pub webhook: Option<Webhook>,
    /// Where `/healthz` and `/metrics` are answered.
    pub metrics: Option<SocketAddr>,
    /// The tenants, in the order of the file; at least one.
    pub tenants: Vec<TenantConfig>,
}

impl Config {
    /// Reads a file. Relative paths in it begin at its folder.
    ///
    /// # Errors
    /// If the file cannot be read, or says what cannot be.
    pub fn read(path: &Path) -> Result<Self> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::of(&place, format!("cannot be read: {error}")))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Config::parse_at(&text, &place, folder, Some(Utc::now()))
    }

    /// Reads the text of a file that is called `place` and lies in `folder`. No other file, no variable and no clock is
    /// looked at.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(text: &str, place: &str, folder: &Path) -> Result<Self> {
        Config::parse_at(text, place, folder, None)
    }

    /// The same; what has to be past is held to `now`.
    pub(super) fn parse_at(
        text: &str,
        place: &str,
        folder: &Path,
        now: Option<DateTime<Utc>>,
    ) -> Result<Self> {
        let check = Check::of(text);
        if !check.findings.is_empty() {
            return Err(Error::new(place, check.findings));
        }
        // The check has seen every type; what is left are numbers out of range, and its message names no text.
        let file: file::File = toml::from_str(text).map_err(|error| Error::of(place, error.message()))?;
        let mut reader = Reader { place, folder, now, lines: &check.lines, findings: Vec::new() };
        let config = reader.config(&file);
        match config {
            Some(config) if reader.findings.is_empty() => Ok(config),
            _ => Err(Error::new(place, reader.findings)),
        }
    }
}

impl Config {
    /// What the collector takes: every tenant with its secrets, from where they are.
    ///
    /// # Errors
    /// All secrets, certificates and addresses that are not there or cannot be used.
    pub fn to_collect(&self) -> Result<Ready<Vec<Tenant>>> {
        let (mut tenants, mut warnings, mut findings) = (Vec::new(), Vec::new(), Vec::new());
        for tenant in &self.tenants {
            match tenant.tenant() {
                Ok(ready) => {
                    tenants.push(ready.value);
                    warnings.extend(ready.warnings);
                }
                Err(error) => findings.extend_from_slice(error.findings()),
            }
        }
        // One proxy or one secret may serve several tenants.
        warnings.dedup();
        match self.tenants.first() {
            Some(tenant) if !findings.is_empty() => Err(Error::new(&tenant.place, findings)),
            _ => Ok(Ready { value: tenants, warnings }),
        }
    }
}

/// What stands before the host of a URL, if something does. Nothing of it may be shown.
pub(super) fn user_info(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    Some(authority.rsplit_once('@')?.0)
}

/// Whether it is an address of Azure, which names the container before the host.
fn is_container(url: &str) -> bool {
    ["abfs://", "abfss://"].iter().any(|scheme| url.starts_with(scheme))
}

/// Reads values, and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub place: &'a str,
    pub folder: &'a Path,
    pub now: Option<DateTime<Utc>>,
    lines: &'a Lines,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn config(&mut self, file: &file::File) -> Option<Config> {
        let lake = file.lake.as_deref().unwrap_or("trail365-lake");
        let options = self.options(file);
        let webhook = file.webhook.as_ref().map(|webhook| Webhook::new(webhook, self));
        let metrics = file.metrics.as_ref().map(|metrics| {
            let listen = self.needed("metrics.listen", metrics.listen.as_deref())?;
            self.parsed("metrics.listen", listen)
        });
        let proxy = Proxy::new(file.proxy.as_ref(), self);
        let tenants = self.tenants(&file.tenants, &proxy);
        let lake = self.lake(lake)?;
        // The inner one is missing where something is wrong, and that was noted.
        let (webhook, metrics) = (webhook.flatten(), metrics.flatten());
        Some(Config { lake, says_lake: file.lake.is_some(), options: options?, webhook, metrics, tenants })
    }

    fn lake(&mut self, text: &str) -> Option<String> {
        if text.is_empty() {
            self.wrong("lake", "it is empty; name a folder, or s3://, abfss:// or gs://");
            return None;
        }
        if let Some(user) = user_info(text)
            && (!is_container(text) || user.contains(':'))
        {
            self.wrong("lake", "it has a name or a password in it, and a secret does not stand in this file: credentials come from the environment, as AWS_*, AZURE_* and GOOGLE_*");
            return None;
        }
        let is_url = text.contains("://");
        let place = if is_url { text.to_owned() } else { self.folder.join(text).display().to_string() };
        let location = self.take("lake", Location::parse(&place))?;
        if location.url().scheme() != "file" && location.url().host_str().is_none_or(str::is_empty) {
            self.wrong("lake", "it names no bucket or container, as s3://bucket/lake does");
            return None;
        }
        Some(place)
    }

    fn options(&mut self, file: &file::File) -> Option<Options> {
        let usual = (Settings::default(), Commits::default());
        let in_flight = self.within("in_flight", file.in_flight.unwrap_or(10), 1, MOST_IN_FLIGHT as u64);
        let (second, minute) = (TimeDelta::seconds(1), TimeDelta::minutes(1));
        let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
        let intervals = &file.intervals;
        let usual_of = |span| TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX);
        let poll = (intervals.poll.as_deref(), usual_of(usual.0.poll));
        let poll = self.span("intervals.poll", poll.0, poll.1, (second, day));
        let overlap = (TimeDelta::zero(), day * 6);
        let overlap = self.span("intervals.overlap", intervals.overlap.as_deref(), usual.0.overlap, overlap);
        let sweep =
            self.span("intervals.sweep", intervals.sweep.as_deref(), usual.0.sweep, (minute, day * 6));
        let records = (file.commit.records_after.as_deref(), usual_of(usual.1.records_after));
        let records = self.span("commit.records_after", records.0, records.1, (second, hour));
        let marks = (file.commit.marks_after.as_deref(), usual_of(usual.1.marks_after));
        let marks = self.span("commit.marks_after", marks.0, marks.1, (second, day));
        Some(Options {
            settings: Settings { poll: poll?.to_std().ok()?, overlap: overlap?, sweep: sweep?, ..usual.0 },
            commits: Commits { records_after: records?.to_std().ok()?, marks_after: marks?.to_std().ok()? },
            // One thread takes in some 60,000 records a second, and another would take its memory once more.
            import: ImportOptions { raw: file.raw.unwrap_or(true), threads: 1, ..ImportOptions::default() },
            in_flight: in_flight? as usize,
        })
    }

    fn tenants(&mut self, file: &[file::Tenant], proxy: &Proxy) -> Vec<TenantConfig> {
        if file.is_empty() {
            self.wrong("tenants", "there is no tenant; begin one with [[tenants]]");
        }
        let mut tenants: Vec<TenantConfig> = Vec::new();
        for (number, tenant) in file.iter().enumerate() {
            let at = format!("tenants[{number}]");
            let Some(tenant) = TenantConfig::new(tenant, &at, proxy, self) else { continue };
            if tenants.iter().any(|other| other.name == tenant.name) {
                self.wrong(&format!("{at}.name"), "another tenant has this name");
            }
            if tenants.iter().any(|other| other.tenant_id == tenant.tenant_id) {
                self.wrong(
                    &format!("{at}.tenant_id"),
                    "another entry has this tenant; two would fetch everything twice",
                );
            }
            tenants.push(tenant);
        }
        tenants
    }

    /// Notes that something is wrong with the key at this place.
    pub(super) fn wrong(&mut self, at: &str, what: impl Display) {
        let line_of = |at: &str| self.lines.iter().find(|(place, _)| place == at).map(|(_, line)| *line);
        // A key that is missing has the line of the table that lacks it.
        let parents = std::iter::successors(Some(at), |at| at.rsplit_once('.').map(|(parent, _)| parent));
        let line = parents.into_iter().find_map(line_of);
        self.findings.push(Finding { line, what: format!("{at}: {what}") });
    }

    pub(super) fn take<T, E: Display>(&mut self, at: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.wrong(at, error)).ok()
    }

    pub(super) fn parsed<T: FromStr<Err: Display>>(&mut self, at: &str, text: &str) -> Option<T> {
        self.take(at, text.parse())
    }

    pub(super) fn needed<'t>(&mut self, at: &str, text: Option<&'t str>) -> Option<&'t str> {
        let text = text.filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.wrong(at, "it is missing");
        }
        text
    }

    /// Whether a name can be shown and given as an argument as it is.
    pub(super) fn is_plain(&mut self, at: &str, name: &str) -> bool {
        let plain = name.trim() == name && !name.chars().any(char::is_control);
        if !plain {
            self.wrong(at, "it has control characters, or blanks around it");
        }
        plain
    }

    pub(super) fn within(&mut self, at: &str, number: u64, least: u64, most: u64) -> Option<u64> {
        let fits = (least..=most).contains(&number);
        if !fits {
            self.wrong(at, format!("it is not from {least} to {most}"));
        }
        fits.then_some(number)
    }

    fn span(
        &mut self,
        at: &str,
        text: Option<&str>,
        usual: TimeDelta,
        (least, most): (TimeDelta, TimeDelta),
    ) -> Option<TimeDelta> {
        let Some(text) = text else { return Some(usual) };
        let Some(span) = span::parse(text) else {
            self.wrong(at, "not a span of time such as \"90s\", \"1m\", \"2h\" or \"1d\"");
            return None;
        };
        if span < least || span > most {
            let bounds = format!("from {} to {} seconds", least.num_seconds(), most.num_seconds());
            self.wrong(at, format!("it is not {bounds}"));
            return None;
        }
        Some(span)
    }
}
