//! Proof by a signed assertion: an app's own, or the token of an issuer that stands for it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::moment::Moment;

use super::app::App;
use super::failure::Failure;
use super::jwt::{Claims, Jwt};

/// What clocks may be apart, in seconds.
const SKEW: i64 = 300;

/// Assertions that are remembered until they expire.
const REMEMBERED: usize = 100_000;

/// Checks an assertion; `audiences` are the forms that the token endpoint's own address may have.
pub(super) fn check(used: &Used, app: &App, text: &str, audiences: &[String]) -> Result<(), Failure> {
    let jwt = Jwt::parse(text).ok_or_else(Failure::malformed_assertion)?;
    let claims: Claims = jwt.claims().ok_or_else(Failure::malformed_assertion)?;
    if claims.iss.eq_ignore_ascii_case(&app.plan.id) {
        by_certificate(app, &jwt, &claims, audiences)?;
        used.once(app, &claims)
    } else {
        by_issuer(app, &jwt, &claims)
    }
}

/// The app signed it with the key of a certificate.
fn by_certificate(app: &App, jwt: &Jwt<'_>, claims: &Claims, audiences: &[String]) -> Result<(), Failure> {
    let header = &jwt.header;
    let key = app
        .certificates
        .iter()
        .find(|key| header.x5t_s256.as_ref() == Some(&key.sha256) || header.x5t.as_ref() == Some(&key.sha1))
        .ok_or_else(|| Failure::bad_signature("The key was not found."))?;
    if !key.signed(&header.alg, jwt.message.as_bytes(), &jwt.signature) {
        return Err(Failure::bad_signature("The key was found, but the signature is wrong."));
    }
    if !audiences.iter().any(|of| of.eq_ignore_ascii_case(&claims.aud)) {
        return Err(Failure::assertion_audience(&claims.aud));
    }
    if !claims.sub.eq_ignore_ascii_case(&app.plan.id) {
        return Err(Failure::assertion_issuer(&claims.sub));
    }
    in_time(claims)
}

/// An issuer signed it, and the app says that this stands for it.
fn by_issuer(app: &App, jwt: &Jwt<'_>, claims: &Claims) -> Result<(), Failure> {
    if app.federated.is_empty() {
        return Err(Failure::assertion_issuer(&claims.iss));
    }
    let issued: Vec<_> = app.federated.iter().filter(|(plan, _)| plan.issuer == claims.iss).collect();
    if issued.is_empty() {
        return Err(Failure::no_federation("issuer", &claims.iss));
    }
    let meant = issued.iter().find(|(plan, _)| plan.subject == claims.sub);
    let (plan, key) = meant.ok_or_else(|| Failure::no_federation("subject", &claims.sub))?;
    if claims.aud != plan.audience {
        return Err(Failure::no_federation("audience", &claims.aud));
    }
    if !key.signed(&jwt.header.alg, jwt.message.as_bytes(), &jwt.signature) {
        return Err(Failure::bad_signature("The issuer's key was found, but the signature is wrong."));
    }
    in_time(claims)
}

fn in_time(claims: &Claims) -> Result<(), Failure> {
    let now = Moment::of_machine().millis() / 1000;
    if claims.exp.saturating_add(SKEW) < now {
        return Err(Failure::assertion_time("It has expired."));
    }
    if claims.nbf.saturating_sub(SKEW) > now {
        return Err(Failure::assertion_time("It is not in force yet."));
    }
    Ok(())
}

/// Ids of assertions that were used, with the second at which they expire.
#[derive(Debug, Default)]
pub(crate) struct Used(Mutex<HashMap<String, i64>>);

impl Used {
    /// An assertion counts once.
    fn once(&self, app: &App, claims: &Claims) -> Result<(), Failure> {
        if claims.jti.is_empty() {
            return Err(Failure::malformed_assertion());
        }
        let now = Moment::of_machine().millis() / 1000;
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if used.len() >= REMEMBERED {
            used.retain(|_, end| *end > now);
        }
        let key = format!("{} {}", app.plan.id, claims.jti);
        let fresh = used.insert(key, claims.exp.saturating_add(SKEW)).is_none();
        if fresh { Ok(()) } else { Err(Failure::replayed()) }
    }
}
