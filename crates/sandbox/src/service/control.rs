//! `/sandbox`: what tests ask the sandbox itself.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::error::Error;
use crate::moment::Moment;

use super::answer::Answer;
use super::body::Body;
use super::query::Query;
use super::truth::Truth;
use super::world::World;

/// What the clock is to do. Keys may stand together; the time is set before the rate.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ClockChange {
    /// A moment to set it forward to.
    now: Option<Moment>,
    /// Seconds to set it forward by.
    advance: Option<u64>,
    /// How many times as fast as real time it is to run; 0 holds it.
    rate: Option<f64>,
}

/// Answers a request below `/sandbox`.
pub(crate) fn answer(world: &Arc<World>, method: &Method, path: &str, query: &Query, body: &Bytes) -> Answer {
    match (path, method) {
        ("", &Method::GET) => overview(world),
        ("clock", &Method::GET) => clock(&world.clock),
        ("clock", &Method::POST) => match change(&world.clock, body) {
            Ok(()) => clock(&world.clock),
            Err(message) => Answer::message(StatusCode::BAD_REQUEST, &message),
        },
        ("truth", &Method::GET) => {
            let truth = Truth::asked(Arc::clone(world), query);
            Answer::new(StatusCode::OK)
                .typed("application/jsonl; charset=utf-8")
                .with_body(Body::stream(Box::new(truth), false))
        }
        ("requests", &Method::GET) => Answer::ok(&world.log.read()),
        ("" | "clock" | "truth" | "requests", _) => {
            Answer::message(StatusCode::METHOD_NOT_ALLOWED, "This cannot be done with it.")
        }
        _ => Answer::message(StatusCode::NOT_FOUND, "There is clock, truth and requests."),
    }
}

fn clock(clock: &Clock) -> Answer {
    Answer::ok(&json!({ "now": clock.now(), "rate": clock.rate() }))
}

fn change(clock: &Clock, body: &Bytes) -> Result<(), String> {
    let change: ClockChange = serde_json::from_slice(body).map_err(|e| format!("read the change: {e}"))?;
    let say = |error: Error| error.to_string();
    if let Some(now) = change.now {
        clock.set(now).map_err(say)?;
    }
    if let Some(seconds) = change.advance {
        clock.advance(seconds.saturating_mul(1000)).map_err(say)?;
    }
    change.rate.map_or(Ok(()), |rate| clock.set_rate(rate).map_err(say))
}

/// The tenants and their apps, without secrets.
fn overview(world: &World) -> Answer {
    let tenants: Vec<Value> = world
        .tenants
        .iter()
        .map(|tenant| {
            let apps: Vec<_> = tenant.plan.apps.iter().map(|app| app.id.as_str()).collect();
            json!({ "id": tenant.id, "domain": tenant.plan.domain, "apps": apps })
        })
        .collect();
    Answer::ok(&json!({ "origin": world.origin, "seed": world.plan.seed, "tenants": tenants }))
}
