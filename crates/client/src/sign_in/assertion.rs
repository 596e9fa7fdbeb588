//! Client assertions: JWTs that a certificate signs to prove the app to the token endpoint. Each is valid for minutes and
//! used once.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeyPair;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;

use super::DOING;
use crate::error::{Error, ErrorKind, Result};
use crate::id::AppId;
use crate::secret::Secret;

/// Seconds before now from which an assertion is valid, because clocks differ.
const BEFORE: i64 = 60;
/// Seconds after now until which an assertion is valid: the whole stays within ten minutes.
const AFTER: i64 = 540;

/// Signature algorithm of an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSA-PSS with SHA-256, which Entra ID recommends.
    #[default]
    Ps256,
    /// RSA PKCS#1 v1.5 with SHA-256, for keys that do nothing else.
    Rs256,
}

impl Algorithm {
    fn rsa_encoding(self) -> &'static dyn RsaEncoding {
        match self {
            Algorithm::Ps256 => &RSA_PSS_SHA256,
            Algorithm::Rs256 => &RSA_PKCS1_SHA256,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Algorithm::Ps256 => "PS256",
            Algorithm::Rs256 => "RS256",
        })
    }
}

/// The content of an assertion.
pub(super) struct Assertion<'a> {
    pub(super) app: AppId,
    pub(super) audience: &'a Url,
    /// SHA-256 digest of the certificate.
    pub(super) thumbprint: &'a [u8],
    pub(super) algorithm: Algorithm,
}

impl Assertion<'_> {
    /// Returns the assertion as it is sent, signed with `key`.
    pub(super) fn sign_with(&self, key: &KeyPair, now: DateTime<Utc>) -> Result<Secret> {
        let signed = format!("{}.{}", encode_part(&self.header_json()), encode_part(&self.claims_json(now)));
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(self.algorithm.rsa_encoding(), &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| {
                Error::new(
                    ErrorKind::Configuration,
                    format!("{DOING}: the key of the certificate cannot sign"),
                )
            })?;
        Ok(Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }

    fn header_json(&self) -> serde_json::Value {
        serde_json::json!({
            "alg": self.algorithm.to_string(),
            "typ": "JWT",
            // Not `x5t`: that is a digest by SHA-1.
            "x5t#S256": URL_SAFE_NO_PAD.encode(self.thumbprint),
        })
    }

    fn claims_json(&self, now: DateTime<Utc>) -> serde_json::Value {
        let (app, now) = (self.app.to_string(), now.timestamp());
        serde_json::json!({
            "aud": self.audience.as_str(),
            "iss": app,
            "sub": app,
            "jti": Uuid::new_v4().to_string(),
            "nbf": now - BEFORE,
            "iat": now,
            "exp": now + AFTER,
        })
    }
}

fn encode_part(part: &serde_json::Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}
