//! JSON Web Tokens, taken apart.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A token in its parts; none of them is checked yet.
pub(crate) struct Jwt<'a> {
    pub(crate) header: JwtHeader,
    claims: Vec<u8>,
    /// The part that was signed.
    pub(crate) message: &'a str,
    pub(crate) signature: Vec<u8>,
}

/// Statements of a token about its signature.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct JwtHeader {
    pub(crate) alg: String,
    pub(crate) x5t: Option<String>,
    #[serde(rename = "x5t#S256")]
    pub(crate) x5t_s256: Option<String>,
}

/// Statements of the signer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Claims {
    pub(crate) aud: String,
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) jti: String,
    pub(crate) exp: i64,
    pub(crate) nbf: i64,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart, if it is one.
    pub(crate) fn take_apart(text: &'a str) -> Option<Self> {
        // From the end: the signature covers header and claims with the dot between them, as they were sent.
        let (message, signature) = text.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        Some(Self {
            header: serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?,
            claims: URL_SAFE_NO_PAD.decode(claims).ok()?,
            message,
            signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
        })
    }

    /// Reads the claims, if they have that form.
    pub(crate) fn read_claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.claims).ok()
    }
}
