//! `POST /subscriptions/stop`.

use http::StatusCode;

use crate::service::answer::Answer;

use super::{Call, Outcome};

/// Ends a subscription and its webhook; what is created from now on is lost.
pub(super) fn stop(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    call.subscribed(kind)?;
    call.tenant.subscriptions()[kind.index()].stop(call.now);
    Ok(Answer::new(StatusCode::OK))
}
