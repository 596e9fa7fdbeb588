//! Tokens for the Activity API: JSON Web Tokens that the sandbox signs itself.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::dice::{mix, mix_text};
use crate::guid::{guid_text, new_guid};
use crate::moment::Moment;

use super::jwt::Jwt;

/// Revoked tokens that are remembered.
const REMEMBERED: usize = 100_000;

/// Statements of a token about its bearer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Bearer {
    aud: String,
    iss: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// The end to the millisecond, which real tokens lack: a test cannot wait for a whole second.
    exp_ms: i64,
    /// App.
    pub(crate) appid: String,
    /// Tenant.
    pub(crate) tid: String,
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    jti: String,
    ver: String,
}

impl Bearer {
    /// Returns the API that the token is for.
    pub(crate) fn audience(&self) -> &str {
        self.aud.trim_end_matches('/')
    }

    pub(crate) fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|of| of == role)
    }
}

/// Signs tokens and knows its own.
pub(crate) struct TokenKey {
    key: hmac::Key,
    seed: u64,
    issued: Mutex<u64>,
    revoked: Mutex<HashSet<u64>>,
}

impl TokenKey {
    pub(crate) fn new(seed: u64) -> Self {
        // A key from the seed: a restarted sandbox still accepts the tokens that a collector kept.
        let bytes: Vec<u8> = (0..4).flat_map(|part| mix(seed, &[0x70c3, part]).to_be_bytes()).collect();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
        Self { key, seed, issued: Mutex::default(), revoked: Mutex::default() }
    }

    /// Signs a token for an app of a tenant.
    pub(crate) fn issue_token(
        &self,
        (tenant_id, app_id): (&str, &str),
        audience: &str,
        roles: &[String],
        seconds: u64,
    ) -> String {
        let now = Moment::now_of_machine().millis();
        let end = now + seconds as i64 * 1000;
        let number = self.next_number();
        let bearer = Bearer {
            aud: audience.to_owned(),
            iss: format!("https://sts.windows.net/{tenant_id}/"),
            iat: now / 1000,
            nbf: now / 1000,
            exp: end / 1000,
            exp_ms: end,
            appid: app_id.to_owned(),
            tid: tenant_id.to_owned(),
            roles: roles.to_vec(),
            jti: guid_text(&new_guid(mix(self.seed, &[now as u64, number]), number)),
            ver: "1.0".to_owned(),
        };
        let claims = serde_json::to_vec(&bearer).unwrap_or_default();
        let header = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"HS256"}"#);
        let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims));
        let tag = hmac::sign(&self.key, message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
    }

    /// Returns the bearer of a token, if it is one of ours, in force and not revoked.
    pub(crate) fn check_token(&self, token: &str) -> Option<Bearer> {
        let jwt = Jwt::take_apart(token)?;
        hmac::verify(&self.key, jwt.message.as_bytes(), &jwt.signature).ok()?;
        let bearer: Bearer = jwt.read_claims()?;
        let in_force = Moment::now_of_machine().millis() < bearer.exp_ms;
        let revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        (in_force && !revoked.contains(&mix_text(self.seed, &bearer.jti))).then_some(bearer)
    }

    /// Revokes a token: it is no longer accepted.
    pub(crate) fn revoke_token(&self, bearer: &Bearer) {
        let mut revoked = self.revoked.lock().unwrap_or_else(PoisonError::into_inner);
        // Forgetting all of them makes some tokens good again, which no collector minds.
        if revoked.len() >= REMEMBERED {
            revoked.clear();
        }
        revoked.insert(mix_text(self.seed, &bearer.jti));
    }

    fn next_number(&self) -> u64 {
        let mut issued = self.issued.lock().unwrap_or_else(PoisonError::into_inner);
        *issued += 1;
        *issued
    }
}
