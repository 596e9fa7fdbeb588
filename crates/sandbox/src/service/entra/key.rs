//! RSA keys that assertions are checked with.

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

use crate::error::{Error, Result};

/// A public key, and both thumbprints of the certificate that it came in: assertions name it by either.
pub(crate) struct RsaKey {
    pub(crate) sha1: String,
    pub(crate) sha256: String,
    public: Vec<u8>,
}

impl RsaKey {
    /// Reads the key of a certificate.
    pub(crate) fn from_certificate(pem: &str) -> Result<Self> {
        let der = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|e| Error::plan(format!("cannot read a certificate: {e}")))?;
        let certificate = webpki::EndEntityCert::try_from(&der)
            .map_err(|e| Error::plan(format!("cannot read a certificate: {e}")))?;
        let public = certificate.subject_public_key_info().to_vec();
        Self::new(public, der.as_ref())
    }

    /// Reads a key by itself.
    pub(crate) fn from_public_key(pem: &str) -> Result<Self> {
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes())
            .map_err(|e| Error::plan(format!("cannot read a public key: {e}")))?;
        Self::new(der.to_vec(), der.as_ref())
    }

    fn new(public: Vec<u8>, of: &[u8]) -> Result<Self> {
        let print = |algorithm| URL_SAFE_NO_PAD.encode(digest::digest(algorithm, of));
        // At the start, not at the first sign-in: a plan with a wrong key is refused.
        if ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public.clone()).is_err() {
            return Err(Error::plan("cannot use a key: it is no RSA key of 2048 to 8192 bits"));
        }
        Ok(Self { sha1: print(&digest::SHA1_FOR_LEGACY_USE_ONLY), sha256: print(&digest::SHA256), public })
    }

    /// Reports whether the owner of the key signed this, by RS256 or PS256: the algorithms that Entra ID accepts.
    pub(crate) fn has_signed(&self, algorithm: &str, message: &[u8], signature: &[u8]) -> bool {
        let verify =
            |of: &'static dyn VerificationAlgorithm| of.verify_sig(&self.public, message, signature).is_ok();
        match algorithm {
            "RS256" => verify(&RSA_PKCS1_2048_8192_SHA256),
            "PS256" => verify(&RSA_PSS_2048_8192_SHA256),
            _ => false,
        }
    }
}
