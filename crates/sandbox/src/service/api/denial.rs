//! Refusals of the API: `{"error":{"code","message"}}`.
//!
//! Codes and messages are those of the reference of the Office 365 Management Activity API. The reference lacks AF20024,
//! which is known from the field.

use http::{StatusCode, header};
use serde_json::json;

use crate::plan::{DisabledBy, ThrottleStatus};

use crate::service::answer::Answer;
use crate::service::body::Body;

/// A refusal of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    code: &'static str,
    message: String,
}

fn new_denial(code: &'static str, message: impl Into<String>) -> Denial {
    Denial { code, message: message.into() }
}

impl Denial {
    pub(crate) fn no_permission(roles: &[String], needed: &str) -> Self {
        let sent = roles.join(" ");
        new_denial("AF10001", format!("The permission set ({sent}) sent in the request lacks {needed}."))
    }

    pub(crate) fn missing_parameter(parameter: &str) -> Self {
        new_denial("AF20001", format!("Missing parameter: {parameter}."))
    }

    pub(crate) fn wrong_type(parameter: &str, expected: &str) -> Self {
        new_denial("AF20002", format!("Invalid parameter type: {parameter}. Expected type: {expected}"))
    }

    pub(crate) fn past_expiration(expiration: &str) -> Self {
        new_denial("AF20003", format!("Expiration {expiration} provided is set to past date and time."))
    }

    pub(crate) fn other_tenant(url: &str, token: &str) -> Self {
        new_denial(
            "AF20010",
            format!("The tenant ID in the URL ({url}) is not the one in the access token ({token})."),
        )
    }

    pub(crate) fn unknown_tenant(url: &str) -> Self {
        new_denial(
            "AF20011",
            format!("Specified tenant ID ({url}) does not exist in the system or has been deleted."),
        )
    }

    pub(crate) fn misconfigured_tenant(url: &str) -> Self {
        new_denial("AF20012", format!("Specified tenant ID ({url}) is incorrectly configured in the system."))
    }

    pub(crate) fn no_guid(url: &str) -> Self {
        new_denial("AF20013", format!("The tenant ID passed in the URL ({url}) is not a valid GUID."))
    }

    pub(crate) fn unknown_content_type() -> Self {
        new_denial("AF20020", "The specified content type is not valid.")
    }

    pub(crate) fn bad_webhook(address: &str, why: &str) -> Self {
        new_denial("AF20021", format!("The webhook endpoint ({address}) could not be validated. {why}"))
    }

    pub(crate) fn no_subscription() -> Self {
        new_denial("AF20022", "No subscription found for the specified content type.")
    }

    pub(crate) fn disabled_type(by: DisabledBy) -> Self {
        let who = match by {
            DisabledBy::TenantAdmin => "a tenant admin",
            DisabledBy::ServiceAdmin => "a service admin",
        };
        new_denial("AF20023", format!("The subscription was disabled by {who}."))
    }

    pub(crate) fn already_enabled() -> Self {
        new_denial("AF20024", "The subscription is already enabled. No property change.")
    }

    pub(crate) fn bad_window() -> Self {
        new_denial(
            "AF20030",
            "Start time and end time must both be specified (or both omitted), at most 24 hours apart.",
        )
    }

    pub(crate) fn window_out_of_reach() -> Self {
        new_denial(
            "AF20055",
            "The start time must be prior to the end time and no more than 7 days in the past.",
        )
    }

    pub(crate) fn bad_page(page: &str) -> Self {
        new_denial("AF20031", format!("Invalid nextPage Input: {page}."))
    }

    pub(crate) fn no_content(id: &str) -> Self {
        new_denial("AF20050", format!("The specified content ({id}) does not exist."))
    }

    pub(crate) fn expired_content(id: &str) -> Self {
        new_denial("AF20051", format!("Content requested with the key {id} has already expired."))
    }

    pub(crate) fn bad_content_id(id: &str) -> Self {
        new_denial("AF20052", format!("Content ID {id} in the URL is invalid."))
    }

    pub(crate) fn many_languages() -> Self {
        new_denial("AF20053", "Only one language may be present in the Accept-Language header.")
    }

    pub(crate) fn bad_language() -> Self {
        new_denial("AF20054", "Invalid syntax in Accept-Language header.")
    }

    pub(crate) fn too_many_requests(method: &str, publisher: &str) -> Self {
        new_denial("AF429", format!("Too many requests. Method={method}, PublisherId={publisher}"))
    }

    /// Makes the answer.
    pub(crate) fn into_answer(self) -> Answer {
        // The reference names hardly any status; these are the usual ones of each kind of refusal.
        let status = match self.code {
            "AF10001" | "AF20010" => StatusCode::UNAUTHORIZED,
            "AF20050" => StatusCode::NOT_FOUND,
            "AF429" => StatusCode::TOO_MANY_REQUESTS,
            "AF50000" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = json!({ "error": { "code": self.code, "message": self.message } });
        Answer::from_json(status, &body).with_code(self.code)
    }

    /// Makes the answer of throttling: with 403 or 429, and perhaps with a time to wait.
    ///
    /// The real service sends both, so a collector that takes every 403 for a missing permission gives up wrongly.
    pub(crate) fn into_throttled(
        self,
        status: ThrottleStatus,
        retry_after: Option<u32>,
        number: u64,
    ) -> Answer {
        let mut answer = self.into_answer();
        let forbidden = match status {
            ThrottleStatus::Forbidden => true,
            ThrottleStatus::TooManyRequests => false,
            ThrottleStatus::Both => number.is_multiple_of(2),
        };
        if forbidden {
            answer.status = StatusCode::FORBIDDEN;
        }
        match retry_after {
            Some(seconds) => answer.with_header(header::RETRY_AFTER, &seconds.to_string()),
            None => answer,
        }
    }
}

/// Refuses a request without a token, or with one that is no longer accepted.
pub(crate) fn unauthorized_answer() -> Answer {
    Answer::web_error(StatusCode::UNAUTHORIZED, "Authorization has been denied for this request.")
        .with_header(header::WWW_AUTHENTICATE, "Bearer")
}

/// Answers as the service does that fails itself, in one of its ways.
pub(crate) fn server_error(number: u64) -> Answer {
    match number % 4 {
        0 => new_denial("AF50000", "An internal error occurred. Retry the request.").into_answer(),
        1 => Answer::web_error(StatusCode::SERVICE_UNAVAILABLE, "The service is unavailable."),
        2 => Answer::new(StatusCode::BAD_GATEWAY),
        _ => Answer::web_error(StatusCode::GATEWAY_TIMEOUT, "The request timed out."),
    }
}

/// Answers with an error and status 200. A collector that trusts the status takes it for content.
pub(crate) fn error_with_success() -> Answer {
    let mut answer = new_denial("AF50000", "An internal error occurred. Retry the request.").into_answer();
    answer.status = StatusCode::OK;
    answer
}

/// Answers as a proxy that fails.
pub(crate) fn html_page(number: u64) -> Answer {
    html_answer(if number.is_multiple_of(2) {
        StatusCode::BAD_GATEWAY
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    })
}

/// Refuses as a firewall or a gateway does: without a code of the API. Such a refusal may pass.
pub(crate) fn odd_refusal(number: u64) -> Answer {
    match number % 4 {
        0 => html_answer(StatusCode::BAD_REQUEST),
        1 => html_answer(StatusCode::FORBIDDEN),
        2 => Answer::web_error(StatusCode::FORBIDDEN, "Forbidden."),
        _ => {
            let blocked = json!({"error": {"code": "RequestBlocked", "message": "The request is blocked."}});
            Answer::from_json(StatusCode::BAD_REQUEST, &blocked)
        }
    }
}

/// Answers with a page for people.
fn html_answer(status: StatusCode) -> Answer {
    let page =
        format!("<html><head><title>{status}</title></head>\r\n<body><h1>{status}</h1></body></html>\r\n");
    Answer::new(status).with_type("text/html").with_body(Body::Whole(page.into()))
}
