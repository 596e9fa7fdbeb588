//! The receivers of new alerts of the file: an address that they are posted to, and a program that is run.

use std::fmt;
use std::path::PathBuf;

use trail365_client::{Hook, Secret};

use super::error::{Error, Result};
use super::file::{self, TextOr};
use super::secret::SecretPlace;
use super::tenant::{Proxy, Ready};
use super::values::Reader;

/// Level of an alert, from the lowest on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertLevel {
    /// Context for others.
    Informational,
    /// Notable, rarely an incident.
    Low,
    /// Asks for a regular review.
    Medium,
    /// Asks for a prompt review.
    High,
    /// An incident.
    Critical,
}

impl AlertLevel {
    /// All of them, from the lowest on.
    pub const ALL: [AlertLevel; 5] =
        [Self::Informational, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Returns the word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Informational => "informational",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    fn read(at: &str, text: Option<&str>, reader: &mut Reader<'_>) -> Option<Self> {
        // Chat programs are for what somebody should look at.
        let Some(text) = text else { return Some(Self::Medium) };
        let level = Self::ALL.into_iter().find(|level| level.as_str() == text);
        if level.is_none() {
            reader.note_wrong(at, "known are informational, low, medium, high and critical");
        }
        level
    }
}

/// Receivers of new alerts, ready to use.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AlertReceivers {
    /// Address that they are posted to, and their least level.
    pub hook: Option<(Hook, AlertLevel)>,
    /// Program that is run for each.
    pub command: Option<AlertCommand>,
}

/// Address that new alerts are posted to, without its secrets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AlertWebhook {
    /// Least level of an alert that is sent.
    pub level: AlertLevel,
    url: AlertUrl,
    authorization: Option<SecretPlace>,
    proxy: Proxy,
    /// Name of the file for messages.
    place: String,
}

/// The address itself, or the place that has it.
#[derive(Debug, Clone)]
enum AlertUrl {
    Text(Secret),
    Place(SecretPlace),
}

impl AlertWebhook {
    /// Reads the address and the value of the header `Authorization` from their places.
    ///
    /// # Errors
    /// If one is missing or cannot be used.
    pub fn hook(&self) -> Result<Ready<Hook>> {
        let mut warnings = Vec::new();
        let wrong = |what: String| Error::without_line(&self.place, format!("detect.webhook: {what}"));
        let address = match &self.url {
            AlertUrl::Text(address) => address.clone(),
            AlertUrl::Place(place) => {
                let address = place.read_secret(&mut warnings).map_err(wrong)?;
                // The message names the place, because the address may not be shown.
                Hook::check_address(address.expose()).map_err(|why| wrong(format!("{place}: {why}")))?;
                address
            }
        };
        let authorization = self.authorization.as_ref().map(|place| place.read_secret(&mut warnings));
        let authorization = authorization.transpose().map_err(wrong)?;
        let proxy = self.proxy.to_setting(&mut warnings).map_err(wrong)?;
        let value =
            Hook::new(address, authorization.as_ref(), &proxy).map_err(|error| wrong(error.to_string()))?;
        Ok(Ready { value, warnings })
    }

    /// Reads the webhook, or notes with `reader` what is wrong.
    pub(super) fn new(file: &file::AlertWebhook, proxy: &Proxy, reader: &mut Reader<'_>) -> Option<Self> {
        let at = "detect.webhook.url";
        let url = match &file.url {
            Some(TextOr::Other(place)) => {
                reader.accept(at, SecretPlace::new(place, reader.folder)).map(AlertUrl::Place)
            }
            Some(TextOr::Text(text)) => {
                let sound = Hook::check_address(text);
                reader.accept(at, sound).map(|()| AlertUrl::Text(Secret::new(text.clone())))
            }
            None => reader.require_text(at, None).map(|_| AlertUrl::Text(Secret::new(""))),
        };
        let authorization = file.authorization.as_ref().map(|place| SecretPlace::new(place, reader.folder));
        let authorization = authorization.map(|place| reader.accept("detect.webhook.authorization", place));
        let level = AlertLevel::read("detect.webhook.level", file.level.as_deref(), reader);
        Some(AlertWebhook {
            level: level?,
            url: url?,
            authorization: authorization.flatten(),
            proxy: proxy.clone(),
            place: reader.place.to_owned(),
        })
    }
}

/// Program that is run for each new alert.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AlertCommand {
    /// Least level of an alert that it is run for.
    pub level: AlertLevel,
    /// File of the program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Name of the file for messages.
    place: String,
}

impl AlertCommand {
    /// Checks that the program is there and may be run.
    ///
    /// # Errors
    /// If it is not, or may not.
    pub fn check(&self) -> Result<()> {
        let program = self.program.display();
        let wrong =
            |what: String| Error::without_line(&self.place, format!("detect.command.run: {program} {what}"));
        let about = std::fs::metadata(&self.program)
            .map_err(|error| wrong(format!("cannot be run: {error}; write the whole path of the program")))?;
        if !about.is_file() {
            return Err(wrong("is no file".to_owned()));
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            if about.permissions().mode() & 0o111 == 0 {
                return Err(wrong("may not be run; chmod +x lets it".to_owned()));
            }
        }
        Ok(())
    }

    /// Reads the command, or notes with `reader` what is wrong.
    pub(super) fn new(file: &file::AlertCommand, reader: &mut Reader<'_>) -> Option<Self> {
        let at = "detect.command.run";
        let program = file.run.first().filter(|program| !program.trim().is_empty());
        if program.is_none() {
            reader.note_wrong(at, "it is missing; write [\"/path/to/program\", \"argument\"]");
        }
        // The system ends a text at such a character.
        let has_nul = file.run.iter().any(|text| text.contains('\0'));
        if has_nul {
            reader.note_wrong(at, "it has a character that no argument can have");
        }
        let level = AlertLevel::read("detect.command.level", file.level.as_deref(), reader);
        Some(AlertCommand {
            level: level?,
            program: reader.folder.join(program.filter(|_| !has_nul)?),
            arguments: file.run.iter().skip(1).cloned().collect(),
            place: reader.place.to_owned(),
        })
    }
}

impl fmt::Display for AlertWebhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.url {
            AlertUrl::Text(_) => write!(f, "a webhook from level {} on", self.level.as_str()),
            AlertUrl::Place(place) => {
                write!(f, "the webhook in {place} from level {} on", self.level.as_str())
            }
        }
    }
}

impl fmt::Display for AlertCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the command {} from level {} on", self.program.display(), self.level.as_str())
    }
}
