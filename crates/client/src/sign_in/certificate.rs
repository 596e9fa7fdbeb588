//! A certificate with its private key, from PEM or PKCS#12.

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
use crate::error::{Error, ErrorKind, Result};
use crate::id::AppId;
use crate::secret::Secret;

const NO_MATCH: &str = "it has no RSA private key with its certificate";

/// A certificate and its RSA key. `Debug` shows the thumbprint only.
///
/// ```no_run
/// use trail365_client::{AppId, Certificate, Credential};
///
/// let app: AppId = "00001111-aaaa-2222-bbbb-3333cccc4444".parse()?;
/// let certificate = Certificate::from_pem(&std::fs::read("app.pem")?)?;
/// println!("sign in with {}", certificate.thumbprint());
/// let credential = Credential::certificate(app, certificate);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Certificate {
    key: Arc<KeyPair>,
    thumbprint: Vec<u8>,
    algorithm: Algorithm,
}

impl Certificate {
    /// Reads PEM: a private key (`PRIVATE KEY` or `RSA PRIVATE KEY`, not encrypted) and its certificate, in any order. Other
    /// certificates of the chain are ignored. Concatenate a key and a certificate from two files.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if a part is missing, the key is no RSA key, or no certificate belongs to the key.
    pub fn from_pem(pem: &[u8]) -> Result<Self> {
        // Errors of the parsers are left out: they could quote the key.
        let found = PrivateKeyDer::from_pem_slice(pem);
        let key = found
            .map_err(|_| unreadable_certificate("PEM", "it has no private key, or the key is encrypted"))?;
        let key = match &key {
            PrivateKeyDer::Pkcs8(der) => KeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => KeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err(unreadable_certificate("PEM", "its private key is no RSA key")),
        };
        let key = key.map_err(|_| unreadable_certificate("PEM", "its private key is no RSA key"))?;
        let certificates: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates =
            certificates.map_err(|_| unreadable_certificate("PEM", "a certificate is damaged"))?;
        let certificates: Vec<_> = certificates.iter().map(AsRef::as_ref).collect();
        Certificate::match_key(key, &certificates).ok_or_else(|| unreadable_certificate("PEM", NO_MATCH))
    }

    /// Reads PKCS#12 (PFX), with its password or without.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem). A wrong password looks like a damaged file.
    pub fn from_pfx(pfx: &[u8], password: Option<&Secret>) -> Result<Self> {
        let password = password.map_or("", Secret::expose);
        let archive = Pkcs12Archive::from_pkcs12(pfx, password);
        let archive = archive
            .map_err(|_| unreadable_certificate("PFX", "the password is wrong or the file is damaged"))?;
        let certificates: Vec<_> = archive.certs.iter().map(|bag| bag.cert.as_der()).collect();
        // An archive can hold several keys, not all RSA.
        let mut keys = archive.keys.iter().filter_map(|bag| KeyPair::from_pkcs8(bag.key.as_der()).ok());
        let found = keys.find_map(|key| Certificate::match_key(key, &certificates));
        found.ok_or_else(|| unreadable_certificate("PFX", NO_MATCH))
    }

    /// Signs with another algorithm than [`Algorithm::Ps256`].
    #[must_use]
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Returns the SHA-256 digest of the certificate in hexadecimal, as the Azure portal shows it.
    pub fn thumbprint(&self) -> String {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
        let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        self.thumbprint.iter().flat_map(digits).collect()
    }

    /// Returns the key with its certificate, the one that holds the public key. Searching its bytes needs no parser of
    /// X.509, and a key of 2048 bits occurs nowhere by chance.
    fn match_key(key: KeyPair, certificates: &[&[u8]]) -> Option<Self> {
        let public = key.public_key().as_ref();
        let der = certificates.iter().find(|der| der.windows(public.len()).any(|part| part == public))?;
        let thumbprint = digest(&SHA256, der).as_ref().to_vec();
        Some(Certificate { key: Arc::new(key), thumbprint, algorithm: Algorithm::default() })
    }

    /// Signs a new assertion for the token endpoint.
    pub(super) fn sign_assertion(&self, app: AppId, audience: &Url) -> Result<Secret> {
        let Certificate { key, thumbprint, algorithm } = self;
        Assertion { app, audience, thumbprint, algorithm: *algorithm }.sign_with(key, Utc::now())
    }
}

fn unreadable_certificate(form: &str, why: &str) -> Error {
    Error::new(ErrorKind::Configuration, format!("read the certificate as {form}: {why}"))
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "certificate {}", self.thumbprint())
    }
}
