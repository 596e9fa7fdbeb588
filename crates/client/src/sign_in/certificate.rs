//! A certificate with its private key, out of PEM or PKCS#12.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::KeyPair as _;
use chrono::Utc;
use p12_keystore::Pkcs12Archive;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use super::assertion::{Algorithm, Assertion};
use crate::{AppId, Error, ErrorKind, Result, Secret};

const NO_MATCH: &str = "it has no RSA private key with its certificate";

/// A certificate and its RSA key. `Debug` shows the thumbprint only.
#[derive(Clone)]
pub struct Certificate {
    key: Arc<KeyPair>,
    thumbprint: Vec<u8>,
    algorithm: Algorithm,
}

impl Certificate {
    /// From PEM: a private key (`PRIVATE KEY` or `RSA PRIVATE KEY`, not encrypted) and its certificate, in any order; other
    /// certificates of the chain are passed over. Key and certificate of two files are simply put one after the other.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if a part is missing, the key is no RSA key, or no certificate is of the key.
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        let found = PrivateKeyDer::from_pem_slice(pem);
        let key = found.map_err(|_| wrong("PEM", "it has no private key, or the key is encrypted"))?;
        let key = match &key {
            PrivateKeyDer::Pkcs8(der) => KeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => KeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(wrong("PEM", "its private key is no RSA key")),
        };
        let key = key.map_err(|_| wrong("PEM", "its private key is no RSA key"))?;
        let certificates: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = certificates.map_err(|_| wrong("PEM", "a certificate is damaged"))?;
        let certificates: Vec<_> = certificates.iter().map(AsRef::as_ref).collect();
        Certificate::matching(key, &certificates).ok_or_else(|| wrong("PEM", NO_MATCH))
    }

    /// From PKCS#12 (PFX), with its password or without.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem); a wrong password cannot be told from a damaged file.
    pub fn from_pfx(pfx: &[u8], password: Option<&Secret>) -> Result<Self> {
        let password = password.map_or("", Secret::expose);
        let archive = Pkcs12Archive::from_pkcs12(pfx, password);
        let archive = archive.map_err(|_| wrong("PFX", "the password is wrong or the file is damaged"))?;
        let certificates: Vec<_> = archive.certs.iter().map(|bag| bag.cert.as_der()).collect();
        let mut keys = archive.keys.iter().filter_map(|bag| KeyPair::from_pkcs8(bag.key.as_der()).ok());
        let found = keys.find_map(|key| Certificate::matching(key, &certificates));
        found.ok_or_else(|| wrong("PFX", NO_MATCH))
    }

    /// The same, signing in another way than with [`Algorithm::Ps256`].
    #[must_use]
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// SHA-256 of the certificate in hexadecimal, as the Azure portal shows it.
    pub fn thumbprint(&self) -> String {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
        let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        self.thumbprint.iter().flat_map(digits).collect()
    }

    /// The certificate of `key` among several: the one that holds its public half.
    fn matching(key: KeyPair, certificates: &[&[u8]]) -> Option<Self> {
        let public = key.public_key().as_ref();
        let der = certificates.iter().find(|der| der.windows(public.len()).any(|part| part == public))?;
        let thumbprint = digest(&SHA256, der).as_ref().to_vec();
        Some(Certificate { key: Arc::new(key), thumbprint, algorithm: Algorithm::default() })
    }

    /// A fresh proof for the token endpoint.
    pub(super) fn assertion(&self, app: AppId, audience: &Url) -> Result<Secret> {
        let Certificate { key, thumbprint, algorithm } = self;
        Assertion { app, audience, thumbprint, algorithm: *algorithm }.sign(key, Utc::now())
    }
}

fn wrong(form: &str, why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("read the certificate as {form}: {why}"))
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "certificate {}", self.thumbprint())
    }
}
