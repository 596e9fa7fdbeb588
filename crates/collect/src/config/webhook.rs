//! The webhook of the file, and the settings of its receiver.

use std::net::SocketAddr;
use std::path::PathBuf;

use trail365_client::WebhookSettings;
use trail365_listen::exposed_file;

use super::error::{Error, Result};
use super::file;
use super::secret::SecretPlace;
use super::tenant::Ready;
use super::values::{Reader, user_info};
use crate::serve::{Tls, webhook_path};

/// Receiver of notifications, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Webhook {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Address that the service calls.
    pub address: String,
    /// Place of the auth ID that notifications must carry.
    pub auth_id: Option<SecretPlace>,
    /// Certificate and key, unless something in front ends TLS.
    pub tls: Option<TlsFiles>,
    /// Name of the file for messages.
    place: String,
}

/// Checks that the service could call an address.
///
/// # Errors
/// What is wrong with it, without the address itself.
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

/// Settings of a receiver of notifications, with its secrets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Receiving {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Certificate and key; `None` to listen without TLS.
    pub tls: Option<Tls>,
    /// Settings of the webhook for the service.
    pub settings: WebhookSettings,
}

impl Webhook {
    /// Reads the auth ID, the certificate and the key from their places.
    ///
    /// # Errors
    /// If one is missing or cannot be used.
    pub fn receiving(&self) -> Result<Ready<Receiving>> {
        let mut warnings = Vec::new();
        let wrong = |what: String| Error::without_line(&self.place, format!("webhook: {what}"));
        let auth_id = self.auth_id.as_ref().map(|place| place.read_secret(&mut warnings));
        let auth_id = auth_id.transpose().map_err(wrong)?;
        let tls = self.tls.as_ref().map(|files| files.read_tls(&mut warnings)).transpose().map_err(wrong)?;
        let settings = WebhookSettings { address: self.address.clone(), auth_id, expiration: None };
        // A proxy on this machine may end TLS; on another address the auth ID would travel in the clear.
        if tls.is_none() && !self.listen.ip().is_loopback() {
            warnings.push(format!(
                "notifications are taken at {} without TLS; the service calls https only, so a proxy has to stand in front",
                self.listen
            ));
        }
        Ok(Ready { value: Receiving { listen: self.listen, tls, settings }, warnings })
    }

    /// Reads the webhook, or notes with `reader` what is wrong.
    pub(super) fn new(file: &file::Webhook, reader: &mut Reader<'_>) -> Option<Self> {
        let listen = reader.require_text("webhook.listen", file.listen.as_deref());
        let listen = listen.and_then(|text| reader.parse_text("webhook.listen", text));
        let address = reader.require_text("webhook.address", file.address.as_deref());
        let sound = address.map(check_webhook_address);
        let sound = sound.and_then(|sound| reader.accept("webhook.address", sound));
        let auth_id = file.auth_id.as_ref().map(|place| SecretPlace::new(place, reader.folder));
        let auth_id = auth_id.map(|place| reader.accept("webhook.auth_id", place));
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
                reader.note_wrong("webhook.key", "it is missing; a certificate is of use with its key only");
                None
            }
            (None, Some(_)) => {
                reader.note_wrong(
                    "webhook.certificate",
                    "it is missing; a key is of use with its certificate only",
                );
                None
            }
        }
    }

    fn read_tls(&self, warnings: &mut Vec<String>) -> Result<Tls, String> {
        // The certificate is public.
        warnings.extend(exposed_file(&self.key));
        Tls::read(&self.certificate, &self.key).map_err(|error| error.to_string())
    }
}
