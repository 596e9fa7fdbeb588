//! Apps, and the proof by a signed assertion: an app's own, or the token of an issuer that stands for it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::error::Result;
use crate::moment::Moment;
use crate::plan::{AppPlan, FederatedPlan};

use super::failure::Failure;
use super::jwt::{Claims, Jwt};
use super::key::RsaKey;

/// The apps of a tenant.
pub(crate) struct Apps {
    all: Vec<App>,
    /// Assertions that were used.
    pub(crate) used: UsedAssertions,
}

/// An app with its keys read.
pub(crate) struct App {
    pub(crate) plan: AppPlan,
    pub(crate) certificates: Vec<RsaKey>,
    pub(crate) federated: Vec<(FederatedPlan, RsaKey)>,
}

impl Apps {
    pub(crate) fn new(plans: &[AppPlan]) -> Result<Self> {
        Ok(Self { all: plans.iter().map(App::new).collect::<Result<_>>()?, used: UsedAssertions::default() })
    }

    /// Finds the app of this client id, in any case.
    pub(crate) fn find_app(&self, id: &str) -> Option<&App> {
        self.all.iter().find(|app| app.plan.id.eq_ignore_ascii_case(id))
    }

    /// Finds the managed identity of this client id, or the first one.
    pub(crate) fn find_managed(&self, id: Option<&str>) -> Option<&App> {
        let is = |app: &&App| {
            app.plan.managed_identity && id.is_none_or(|id| app.plan.id.eq_ignore_ascii_case(id))
        };
        self.all.iter().find(is)
    }
}

impl App {
    fn new(plan: &AppPlan) -> Result<Self> {
        let key_of =
            |of: &FederatedPlan| RsaKey::from_public_key(&of.public_key).map(|key| (of.clone(), key));
        Ok(Self {
            certificates: plan
                .certificates
                .iter()
                .map(|pem| RsaKey::from_certificate(pem))
                .collect::<Result<_>>()?,
            federated: plan.federated.iter().map(key_of).collect::<Result<_>>()?,
            plan: plan.clone(),
        })
    }
}

/// Difference of clocks that is tolerated, in seconds: five minutes, as is usual for tokens.
const SKEW: i64 = 300;

/// Assertions that are remembered until they expire.
const REMEMBERED: usize = 100_000;

/// Checks an assertion; `audiences` are the forms that the token endpoint's own address may have.
pub(crate) fn check_assertion(
    used: &UsedAssertions,
    app: &App,
    text: &str,
    audiences: &[String],
) -> Result<(), Failure> {
    let jwt = Jwt::take_apart(text).ok_or_else(Failure::malformed_assertion)?;
    let claims: Claims = jwt.read_claims().ok_or_else(Failure::malformed_assertion)?;
    if claims.iss.eq_ignore_ascii_case(&app.plan.id) {
        by_certificate(app, &jwt, &claims, audiences)?;
        used.use_once(app, &claims)
    } else {
        by_issuer(app, &jwt, &claims)
    }
}

/// Checks an assertion that the app signed with the key of a certificate.
fn by_certificate(app: &App, jwt: &Jwt<'_>, claims: &Claims, audiences: &[String]) -> Result<(), Failure> {
    let header = &jwt.header;
    // By thumbprint alone, as Entra ID finds it: an assertion without one is refused although its key is known.
    let key = app
        .certificates
        .iter()
        .find(|key| header.x5t_s256.as_ref() == Some(&key.sha256) || header.x5t.as_ref() == Some(&key.sha1))
        .ok_or_else(|| Failure::bad_signature("The key was not found."))?;
    if !key.has_signed(&header.alg, jwt.message.as_bytes(), &jwt.signature) {
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

/// Checks the token of an issuer that is registered to stand for the app.
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
    if !key.has_signed(&jwt.header.alg, jwt.message.as_bytes(), &jwt.signature) {
        return Err(Failure::bad_signature("The issuer's key was found, but the signature is wrong."));
    }
    in_time(claims)
}

fn in_time(claims: &Claims) -> Result<(), Failure> {
    let now = Moment::now_of_machine().millis() / 1000;
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
pub(crate) struct UsedAssertions(Mutex<HashMap<String, i64>>);

impl UsedAssertions {
    /// Accepts an assertion once.
    fn use_once(&self, app: &App, claims: &Claims) -> Result<(), Failure> {
        if claims.jti.is_empty() {
            return Err(Failure::malformed_assertion());
        }
        let now = Moment::now_of_machine().millis() / 1000;
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Expired ones need no memory: their time alone refuses them.
        if used.len() >= REMEMBERED {
            used.retain(|_, end| *end > now);
        }
        let key = format!("{} {}", app.plan.id, claims.jti);
        let fresh = used.insert(key, claims.exp.saturating_add(SKEW)).is_none();
        if fresh { Ok(()) } else { Err(Failure::replayed_assertion()) }
    }
}
