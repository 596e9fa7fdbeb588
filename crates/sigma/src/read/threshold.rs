//! Bounds of numbers in correlations.

use super::values::{check_keys, read_map};
use crate::model::{Comparison, Threshold};
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Returns the map of a condition.
pub(super) fn read_condition_map<'n>(walk: &Walk, node: &'n Node) -> Result<&'n Map> {
    read_map(walk, node, "write a comparison such as `gte: 10` on a line of its own")
}

/// Reads the comparisons of a condition, which may have other keys.
pub(super) fn read_thresholds(
    walk: &mut Walk,
    map: &Map,
    others: &[&str],
    counts: bool,
) -> Result<Vec<Threshold>> {
    let words: Vec<&str> = Comparison::WORDS.iter().map(|(word, _)| *word).collect();
    check_keys(walk, map, &[&words[..], others].concat())?;
    let mut thresholds = Vec::new();
    for (word, comparison) in Comparison::WORDS {
        if let Some(node) = map.get(word) {
            let value = walk.at(word, |walk| read_limit(walk, node, counts))?;
            thresholds.push(Threshold { comparison, value });
        }
    }
    if thresholds.is_empty() {
        return walk
            .refuse("the condition compares with nothing", format!("add one of {}", words.join(", ")));
    }
    if is_impossible(&thresholds, counts) {
        return walk.refuse("no number meets the condition", "correct the range");
    }
    Ok(thresholds)
}

fn read_limit(walk: &Walk, node: &Node, counts: bool) -> Result<f64> {
    let value = match node {
        #[expect(clippy::cast_precision_loss, reason = "checked against the whole numbers of a float")]
        Node::Integer(number) if number.unsigned_abs() <= 1 << 53 => *number as f64,
        Node::Float(number) if number.is_finite() => *number,
        other => {
            return walk
                .refuse(format!("it is {}, not a number", other.kind()), "write a number without quotes");
        }
    };
    if counts && (value < 0.0 || value.fract() != 0.0) {
        return walk.refuse(format!("no count is {value}"), "write a whole number from 0 on");
    }
    Ok(value)
}

/// Reports whether the bounds leave no number between them.
fn is_impossible(thresholds: &[Threshold], counts: bool) -> bool {
    // Between two limits all numbers are alike, so the limits and their neighbours are enough to try.
    let near = |limit: f64| {
        if counts { [limit - 1.0, limit, limit + 1.0] } else { [limit.next_down(), limit, limit.next_up()] }
    };
    let is_met = |number: f64| thresholds.iter().all(|threshold| threshold.holds(number));
    let mut numbers = thresholds.iter().flat_map(|threshold| near(threshold.value));
    !numbers.any(|number| (!counts || number >= 0.0) && is_met(number))
}
