//! The operations of the Office 365 Management Activity API.

mod call;
mod content;
mod denial;
mod dlp;
mod fetch;
mod listing;
mod notifications;
mod odd_items;
mod subscriptions;

pub(crate) use call::Call;
pub(crate) use content::ContentItem;
pub(crate) use denial::{Denial, unauthorized_answer};

use http::{Method, StatusCode};

use super::answer::Answer;
use super::strikes::{Fault, Target};

use call::Outcome;

/// Returns the name of the operation at a path below `activity/feed/`, as the log has it.
pub(crate) fn operation_of(path: &str) -> &'static str {
    match path.to_ascii_lowercase().as_str() {
        "subscriptions/start" => "start",
        "subscriptions/stop" => "stop",
        "subscriptions/list" => "list",
        "subscriptions/content" => "content",
        "subscriptions/notifications" => "notifications",
        "resources/dlpsensitivetypes" => "dlp_sensitive_types",
        path if path.starts_with("audit/") => "fetch",
        _ => "unknown",
    }
}

/// Answers a request for the operation at a path below `activity/feed/`.
pub(crate) async fn answer_call(call: Call<'_>, method: &Method, path: &str) -> Answer {
    let operation = operation_of(path);
    let Some(expected) = method_of(operation) else {
        return Answer::web_error(
            StatusCode::NOT_FOUND,
            "No HTTP resource was found that matches the request URI.",
        );
    };
    if *method != expected {
        let message = format!("The requested resource does not support http method '{method}'.");
        return Answer::web_error(StatusCode::METHOD_NOT_ALLOWED, &message);
    }
    if let Some(denial) = refuse_over_quota(&call, method) {
        return denial;
    }
    // Faults go by the object of a request, not by its query: a listing that is asked for again with another window
    // or page is the same object, and has its tries.
    let content = operation == "fetch";
    let object =
        format!("{} {operation} {}", call.tenant.id, if content { path } else { call.content_type_name() });
    let target = if content { Target::Content } else { Target::Operation };
    // After the quota: a request that is refused anyway must not use up one of the tries of a fault.
    let struck = call.world.strikes.strike_request(target, &object);
    match struck {
        Some((fault, number)) if !damages_body(fault) => fail_with(&call, method, fault, number).await,
        _ => run_operation(&call, operation, path, struck).await.unwrap_or_else(Denial::into_answer),
    }
}

/// Faults that leave the answer as it is and damage its body on the way.
fn damages_body(fault: Fault) -> bool {
    matches!(fault, Fault::CutBody | Fault::CorruptBody | Fault::WrongLength)
}

fn method_of(operation: &str) -> Option<Method> {
    match operation {
        "start" | "stop" => Some(Method::POST),
        "unknown" => None,
        _ => Some(Method::GET),
    }
}

async fn run_operation(
    call: &Call<'_>,
    operation: &str,
    path: &str,
    struck: Option<(Fault, u64)>,
) -> Outcome {
    call.check_publisher()?;
    match operation {
        "start" => subscriptions::start_subscription(call).await,
        "stop" => subscriptions::stop_subscription(call),
        "list" => Ok(subscriptions::list_subscriptions(call)),
        "content" => content::list_content(call),
        "notifications" => notifications::list_notifications(call),
        "dlp_sensitive_types" => dlp::list_sensitive_types(call),
        _ => fetch::fetch_blob(call, path, struck),
    }
}

fn refuse_over_quota(call: &Call<'_>, method: &Method) -> Option<Answer> {
    let publisher = call.query.find("publisheridentifier");
    let count = call.world.quotas.admit_request(&call.tenant.id, publisher).err()?;
    let quota = &call.world.plan.service.quota;
    Some(call.throttled_answer(method, quota.retry_after_seconds, u64::from(count)))
}

/// Answers a caller whom this fault strikes.
async fn fail_with(call: &Call<'_>, method: &Method, fault: Fault, number: u64) -> Answer {
    let faults = &call.world.plan.faults;
    let answer = match fault {
        Fault::Throttled => call.throttled_answer(method, faults.retry_after_seconds, number),
        Fault::TokenExpired => {
            call.world.tokens.revoke_token(&call.bearer);
            unauthorized_answer()
        }
        Fault::HtmlError => denial::html_page(number),
        Fault::OddRefusal => denial::odd_refusal(number),
        Fault::ObjectBody => denial::error_with_success(),
        Fault::Hang => {
            tokio::time::sleep(std::time::Duration::from_millis(faults.hang_ms)).await;
            Answer::web_error(StatusCode::GATEWAY_TIMEOUT, "The request timed out.")
        }
        _ => denial::server_error(number),
    };
    answer.struck_by(fault.name())
}
