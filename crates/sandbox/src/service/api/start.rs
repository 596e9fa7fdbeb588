//! `POST /subscriptions/start`.

use serde::Deserialize;

use crate::moment::{MINUTE, Moment};

use super::super::subscription::{Subscription, Webhook};
use super::denial::Denial;
use super::{Call, Outcome};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    webhook: Option<Asked>,
}

/// A webhook as it is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Asked {
    address: Option<String>,
    auth_id: Option<String>,
    expiration: Option<String>,
}

/// Starts a subscription; for one that runs, sets, changes or removes the webhook.
///
/// Microsoft says that starts must lie 15 minutes apart, not what happens otherwise: here a start that changes nothing
/// is told AF20024, and another one that comes too early AF429.
pub(super) async fn start(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    let webhook = asked(call)?;
    {
        let subscriptions = call.tenant.subscriptions();
        let subscription = &subscriptions[kind.index()];
        if subscription.enabled() && unchanged(subscription, webhook.as_ref(), call.now) {
            return Err(Denial::already_enabled());
        }
        let pause = i64::from(call.world.plan.service.restart_minutes) * MINUTE;
        if subscription.started.is_some_and(|last| call.now.0 - last.0 < pause) {
            return Err(Denial::throttled("POST", call.query.get("publisheridentifier").unwrap_or_default()));
        }
    }
    if let Some(webhook) = &webhook {
        call.hooks.validate(webhook).await?;
    }
    let mut subscriptions = call.tenant.subscriptions();
    let subscription = &mut subscriptions[kind.index()];
    subscription.start(call.now);
    subscription.set_webhook(webhook);
    Ok(call.json(&subscription.view(kind.name(), call.now)))
}

/// The webhook that the body asks for.
fn asked(call: &Call<'_>) -> Result<Option<Webhook>, Denial> {
    if call.body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let body: Body =
        serde_json::from_slice(&call.body).map_err(|_| Denial::wrong_type("webhook", "object"))?;
    let Some(asked) = body.webhook else { return Ok(None) };
    let address =
        asked.address.filter(|a| !a.is_empty()).ok_or_else(|| Denial::missing("webhook.address"))?;
    Ok(Some(Webhook {
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

fn unchanged(subscription: &Subscription, asked: Option<&Webhook>, now: Moment) -> bool {
    match (&subscription.webhook, asked) {
        (None, None) => true,
        (Some(has), Some(asked)) => {
            has.status(now) == "enabled"
                && (&has.address, &has.auth_id, has.expiration)
                    == (&asked.address, &asked.auth_id, asked.expiration)
        }
        _ => false,
    }
}
