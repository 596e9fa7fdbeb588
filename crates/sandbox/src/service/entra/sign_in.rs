//! `POST /{tenant}/oauth2/v2.0/token`: client credentials.

use http::StatusCode;
use serde_json::json;

use crate::service::answer::Answer;
use crate::service::query::Query;
use crate::service::strikes::Target;
use crate::service::world::{TenantState, World};

use super::app::App;
use super::assertion;
use super::failure::Failure;

const BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Roots that a token can be asked for, beside the sandbox's own.
const RESOURCES: [&str; 4] = [
    "https://manage.office.com",
    "https://manage-gcc.office.com",
    "https://manage.office365.us",
    "https://manage.protection.apps.mil",
];

/// Answers a request for a token of a tenant, named by id or domain.
pub(crate) fn token_endpoint(world: &World, tenant: &str, form: &Query) -> Answer {
    let known = world.tenant(tenant).map_or("", |tenant| &tenant.id);
    if let Some((fault, _)) = world.strikes.strike(Target::SignIn, &format!("token {known}")) {
        return Answer::new(StatusCode::SERVICE_UNAVAILABLE).struck_by(fault.name());
    }
    match sign_in(world, tenant, form) {
        Ok(answer) => answer,
        Err(failure) => failure.answer(),
    }
}

fn sign_in(world: &World, name: &str, form: &Query) -> Result<Answer, Failure> {
    let by_domain = |tenant: &&TenantState| tenant.plan.domain.eq_ignore_ascii_case(name);
    let tenant = world
        .tenant(name)
        .or_else(|| world.tenants.iter().find(by_domain))
        .ok_or_else(|| Failure::unknown_tenant(name))?;
    let need = |parameter: &'static str| form.get(parameter).ok_or_else(|| Failure::missing(parameter));
    let (grant, app_id, scope) = (need("grant_type")?, need("client_id")?, need("scope")?);
    if grant != "client_credentials" {
        return Err(Failure::unsupported_grant(grant));
    }
    let app = tenant.apps.named(app_id).ok_or_else(|| Failure::unknown_app(app_id, &tenant.plan.domain))?;
    prove(world, (tenant, name), app, form)?;
    app.plan.refused.map_or(Ok(()), |number| Err(Failure::planned(number)))?;
    let audience = audience(world, tenant, scope)?;
    Ok(granted(world, tenant, app, audience))
}

/// The app proves who it is, by secret or by assertion.
fn prove(
    world: &World,
    (tenant, name): (&TenantState, &str),
    app: &App,
    form: &Query,
) -> Result<(), Failure> {
    if let Some(assertion) = form.get("client_assertion") {
        if form.get("client_assertion_type") != Some(BEARER) {
            return Err(Failure::malformed_assertion());
        }
        return assertion::check(&tenant.apps.used, app, assertion, &audiences(world, tenant, name));
    }
    let secret = form.get("client_secret").ok_or_else(Failure::no_proof)?;
    let is = |of: &Option<crate::plan::Secret>| of.as_ref().is_some_and(|of| of.expose() == secret);
    if is(&app.plan.secret) {
        Ok(())
    } else if is(&app.plan.expired_secret) {
        Err(Failure::expired_secret(&app.plan.id))
    } else {
        Err(Failure::wrong_secret(&app.plan.id))
    }
}

/// Addresses that an assertion may be meant for: the token endpoint itself, or the tenant's issuer.
fn audiences(world: &World, tenant: &TenantState, name: &str) -> Vec<String> {
    let origins =
        [world.origin.as_str(), "https://login.microsoftonline.com", "https://login.microsoftonline.us"];
    let names = [tenant.id.as_str(), name];
    let both = origins.iter().flat_map(|origin| names.map(|name| (origin, name)));
    both.flat_map(|(origin, name)| {
        [format!("{origin}/{name}/oauth2/v2.0/token"), format!("{origin}/{name}/v2.0")]
    })
    .collect()
}

/// The resource that a scope names.
fn audience<'a>(world: &World, tenant: &TenantState, scope: &'a str) -> Result<&'a str, Failure> {
    let resource = scope.strip_suffix("/.default").ok_or_else(|| Failure::bad_scope(scope))?;
    known_resource(world, resource)
        .then_some(resource)
        .ok_or_else(|| Failure::unknown_resource(resource, &tenant.plan.domain))
}

/// Whether a token can be asked for this resource.
pub(super) fn known_resource(world: &World, resource: &str) -> bool {
    let resource = resource.trim_end_matches('/');
    RESOURCES.contains(&resource) || resource == world.origin
}

fn granted(world: &World, tenant: &TenantState, app: &App, audience: &str) -> Answer {
    let seconds = world.plan.sign_in.token_seconds;
    let token = world.tokens.issue((&tenant.id, &app.plan.id), audience, &app.plan.roles, seconds);
    Answer::ok(&json!({
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": token,
    }))
}
