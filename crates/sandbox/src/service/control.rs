//! `/sandbox`: the addresses by which tests control the sandbox itself.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::error::Error;
use crate::moment::Moment;

use super::answer::Answer;
use super::attack::attacks_of;
use super::body::Body;
use super::query::Query;
use super::truth::Truth;
use super::world::World;

/// A change of the clock. Keys may stand together; the time is set before the rate.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ClockChange {
    /// Moment to set the clock forward to.
    now: Option<Moment>,
    /// Seconds to set the clock forward by.
    advance: Option<u64>,
    /// New rate: so many times as fast as real time; 0 holds the clock.
    rate: Option<f64>,
}

/// Answers a request below `/sandbox`.
pub(crate) fn answer_control(
    world: &Arc<World>,
    method: &Method,
    path: &str,
    query: &Query,
    body: &Bytes,
) -> Answer {
    match (path, method) {
        ("", &Method::GET) => show_overview(world),
        ("clock", &Method::GET) => show_clock(&world.clock),
        ("clock", &Method::POST) => match change_clock(&world.clock, body) {
            Ok(()) => show_clock(&world.clock),
            Err(message) => Answer::web_error(StatusCode::BAD_REQUEST, &message),
        },
        // A line a blob, made while it is sent: the truth of a month has millions of ids.
        ("truth", &Method::GET) => {
            let truth = Truth::from_query(Arc::clone(world), query);
            Answer::new(StatusCode::OK)
                .with_type("application/jsonl; charset=utf-8")
                .with_body(Body::from_source(Box::new(truth), false))
        }
        ("truth/attack", &Method::GET) => show_attacks(world, query),
        ("requests", &Method::GET) => Answer::ok_json(&world.log.read_all()),
        ("" | "clock" | "truth" | "truth/attack" | "requests", _) => {
            Answer::web_error(StatusCode::METHOD_NOT_ALLOWED, "The address does not support this method.")
        }
        _ => Answer::web_error(
            StatusCode::NOT_FOUND,
            "Not found: there are clock, truth, truth/attack and requests.",
        ),
    }
}

/// Shows the attacks of all tenants, or of the one that `tenant` names.
fn show_attacks(world: &World, query: &Query) -> Answer {
    let tenant = query.find("tenant").map(str::to_ascii_lowercase);
    let mut attacks = attacks_of(world);
    attacks.retain(|attack| tenant.as_ref().is_none_or(|tenant| *tenant == attack.tenant));
    Answer::ok_json(&json!(attacks))
}

fn show_clock(clock: &Clock) -> Answer {
    Answer::ok_json(&json!({ "now": clock.now(), "rate": clock.rate() }))
}

fn change_clock(clock: &Clock, body: &Bytes) -> Result<(), String> {
    let change: ClockChange =
        serde_json::from_slice(body).map_err(|e| format!("cannot read the change: {e}"))?;
    let message_of = |error: Error| error.to_string();
    if let Some(now) = change.now {
        clock.set(now).map_err(message_of)?;
    }
    if let Some(seconds) = change.advance {
        clock.advance(seconds.saturating_mul(1000)).map_err(message_of)?;
    }
    change.rate.map_or(Ok(()), |rate| clock.set_rate(rate).map_err(message_of))
}

/// Lists the tenants and their apps, without secrets.
fn show_overview(world: &World) -> Answer {
    let tenants: Vec<Value> = world
        .tenants
        .iter()
        .map(|tenant| {
            let apps: Vec<_> = tenant.plan.apps.iter().map(|app| app.id.as_str()).collect();
            json!({ "id": tenant.id, "domain": tenant.plan.domain, "apps": apps })
        })
        .collect();
    Answer::ok_json(&json!({ "origin": world.origin, "seed": world.plan.seed, "tenants": tenants }))
}
