//! Reading the file: from its text to a [`Config`].

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use trail365_lake::{ImportOptions, Location};

use super::check::Check;
use super::error::{Error, Result};
use super::file;
use super::sending::{AlertCommand, AlertReceivers, AlertWebhook};
use super::tenant::{MOST_IN_FLIGHT, Proxy, Ready, TenantConfig};
use super::values::{Reader, user_info};
use super::webhook::Webhook;
use crate::collector::Options;
use crate::settings::Settings;
use crate::sink::Commits;
use crate::stream::Tenant;
use crate::upkeep::Upkeep;

/// A configuration file. It contains no secret, only the places of secrets.
///
/// ```
/// use std::path::{Path, PathBuf};
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
    /// Location of the lake.
    pub lake: String,
    /// The file names the lake; otherwise it is the usual folder beside the file.
    pub says_lake: bool,
    /// Options of the collector.
    pub options: Options,
    /// Receiver of notifications.
    pub webhook: Option<Webhook>,
    /// Address at which `/healthz` and `/metrics` are answered.
    pub metrics: Option<SocketAddr>,
    /// Detection of what looks like an attack.
    pub detect: Detect,
    /// Tenants in the order of the file, at least one.
    pub tenants: Vec<TenantConfig>,
}

/// Detection of what looks like an attack. The collector does not detect by itself: whoever runs it does, after each commit.
#[derive(Debug, Clone, Default)]
pub struct Detect {
    /// Rules are asked while collecting.
    pub enabled: bool,
    /// Files and folders of rules in place of those that ship.
    pub rules: Vec<PathBuf>,
    /// Files and folders of lists that go before those that ship.
    pub lists: Vec<PathBuf>,
    /// The tenants' own mail domains; empty for those that the records show.
    pub domains: Vec<String>,
    /// City database for rules that ask where an address is.
    pub geo: Option<PathBuf>,
    /// Database of AS numbers for rules that ask whose network an address is in.
    pub asn: Option<PathBuf>,
    /// Address that new alerts are posted to.
    pub webhook: Option<AlertWebhook>,
    /// Program that is run for each new alert.
    pub command: Option<AlertCommand>,
}

impl Config {
    /// Reads a file. Relative paths in it begin at its folder.
    ///
    /// # Errors
    /// If the file cannot be read, or something in it is wrong.
    pub fn read(path: &Path) -> Result<Self> {
        let place = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::without_line(&place, format!("cannot be read: {error}")))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Config::parse_at(&text, &place, folder, Some(Utc::now()))
    }

    /// Parses the text of a file that is called `place` and lies in `folder`. Reads no other file, no environment variable and no
    /// clock.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str, place: &str, folder: &Path) -> Result<Self> {
        Config::parse_at(text, place, folder, None)
    }

    /// Parses the text, and refuses times after `now` that have to be past.
    pub(super) fn parse_at(
        text: &str,
        place: &str,
        folder: &Path,
        now: Option<DateTime<Utc>>,
    ) -> Result<Self> {
        let check = Check::new(text);
        if !check.findings.is_empty() {
            return Err(Error::new(place, check.findings));
        }
        // The check has seen every type. Numbers out of range are left, and their message shows no text, which may be a secret.
        let file: file::File =
            toml::from_str(text).map_err(|error| Error::without_line(place, error.message()))?;
        let mut reader = Reader { place, folder, now, lines: &check.lines, findings: Vec::new() };
        let config = reader.read_config(&file);
        match config {
            Some(config) if reader.findings.is_empty() => Ok(config),
            _ => Err(Error::new(place, reader.findings)),
        }
    }
}

impl Detect {
    /// Returns the receivers of new alerts, with secrets from their places.
    ///
    /// # Errors
    /// If a secret or the program is missing or cannot be used.
    pub fn receivers(&self) -> Result<Ready<AlertReceivers>> {
        let (mut value, mut warnings) = (AlertReceivers::default(), Vec::new());
        if let Some(webhook) = &self.webhook {
            let ready = webhook.hook()?;
            warnings.extend(ready.warnings);
            value.hook = Some((ready.value, webhook.level));
        }
        if let Some(command) = &self.command {
            command.check()?;
            value.command = Some(command.clone());
        }
        if !self.enabled && (value.hook.is_some() || value.command.is_some()) {
            warnings.push("no alert is sent, because detect.enabled is false".to_owned());
        }
        Ok(Ready { value, warnings })
    }
}

impl Config {
    /// Returns the tenants for the collector, with secrets from their places.
    ///
    /// # Errors
    /// Every secret, certificate and address that is missing or cannot be used.
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
        // One proxy or one secret may serve several tenants, and is warned of once.
        warnings.dedup();
        match self.tenants.first() {
            Some(tenant) if !findings.is_empty() => Err(Error::new(&tenant.place, findings)),
            _ => Ok(Ready { value: tenants, warnings }),
        }
    }
}

/// Reports whether it is an address of Azure, which names the container in front of the host.
fn is_container(url: &str) -> bool {
    ["abfs://", "abfss://"].iter().any(|scheme| url.starts_with(scheme))
}

impl Reader<'_> {
    fn read_config(&mut self, file: &file::File) -> Option<Config> {
        let lake = file.lake.as_deref().unwrap_or("trail365-lake");
        let options = self.read_options(file);
        let webhook = file.webhook.as_ref().map(|webhook| Webhook::new(webhook, self));
        let metrics = file.metrics.as_ref().map(|metrics| {
            let listen = self.require_text("metrics.listen", metrics.listen.as_deref())?;
            self.parse_text("metrics.listen", listen)
        });
        let proxy = Proxy::new(file.proxy.as_ref(), self);
        let detect = self.read_detect(&file.detect, &proxy);
        let tenants = self.read_tenants(&file.tenants, &proxy);
        let lake = self.check_lake(lake)?;
        // An inner `None` is a value that is wrong, which was noted.
        let (webhook, metrics) = (webhook.flatten(), metrics.flatten());
        Some(Config {
            lake,
            says_lake: file.lake.is_some(),
            options: options?,
            webhook,
            metrics,
            detect,
            tenants,
        })
    }

    fn read_detect(&mut self, file: &file::Detect, proxy: &Proxy) -> Detect {
        let paths = |texts: &[String]| texts.iter().map(|text| self.folder.join(text)).collect();
        let (rules, lists) = (paths(&file.rules), paths(&file.lists));
        // `None` is one that is wrong, which was noted.
        let webhook = file.webhook.as_ref().and_then(|webhook| AlertWebhook::new(webhook, proxy, self));
        let command = file.command.as_ref().and_then(|command| AlertCommand::new(command, self));
        let [geo, asn] = [&file.geo, &file.asn].map(|path| path.as_ref().map(|path| self.folder.join(path)));
        let domains = file.domains.clone();
        Detect { enabled: file.enabled, rules, lists, domains, geo, asn, webhook, command }
    }

    fn check_lake(&mut self, text: &str) -> Option<String> {
        if text.is_empty() {
            self.note_wrong("lake", "it is empty; name a folder, or s3://, abfss:// or gs://");
            return None;
        }
        // An Azure address names its container in front of the host, which is no secret; with a colon it would be a password.
        if let Some(user) = user_info(text)
            && (!is_container(text) || user.contains(':'))
        {
            self.note_wrong("lake", "it has a name or a password in it, and a secret does not stand in this file: credentials come from the environment, as AWS_*, AZURE_* and GOOGLE_*");
            return None;
        }
        // A path is relative to the file, not to where the program happens to run.
        let is_url = text.contains("://");
        let place = if is_url { text.to_owned() } else { self.folder.join(text).display().to_string() };
        let location = self.accept("lake", Location::parse(&place))?;
        if location.url().scheme() != "file" && location.url().host_str().is_none_or(str::is_empty) {
            self.note_wrong("lake", "it names no bucket or container, as s3://bucket/lake does");
            return None;
        }
        Some(place)
    }

    fn read_options(&mut self, file: &file::File) -> Option<Options> {
        let usual = (Settings::default(), Commits::default());
        let in_flight = self.check_range("in_flight", file.in_flight.unwrap_or(10), 1, MOST_IN_FLIGHT as u64);
        let (second, minute) = (TimeDelta::seconds(1), TimeDelta::minutes(1));
        let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
        let intervals = &file.intervals;
        let usual_of = |span| TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX);
        let poll = (intervals.poll.as_deref(), usual_of(usual.0.poll));
        let poll = self.read_span("intervals.poll", poll.0, poll.1, (second, day));
        let overlap = (TimeDelta::zero(), day * 6);
        let overlap =
            self.read_span("intervals.overlap", intervals.overlap.as_deref(), usual.0.overlap, overlap);
        let sweep =
            self.read_span("intervals.sweep", intervals.sweep.as_deref(), usual.0.sweep, (minute, day * 6));
        let records = (file.commit.records_after.as_deref(), usual_of(usual.1.records_after));
        let records = self.read_span("commit.records_after", records.0, records.1, (second, hour));
        let quiet = (file.commit.pause.as_deref(), usual_of(usual.1.pause));
        let quiet = self.read_span("commit.pause", quiet.0, quiet.1, (second, hour));
        let marks = (file.commit.marks_after.as_deref(), usual_of(usual.1.marks_after));
        let marks = self.read_span("commit.marks_after", marks.0, marks.1, (second, day));
        let upkeep = self.read_upkeep(&file.upkeep);
        Some(Options {
            settings: Settings { poll: poll?.to_std().ok()?, overlap: overlap?, sweep: sweep?, ..usual.0 },
            commits: Commits {
                pause: quiet?.to_std().ok()?,
                records_after: records?.to_std().ok()?,
                marks_after: marks?.to_std().ok()?,
            },
            // One thread imports some 60,000 records a second. Another would need as much memory again.
            import: ImportOptions { raw: file.raw.unwrap_or(true), threads: 1, ..ImportOptions::default() },
            in_flight: in_flight? as usize,
            listener: None,
            upkeep: file.upkeep.enabled.unwrap_or(true).then_some(upkeep?),
        })
    }

    fn read_upkeep(&mut self, file: &file::Upkeep) -> Option<Upkeep> {
        let usual = Upkeep::default();
        let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
        let every = self.read_span("upkeep.every", file.every.as_deref(), usual.every, (hour, day * 30));
        let keep = self.read_span("upkeep.keep", file.keep.as_deref(), usual.keep, (day, day * 30));
        Some(Upkeep { every: every?, keep: keep? })
    }

    fn read_tenants(&mut self, file: &[file::Tenant], proxy: &Proxy) -> Vec<TenantConfig> {
        if file.is_empty() {
            self.note_wrong("tenants", "there is no tenant; begin one with [[tenants]]");
        }
        let mut tenants: Vec<TenantConfig> = Vec::new();
        for (number, tenant) in file.iter().enumerate() {
            let at = format!("tenants[{number}]");
            let Some(tenant) = TenantConfig::new(tenant, &at, proxy, self) else { continue };
            if tenants.iter().any(|other| other.name == tenant.name) {
                self.note_wrong(&format!("{at}.name"), "another tenant has this name");
            }
            if tenants.iter().any(|other| other.tenant_id == tenant.tenant_id) {
                self.note_wrong(
                    &format!("{at}.tenant_id"),
                    "another entry has this tenant; two would fetch everything twice",
                );
            }
            tenants.push(tenant);
        }
        tenants
    }
}
