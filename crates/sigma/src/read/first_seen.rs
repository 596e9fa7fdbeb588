//! Our own correlation: values that were never seen before.

use super::kind::read_keys;
use super::span::read_span;
use super::values::{check_keys, read_map};
use crate::model::{CorrelationKind, Timespan};
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Reads `trail365: {first_seen: [...], history: 14d}`, which stands in place of a type.
pub(super) fn read_first_seen(
    walk: &mut Walk,
    section: &Map,
    node: &Node,
) -> Result<(CorrelationKind, Timespan)> {
    let remedy = "write `first_seen` with fields and `history` with a timespan such as 14d";
    let map = read_map(walk, node, remedy)?;
    check_keys(walk, map, &["first_seen", "history"])?;
    for key in ["type", "timespan", "timeframe", "condition"] {
        if section.get(key).is_some() {
            return walk.refuse(
                format!("it stands in place of `{key}`, which is there as well"),
                format!("remove `{key}`"),
            );
        }
    }
    let values = read_keys(walk, map, "first_seen")?;
    match map.get("history") {
        Some(history) if !values.is_empty() => {
            let history = walk.at("history", |walk| read_span(walk, history))?;
            Ok((CorrelationKind::FirstSeen(values), history))
        }
        _ => walk.refuse("it lacks `first_seen` or `history`", remedy),
    }
}
