//! Managed identities: the endpoint of virtual machines (IMDS) and the one of App Service.

use http::{HeaderMap, StatusCode};
use serde_json::json;

use super::answer::Answer;
use super::entra::Failure;
use super::query::Query;
use super::token_endpoint::known_resource;
use super::world::World;
use crate::moment::Moment;

/// Answers `GET /metadata/identity/oauth2/token`, which needs the header `Metadata: true`.
pub(crate) fn imds_token(world: &World, headers: &HeaderMap, query: &Query) -> Answer {
    // The header keeps forwarded requests and pages in a browser from getting a token: they do not set it.
    let marked = headers.get("metadata").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
    if !marked {
        return refusal_answer(
            StatusCode::BAD_REQUEST,
            "bad_request_102",
            "Required metadata header not specified",
        );
    }
    if query.find("api-version").is_none() {
        return refusal_answer(
            StatusCode::BAD_REQUEST,
            "bad_request_100",
            "The parameter api-version is missing",
        );
    }
    answer_token(world, query)
}

/// Answers `GET /msi/token`, which `IDENTITY_ENDPOINT` points to. It needs `X-IDENTITY-HEADER` with the value of
/// `IDENTITY_HEADER`.
pub(crate) fn app_service_token(world: &World, headers: &HeaderMap, query: &Query) -> Answer {
    let expected = world.plan.sign_in.identity_header.as_bytes();
    if headers.get("x-identity-header").is_none_or(|value| value.as_bytes() != expected) {
        return refusal_answer(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "The header X-IDENTITY-HEADER is not right",
        );
    }
    answer_token(world, query)
}

fn answer_token(world: &World, query: &Query) -> Answer {
    let Some(resource) = query.find("resource") else {
        return refusal_answer(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "The parameter resource is missing",
        );
    };
    if !known_resource(world, resource) {
        let message = format!("AADSTS500011: The resource principal named {resource} was not found.");
        return refusal_answer(StatusCode::BAD_REQUEST, "invalid_resource", &message);
    }
    let wanted = query.find("client_id");
    let found =
        world.tenants.iter().find_map(|tenant| tenant.apps.find_managed(wanted).map(|app| (tenant, app)));
    let Some((tenant, app)) = found else {
        return refusal_answer(StatusCode::BAD_REQUEST, "invalid_request", "Identity not found");
    };
    if let Some(number) = app.plan.refused {
        return Failure::planned_refusal(number).to_answer();
    }
    let seconds = world.plan.sign_in.token_seconds;
    let token = world.tokens.issue_token((&tenant.id, &app.plan.id), resource, &app.plan.roles, seconds);
    let now = Moment::now_of_machine().millis() / 1000;
    Answer::ok_json(&json!({
        "access_token": token,
        "client_id": app.plan.id,
        // Identity endpoints write numbers as texts, unlike the token endpoint.
        "expires_in": seconds.to_string(),
        "expires_on": (now + seconds as i64).to_string(),
        "not_before": now.to_string(),
        "resource": resource,
        "token_type": "Bearer",
    }))
}

fn refusal_answer(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::from_json(status, &json!({ "error": error, "error_description": description })).with_code(error)
}
