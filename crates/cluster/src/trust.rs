//! Whom a machine trusts: the certificates that those of workers stem from, and the secret that they share.

use std::path::Path;

use tonic::transport::{Certificate, ClientTlsConfig};

use crate::address::Address;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// What the way to workers needs.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// Certificates that those of workers stem from, or are; `None` where no worker is reached over TLS.
    pub authorities: Option<Authorities>,
    /// Sent with each request. It goes to no worker without TLS but those of this machine.
    pub secret: Option<Secret>,
}

/// Certificates of authorities.
#[derive(Debug, Clone)]
pub struct Authorities(Certificate);

impl Authorities {
    /// Reads certificates from a PEM file.
    ///
    /// # Errors
    /// If the file cannot be read, or has none.
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let pem = std::fs::read(path);
        let pem =
            pem.map_err(|error| Error::new(format!("cannot read the certificates in {shown}: {error}")))?;
        if !pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
            return Err(Error::new(format!("there is no certificate in {shown}: a PEM file has one")));
        }
        Ok(Authorities(Certificate::from_pem(pem)))
    }
}

/// Line in front of a certificate.
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

impl Trust {
    /// Returns how TLS is spoken to a worker; `None` to speak without.
    pub(crate) fn tls_to(&self, address: &Address) -> Result<Option<ClientTlsConfig>> {
        if !address.is_encrypted() {
            return Ok(None);
        }
        let (Some(Authorities(certificate)), Some(_)) = (&self.authorities, &self.secret) else {
            return Err(Error::new(format!(
                "the worker {address} is reached over TLS: give the certificates that it is known by (--workers-ca) and the secret that it shares \
                 (--workers-secret); a worker that reaches others has them as --tls-ca and --secret-file"
            )));
        };
        let config = ClientTlsConfig::new().ca_certificate(certificate.clone());
        Ok(Some(config.domain_name(address.host())))
    }
}
