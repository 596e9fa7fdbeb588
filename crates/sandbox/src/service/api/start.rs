//! `POST /subscriptions/start`.

use serde::Deserialize;

use crate::moment::{MINUTE, Moment};
use crate::service::subscription::{Subscription, Webhook};

use super::denial::Denial;
use super::{Call, Outcome};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    webhook: Option<Asked>,
}

/// A webhook as it is asked for.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Asked {
    address: Option<String>,
    auth_id: Option<String>,
    expiration: Option<String>,
}

/// What becomes of the webhook.
enum Change {
    /// Nothing is said of it.
    Keep,
    /// It is said to be null.
    Remove,
    /// It is to be this one.
    Set(Webhook),
}

/// Starts a subscription; for one that runs, sets, changes or removes the webhook.
///
/// Microsoft says that starts must lie 15 minutes apart, not what happens otherwise: here a start that changes nothing
/// is told AF20024, and another one that comes too early AF429.
pub(super) async fn start(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    let change = asked(call)?;
    {
        let subscriptions = call.tenant.subscriptions();
        let subscription = &subscriptions[kind.index()];
        if subscription.enabled() && changes_nothing(subscription, &change, call.now) {
            return Err(Denial::already_enabled());
        }
        let pause = i64::from(call.world.plan.service.restart_minutes) * MINUTE;
        if subscription.started.is_some_and(|last| call.now.0 - last.0 < pause) {
            return Err(Denial::throttled("POST", call.query.get("publisheridentifier").unwrap_or_default()));
        }
    }
    if let Change::Set(webhook) = &change {
        call.hooks.validate(webhook).await?;
    }
    let mut subscriptions = call.tenant.subscriptions();
    let subscription = &mut subscriptions[kind.index()];
    subscription.start(call.now);
    match change {
        Change::Keep => {}
        Change::Remove => subscription.set_webhook(None),
        Change::Set(webhook) => subscription.set_webhook(Some(webhook)),
    }
    Ok(call.json(&subscription.view(kind.name(), call.now)))
}

/// What the body asks for.
fn asked(call: &Call<'_>) -> Result<Change, Denial> {
    if call.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Change::Keep);
    }
    let malformed = |_| Denial::wrong_type("webhook", "object");
    let said: serde_json::Value = serde_json::from_slice(&call.body).map_err(malformed)?;
    let said_null = said.get("webhook").is_some_and(serde_json::Value::is_null);
    let body: Body = serde_json::from_value(said).map_err(malformed)?;
    let Some(asked) = body.webhook else {
        return Ok(if said_null { Change::Remove } else { Change::Keep });
    };
    let address =
        asked.address.filter(|a| !a.is_empty()).ok_or_else(|| Denial::missing("webhook.address"))?;
    Ok(Change::Set(Webhook {
        address,
        auth_id: asked.auth_id.filter(|id| !id.is_empty()),
        expiration: expiration(asked.expiration.as_deref(), call.now)?,
        disabled: false,
        client_id: call.bearer.appid.clone(),
        told_until: call.now,
        number: 0,
    }))
}

fn expiration(text: Option<&str>, now: Moment) -> Result<Option<Moment>, Denial> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let at = Moment::parse(text).ok_or_else(|| Denial::wrong_type("webhook.expiration", "datetime"))?;
    if at <= now { Err(Denial::past_expiration(text)) } else { Ok(Some(at)) }
}

fn changes_nothing(subscription: &Subscription, change: &Change, now: Moment) -> bool {
    match (&subscription.webhook, change) {
        (_, Change::Keep) | (None, Change::Remove) => true,
        (Some(has), Change::Set(asked)) => {
            has.status(now) == "enabled"
                && (&has.address, &has.auth_id, has.expiration)
                    == (&asked.address, &asked.auth_id, asked.expiration)
        }
        _ => false,
    }
}
