//! Timespans.

use super::values::read_text;
use crate::grammar::parse_seconds;
use crate::model::Timespan;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Longest timespan: a hundred years.
const LONGEST_SECONDS: u64 = 100 * 31_557_600;

/// Reads the timespan of a correlation.
pub(super) fn read_timespan(walk: &mut Walk, section: &Map) -> Result<Timespan> {
    if let Some(node) = section.get("timespan") {
        return walk.at("timespan", |walk| read_span(walk, node));
    }
    let Some(node) = section.get("timeframe") else {
        return walk.refuse("it has no timespan", "add `timespan` such as 10m");
    };
    walk.at("timeframe", |walk| {
        walk.warn("`timeframe` is read as `timespan`", "write `timespan`");
        read_span(walk, node)
    })
}

/// Reads a timespan such as `90m`.
pub(super) fn read_span(walk: &Walk, node: &Node) -> Result<Timespan> {
    let remedy = "write a number and s, m, h or d, such as 90m";
    let text = read_text(walk, node).map_err(|fault| walk.fault(fault.what, remedy))?;
    let seconds = Some(&text).filter(|text| text.starts_with(|c: char| c.is_ascii_digit()));
    match seconds.and_then(|text| parse_seconds(text)) {
        Some(0) => walk.refuse("the timespan is empty", remedy),
        Some(seconds) if seconds <= LONGEST_SECONDS => Ok(Timespan { text, seconds }),
        Some(_) => walk.refuse(format!("the timespan `{text}` is longer than 100 years"), remedy),
        None => {
            let lower = text.to_ascii_lowercase();
            let remedy = match parse_seconds(&lower) {
                Some(_) if lower != text => format!("write `{lower}`: units are in lower case"),
                _ => remedy.to_owned(),
            };
            walk.refuse(format!("`{text}` is not a timespan"), remedy)
        }
    }
}
