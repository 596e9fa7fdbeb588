//! The webhook of the file, and what a receiver of notifications takes.

use std::net::SocketAddr;
use std::path::PathBuf;

use trail365_client::WebhookSettings;

use super::error::{Error, Result};
use super::file;
use super::read::{Reader, user_info};
use super::secret::{SecretPlace, warn_if_open};
use super::tenant::Ready;
use crate::serve::{Tls, webhook_path};

/// Where notifications are received, without anything secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Webhook {
    /// Where to listen.
    pub listen: SocketAddr,
    /// What the service calls.
    pub address: String,
    /// What notifications have to carry.
    pub auth_id: Option<SecretPlace>,
    /// What TLS is spoken with, where nothing in front does.
    pub tls: Option<TlsFiles>,
    /// What the file is called, for messages.
    place: String,
}

/// Whether an address is one that the service could call.
///
/// # Errors
/// What is wrong with it, without repeating it.
pub fn check_webhook_address(address: &str) -> Result<(), &'static str> {
    if user_info(address).is_some() {
        return Err(
            "an address with a name or a password in it is a secret: leave that out; auth_id is what notifications are proved by",
        );
    }
    webhook_path(address).map(drop)
}

/// Files of a certificate with its chain, and of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// What a receiver of notifications takes.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Receiving {
    /// Where to listen.
    pub listen: SocketAddr,
    /// With TLS or without.
    pub tls: Option<Tls>,
    /// What the service is told.
    pub settings: WebhookSettings,
}

impl Webhook {
    /// Takes the auth ID, the certificate and the key from where they are.
    ///
    /// # Errors
    /// If one is not there or cannot be used.
    pub fn receiving(&self) -> Result<Ready<Receiving>> {
        let mut warnings = Vec::new();
        let wrong = |what: String| Error::of(&self.place, format!("webhook: {what}"));
        let auth_id = self.auth_id.as_ref().map(|place| place.read(&mut warnings));
        let auth_id = auth_id.transpose().map_err(wrong)?;
        let tls = self.tls.as_ref().map(|files| files.read(&mut warnings)).transpose().map_err(wrong)?;
        let settings = WebhookSettings { address: self.address.clone(), auth_id, expiration: None };
        if tls.is_none() && !self.listen.ip().is_loopback() {
            warnings.push(format!(
                "notifications are taken at {} without TLS; the service calls https only, so a proxy has to stand in front",
                self.listen
            ));
        }
        Ok(Ready { value: Receiving { listen: self.listen, tls, settings }, warnings })
    }

    /// Reads it; says to `reader` what is wrong.
    pub(super) fn new(file: &file::Webhook, reader: &mut Reader<'_>) -> Option<Self> {
        let listen = reader.needed("webhook.listen", file.listen.as_deref());
        let listen = listen.and_then(|text| reader.parsed("webhook.listen", text));
        let address = reader.needed("webhook.address", file.address.as_deref());
        let sound = address.map(check_webhook_address);
        let sound = sound.and_then(|sound| reader.take("webhook.address", sound));
        let auth_id = file.auth_id.as_ref().map(|place| SecretPlace::new(place, reader.folder));
        let auth_id = auth_id.map(|place| reader.take("webhook.auth_id", place));
        let tls = TlsFiles::new(file, reader);
        sound?;
        Some(Webhook {
            listen: listen?,
            address: address?.to_owned(),
            auth_id: auth_id.flatten(),
            tls,
            place: reader.place.to_owned(),
        })
    }
}

impl TlsFiles {
    fn new(file: &file::Webhook, reader: &mut Reader<'_>) -> Option<Self> {
        match (&file.certificate, &file.key) {
            (None, None) => None,
            (Some(certificate), Some(key)) => {
                Some(TlsFiles { certificate: reader.folder.join(certificate), key: reader.folder.join(key) })
            }
            (Some(_), None) => {
                reader.wrong("webhook.key", "it is missing; a certificate is of use with its key only");
                None
            }
            (None, Some(_)) => {
                reader
                    .wrong("webhook.certificate", "it is missing; a key is of use with its certificate only");
                None
            }
        }
    }

    fn read(&self, warnings: &mut Vec<String>) -> Result<Tls, String> {
        warn_if_open(&self.key, warnings);
        Tls::read(&self.certificate, &self.key).map_err(|error| error.to_string())
    }
}
