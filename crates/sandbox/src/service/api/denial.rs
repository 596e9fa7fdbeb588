//! Refusals of the API: `{"error":{"code","message"}}`.

use http::{StatusCode, header};
use serde_json::json;

use crate::plan::{DisabledBy, ThrottleStatus};

use crate::service::answer::Answer;
use crate::service::body::Body;

/// Why the API does not do what it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    code: &'static str,
    message: String,
}

fn denial(code: &'static str, message: impl Into<String>) -> Denial {
    Denial { code, message: message.into() }
}

impl Denial {
    pub(crate) fn no_permission(roles: &[String], needed: &str) -> Self {
        let sent = roles.join(" ");
        denial("AF10001", format!("The permission set ({sent}) sent in the request lacks {needed}."))
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        denial("AF20001", format!("Missing parameter: {parameter}."))
    }

    pub(crate) fn wrong_type(parameter: &str, expected: &str) -> Self {
        denial("AF20002", format!("Invalid parameter type: {parameter}. Expected type: {expected}"))
    }

    pub(crate) fn past_expiration(expiration: &str) -> Self {
        denial("AF20003", format!("Expiration {expiration} provided is set to past date and time."))
    }

    pub(crate) fn other_tenant(url: &str, token: &str) -> Self {
        denial(
            "AF20010",
            format!("The tenant ID in the URL ({url}) is not the one in the access token ({token})."),
        )
    }

    pub(crate) fn unknown_tenant(url: &str) -> Self {
        denial(
            "AF20011",
            format!("Specified tenant ID ({url}) does not exist in the system or has been deleted."),
        )
    }

    pub(crate) fn misconfigured_tenant(url: &str) -> Self {
        denial("AF20012", format!("Specified tenant ID ({url}) is incorrectly configured in the system."))
    }

    pub(crate) fn no_guid(url: &str) -> Self {
        denial("AF20013", format!("The tenant ID passed in the URL ({url}) is not a valid GUID."))
    }

    pub(crate) fn unknown_content_type() -> Self {
        denial("AF20020", "The specified content type is not valid.")
    }

    pub(crate) fn bad_webhook(address: &str, why: &str) -> Self {
        denial("AF20021", format!("The webhook endpoint ({address}) could not be validated. {why}"))
    }

    pub(crate) fn no_subscription() -> Self {
        denial("AF20022", "No subscription found for the specified content type.")
    }

    pub(crate) fn disabled(by: DisabledBy) -> Self {
        let who = match by {
            DisabledBy::TenantAdmin => "a tenant admin",
            DisabledBy::ServiceAdmin => "a service admin",
        };
        denial("AF20023", format!("The subscription was disabled by {who}."))
    }

    pub(crate) fn already_enabled() -> Self {
        denial("AF20024", "The subscription is already enabled. No property change.")
    }

    pub(crate) fn bad_window() -> Self {
        denial(
            "AF20030",
            "Start time and end time must both be specified (or both omitted), at most 24 hours apart.",
        )
    }

    pub(crate) fn window_out_of_reach() -> Self {
        denial("AF20055", "The start time must be prior to the end time and no more than 7 days in the past.")
    }

    pub(crate) fn bad_page(page: &str) -> Self {
        denial("AF20031", format!("Invalid nextPage Input: {page}."))
    }

    pub(crate) fn no_content(id: &str) -> Self {
        denial("AF20050", format!("The specified content ({id}) does not exist."))
    }

    pub(crate) fn expired(id: &str) -> Self {
        denial("AF20051", format!("Content requested with the key {id} has already expired."))
    }

    pub(crate) fn bad_content_id(id: &str) -> Self {
        denial("AF20052", format!("Content ID {id} in the URL is invalid."))
    }

    pub(crate) fn many_languages() -> Self {
        denial("AF20053", "Only one language may be present in the Accept-Language header.")
    }

    pub(crate) fn bad_language() -> Self {
        denial("AF20054", "Invalid syntax in Accept-Language header.")
    }

    pub(crate) fn throttled(method: &str, publisher: &str) -> Self {
        denial("AF429", format!("Too many requests. Method={method}, PublisherId={publisher}"))
    }

    /// As it goes out.
    pub(crate) fn into_answer(self) -> Answer {
        let status = match self.code {
            "AF10001" | "AF20010" => StatusCode::UNAUTHORIZED,
            "AF20050" => StatusCode::NOT_FOUND,
            "AF429" => StatusCode::TOO_MANY_REQUESTS,
            "AF50000" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let body = json!({ "error": { "code": self.code, "message": self.message } });
        Answer::json(status, &body).coded(self.code)
    }

    /// As throttling goes out: with 403 or 429, and perhaps with a time to wait.
    pub(crate) fn throttling(self, status: ThrottleStatus, retry_after: Option<u32>, number: u64) -> Answer {
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
            Some(seconds) => answer.with(header::RETRY_AFTER, &seconds.to_string()),
            None => answer,
        }
    }
}

/// No token, or one that does not count any more.
pub(crate) fn unauthorized() -> Answer {
    Answer::message(StatusCode::UNAUTHORIZED, "Authorization has been denied for this request.")
        .with(header::WWW_AUTHENTICATE, "Bearer")
}

/// The service itself fails, in one of the ways it has.
pub(crate) fn server_error(number: u64) -> Answer {
    match number % 4 {
        0 => denial("AF50000", "An internal error occurred. Retry the request.").into_answer(),
        1 => Answer::message(StatusCode::SERVICE_UNAVAILABLE, "The service is unavailable."),
        2 => Answer::new(StatusCode::BAD_GATEWAY),
        _ => Answer::message(StatusCode::GATEWAY_TIMEOUT, "The request timed out."),
    }
}

/// The service fails and says with its status that all is well.
pub(crate) fn error_with_success() -> Answer {
    let mut answer = denial("AF50000", "An internal error occurred. Retry the request.").into_answer();
    answer.status = StatusCode::OK;
    answer
}

/// A proxy between fails.
pub(crate) fn html_page(number: u64) -> Answer {
    page(if number.is_multiple_of(2) { StatusCode::BAD_GATEWAY } else { StatusCode::SERVICE_UNAVAILABLE })
}

/// Something between refuses, and knows no code of the API.
pub(crate) fn odd_refusal(number: u64) -> Answer {
    match number % 4 {
        0 => page(StatusCode::BAD_REQUEST),
        1 => page(StatusCode::FORBIDDEN),
        2 => Answer::message(StatusCode::FORBIDDEN, "Forbidden."),
        _ => {
            let blocked = json!({"error": {"code": "RequestBlocked", "message": "The request is blocked."}});
            Answer::json(StatusCode::BAD_REQUEST, &blocked)
        }
    }
}

/// A page that tells a person of a status.
fn page(status: StatusCode) -> Answer {
    let page =
        format!("<html><head><title>{status}</title></head>\r\n<body><h1>{status}</h1></body></html>\r\n");
    Answer::new(status).typed("text/html").with_body(Body::Whole(page.into()))
}
