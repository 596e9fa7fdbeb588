//! Refusals of the token endpoint, as Entra ID writes them.
//!
//! A collector must go by the number: the OAuth error is the same for a wrong secret and an expired one, and the text
//! changes.

use http::StatusCode;
use serde_json::json;

use crate::dice::mix;
use crate::guid::{guid_text, new_guid};
use crate::moment::Moment;

use crate::service::answer::Answer;

/// A refusal of the token endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    status: u16,
    error: &'static str,
    number: u32,
    message: String,
}

/// Builds a refusal: status, OAuth error, AADSTS number, message.
fn new_failure(status: u16, error: &'static str, number: u32, message: impl Into<String>) -> Failure {
    Failure { status, error, number, message: message.into() }
}

impl Failure {
    pub(crate) fn unknown_tenant(tenant: &str) -> Self {
        new_failure(400, "invalid_request", 90002, format!("Tenant '{tenant}' not found."))
    }

    pub(crate) fn unknown_app(app: &str, tenant: &str) -> Self {
        let message =
            format!("Application with identifier '{app}' was not found in the directory '{tenant}'.");
        new_failure(400, "unauthorized_client", 700_016, message)
    }

    pub(crate) fn wrong_secret(app: &str) -> Self {
        new_failure(
            401,
            "invalid_client",
            7_000_215,
            format!("Invalid client secret provided for app '{app}'."),
        )
    }

    pub(crate) fn expired_secret(app: &str) -> Self {
        new_failure(
            401,
            "invalid_client",
            7_000_222,
            format!("The client secret keys for app '{app}' are expired."),
        )
    }

    pub(crate) fn no_proof() -> Self {
        let message = "The request body must contain client_assertion or client_secret.";
        new_failure(401, "invalid_client", 7_000_218, message)
    }

    pub(crate) fn missing_parameter(parameter: &str) -> Self {
        let message = format!("The request body must contain the following parameter: '{parameter}'.");
        new_failure(400, "invalid_request", 900_144, message)
    }

    pub(crate) fn unsupported_grant(grant: &str) -> Self {
        let message = format!("The app requested an unsupported grant type '{grant}'.");
        new_failure(400, "unsupported_grant_type", 70003, message)
    }

    pub(crate) fn bad_scope(scope: &str) -> Self {
        let message =
            format!("The scope '{scope}' is not valid: it must end with '/.default' for this flow.");
        new_failure(400, "invalid_scope", 70011, message)
    }

    pub(crate) fn unknown_resource(resource: &str, tenant: &str) -> Self {
        let message =
            format!("The resource principal named {resource} was not found in the tenant named {tenant}.");
        new_failure(400, "invalid_resource", 500_011, message)
    }

    pub(crate) fn malformed_assertion() -> Self {
        new_failure(401, "invalid_client", 50027, "JWT token is invalid or malformed.")
    }

    pub(crate) fn bad_signature(reason: &str) -> Self {
        let message = format!("Client assertion failed signature validation. [Reason - {reason}]");
        new_failure(401, "invalid_client", 700_027, message)
    }

    pub(crate) fn assertion_time(reason: &str) -> Self {
        let message = format!("Client assertion is not within its valid time range. [Reason - {reason}]");
        new_failure(401, "invalid_client", 700_024, message)
    }

    pub(crate) fn assertion_audience(found: &str) -> Self {
        let message = format!("Assertion audience claim '{found}' does not match the required value.");
        new_failure(401, "invalid_client", 700_023, message)
    }

    pub(crate) fn assertion_issuer(found: &str) -> Self {
        let message = format!("Assertion issuer or subject '{found}' does not match the client.");
        new_failure(401, "invalid_client", 700_021, message)
    }

    /// Refuses an assertion whose claim no registered issuer matches: its `issuer`, `audience` or `subject`.
    pub(crate) fn no_federation(claim: &str, found: &str) -> Self {
        let number = match claim {
            "issuer" => 700_211,
            "audience" => 700_212,
            _ => 700_213,
        };
        let message = format!("No matching federated identity record found for assertion {claim} '{found}'.");
        new_failure(401, "invalid_client", number, message)
    }

    pub(crate) fn replayed_assertion() -> Self {
        new_failure(401, "invalid_client", 50013, "The assertion was used before: its 'jti' must be fresh.")
    }

    /// Refuses an app by the plan.
    pub(crate) fn planned_refusal(number: u32) -> Self {
        new_failure(400, "invalid_request", number, "The plan of the sandbox refuses the app.")
    }

    /// Makes the answer.
    pub(crate) fn to_answer(&self) -> Answer {
        let now = Moment::now_of_machine();
        // Entra ID repeats the ids and the time in its text: a log that keeps the text alone has them.
        let stamp = format!("{}Z", now.to_plain().replace('T', " "));
        let id = |mark| guid_text(&new_guid(mix(now.millis() as u64, &[mark]), u64::from(self.number)));
        let (trace, correlation) = (id(1), id(2));
        let description = format!(
            "AADSTS{}: {} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {stamp}",
            self.number, self.message
        );
        let body = json!({
            "error": self.error,
            "error_description": description,
            "error_codes": [self.number],
            "timestamp": stamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={}", self.number),
        });
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::BAD_REQUEST);
        Answer::from_json(status, &body).with_code(format!("AADSTS{}", self.number))
    }
}
