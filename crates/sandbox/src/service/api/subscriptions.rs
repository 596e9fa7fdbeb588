//! `POST /subscriptions/start`, `POST /subscriptions/stop` and `GET /subscriptions/list`.

use http::StatusCode;
use serde::Deserialize;

use crate::content_type::ContentType;
use crate::moment::{MINUTE, Moment};
use crate::service::answer::Answer;
use crate::service::subscription::{Subscription, Webhook};

use super::call::{Call, Outcome};
use super::denial::Denial;

#[derive(Default, Deserialize)]
#[serde(default)]
struct StartBody {
    webhook: Option<WebhookBody>,
}

/// A webhook as a body names it.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WebhookBody {
    address: Option<String>,
    auth_id: Option<String>,
    expiration: Option<String>,
}

/// Change of the webhook.
enum Change {
    /// The body does not mention it.
    Keep,
    /// The body says null.
    Remove,
    /// The body names this one.
    Set(Webhook),
}

/// Starts a subscription; for one that runs, sets, changes or removes the webhook.
///
/// Microsoft says that starts must lie 15 minutes apart, not what happens otherwise. Here a start that changes nothing
/// is refused with AF20024, and another one that comes too early with AF429.
pub(super) async fn start_subscription(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    let change = parse_change(call)?;
    {
        // The lock ends before the webhook is called: a webhook may take seconds to answer.
        let subscriptions = call.tenant.subscriptions();
        let subscription = &subscriptions[kind.index()];
        if subscription.is_enabled() && changes_nothing(subscription, &change, call.now) {
            return Err(Denial::already_enabled());
        }
        let pause = i64::from(call.world.plan.service.restart_minutes) * MINUTE;
        if subscription.started.is_some_and(|last| call.now.0 - last.0 < pause) {
            return Err(Denial::too_many_requests(
                "POST",
                call.query.find("publisheridentifier").unwrap_or_default(),
            ));
        }
    }
    if let Change::Set(webhook) = &change {
        let validated = call.hooks.validate_webhook(webhook).await;
        validated.map_err(|why| Denial::bad_webhook(&webhook.address, why))?;
    }
    let mut subscriptions = call.tenant.subscriptions();
    let subscription = &mut subscriptions[kind.index()];
    subscription.start_at(call.now);
    match change {
        Change::Keep => {}
        Change::Remove => subscription.set_webhook(None),
        Change::Set(webhook) => subscription.set_webhook(Some(webhook)),
    }
    Ok(call.json_answer(&subscription.view_at(kind.name(), call.now)))
}

/// Ends a subscription and its webhook. Content that is created until the next start is lost.
pub(super) fn stop_subscription(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    call.ensure_subscribed(kind)?;
    call.tenant.subscriptions()[kind.index()].stop_at(call.now);
    Ok(Answer::new(StatusCode::OK))
}

/// Lists the subscriptions that were ever started.
pub(super) fn list_subscriptions(call: &Call<'_>) -> Answer {
    let subscriptions = call.tenant.subscriptions();
    let all = ContentType::ALL.into_iter().zip(subscriptions.iter());
    let views: Vec<_> =
        all.filter(|(_, s)| s.was_started()).map(|(kind, s)| s.view_at(kind.name(), call.now)).collect();
    call.json_answer(&views)
}

/// Reads the change that the body asks for.
fn parse_change(call: &Call<'_>) -> Result<Change, Denial> {
    if call.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Change::Keep);
    }
    let malformed = |_| Denial::wrong_type("webhook", "object");
    let said: serde_json::Value = serde_json::from_slice(&call.body).map_err(malformed)?;
    let said_null = said.get("webhook").is_some_and(serde_json::Value::is_null);
    let body: StartBody = serde_json::from_value(said).map_err(malformed)?;
    let Some(asked) = body.webhook else {
        return Ok(if said_null { Change::Remove } else { Change::Keep });
    };
    let address = asked
        .address
        .filter(|a| !a.is_empty())
        .ok_or_else(|| Denial::missing_parameter("webhook.address"))?;
    Ok(Change::Set(Webhook {
        address,
        auth_id: asked.auth_id.filter(|id| !id.is_empty()),
        expiration: parse_expiration(asked.expiration.as_deref(), call.now)?,
        disabled: false,
        client_id: call.bearer.appid.clone(),
        notified_until: call.now,
        number: 0,
    }))
}

fn parse_expiration(text: Option<&str>, now: Moment) -> Result<Option<Moment>, Denial> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let at = Moment::parse(text).ok_or_else(|| Denial::wrong_type("webhook.expiration", "datetime"))?;
    if at <= now { Err(Denial::past_expiration(text)) } else { Ok(Some(at)) }
}

fn changes_nothing(subscription: &Subscription, change: &Change, now: Moment) -> bool {
    match (&subscription.webhook, change) {
        (_, Change::Keep) | (None, Change::Remove) => true,
        (Some(has), Change::Set(asked)) => {
            has.status_at(now) == "enabled"
                && (&has.address, &has.auth_id, has.expiration)
                    == (&asked.address, &asked.auth_id, asked.expiration)
        }
        _ => false,
    }
}
