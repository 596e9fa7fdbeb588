//! `POST /{tenant}/oauth2/v2.0/token`: client credentials.

use http::StatusCode;
use serde_json::json;

use super::answer::Answer;
use super::entra::{App, Failure, check_assertion};
use super::query::Query;
use super::strikes::Target;
use super::world::{TenantState, World};

const BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Roots of Microsoft's clouds, for which a token can be asked beside the sandbox's own.
const RESOURCES: [&str; 4] = [
    "https://manage.office.com",
    "https://manage-gcc.office.com",
    "https://manage.office365.us",
    "https://manage.protection.apps.mil",
];

/// Answers a request for a token of a tenant, named by id or domain.
pub(crate) fn answer_token_request(world: &World, tenant: &str, form: &Query) -> Answer {
    let known = world.find_tenant(tenant).map_or("", |tenant| &tenant.id);
    if let Some((fault, _)) = world.strikes.strike_request(Target::SignIn, &format!("token {known}")) {
        return Answer::new(StatusCode::SERVICE_UNAVAILABLE).struck_by(fault.name());
    }
    match sign_in(world, tenant, form) {
        Ok(answer) => answer,
        Err(failure) => failure.to_answer(),
    }
}

fn sign_in(world: &World, name: &str, form: &Query) -> Result<Answer, Failure> {
    let by_domain = |tenant: &&TenantState| tenant.plan.domain.eq_ignore_ascii_case(name);
    let tenant = world
        .find_tenant(name)
        .or_else(|| world.tenants.iter().find(by_domain))
        .ok_or_else(|| Failure::unknown_tenant(name))?;
    let need =
        |parameter: &'static str| form.find(parameter).ok_or_else(|| Failure::missing_parameter(parameter));
    let (grant, app_id, scope) = (need("grant_type")?, need("client_id")?, need("scope")?);
    if grant != "client_credentials" {
        return Err(Failure::unsupported_grant(grant));
    }
    let app =
        tenant.apps.find_app(app_id).ok_or_else(|| Failure::unknown_app(app_id, &tenant.plan.domain))?;
    prove_app(world, (tenant, name), app, form)?;
    // After the proof, as Entra ID: policies look at an app that has shown who it is.
    app.plan.refused.map_or(Ok(()), |number| Err(Failure::planned_refusal(number)))?;
    let audience = requested_audience(world, tenant, scope)?;
    Ok(grant_token(world, tenant, app, audience))
}

/// Checks the proof of the app, by secret or by assertion.
fn prove_app(
    world: &World,
    (tenant, name): (&TenantState, &str),
    app: &App,
    form: &Query,
) -> Result<(), Failure> {
    if let Some(assertion) = form.find("client_assertion") {
        if form.find("client_assertion_type") != Some(BEARER) {
            return Err(Failure::malformed_assertion());
        }
        return check_assertion(&tenant.apps.used, app, assertion, &accepted_audiences(world, tenant, name));
    }
    let secret = form.find("client_secret").ok_or_else(Failure::no_proof)?;
    let is = |of: &Option<crate::plan::Secret>| of.as_ref().is_some_and(|of| of.expose() == secret);
    if is(&app.plan.secret) {
        Ok(())
    } else if is(&app.plan.expired_secret) {
        Err(Failure::expired_secret(&app.plan.id))
    } else {
        Err(Failure::wrong_secret(&app.plan.id))
    }
}

/// Returns the addresses that an assertion may be meant for: the token endpoint itself, or the tenant's issuer, each by
/// id and by the name in the request. Libraries differ in which they write.
fn accepted_audiences(world: &World, tenant: &TenantState, name: &str) -> Vec<String> {
    let origins =
        [world.origin.as_str(), "https://login.microsoftonline.com", "https://login.microsoftonline.us"];
    let names = [tenant.id.as_str(), name];
    let both = origins.iter().flat_map(|origin| names.map(|name| (origin, name)));
    both.flat_map(|(origin, name)| {
        [format!("{origin}/{name}/oauth2/v2.0/token"), format!("{origin}/{name}/v2.0")]
    })
    .collect()
}

/// Returns the resource that a scope names.
fn requested_audience<'a>(world: &World, tenant: &TenantState, scope: &'a str) -> Result<&'a str, Failure> {
    let resource = scope.strip_suffix("/.default").ok_or_else(|| Failure::bad_scope(scope))?;
    known_resource(world, resource)
        .then_some(resource)
        .ok_or_else(|| Failure::unknown_resource(resource, &tenant.plan.domain))
}

/// Reports whether a token can be asked for this resource.
pub(super) fn known_resource(world: &World, resource: &str) -> bool {
    // Scopes are written with one slash or two before `.default`.
    let resource = resource.trim_end_matches('/');
    RESOURCES.contains(&resource) || resource == world.origin
}

fn grant_token(world: &World, tenant: &TenantState, app: &App, audience: &str) -> Answer {
    let seconds = world.plan.sign_in.token_seconds;
    let token = world.tokens.issue_token((&tenant.id, &app.plan.id), audience, &app.plan.roles, seconds);
    Answer::ok_json(&json!({
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": token,
    }))
}
