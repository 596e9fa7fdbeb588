//! Conditions of temporal correlations.

use super::condition::{find_name, find_names, read_formula, refuse_count};
use super::threshold::{read_condition_map, read_thresholds};
use crate::grammar::Formula;
use crate::model::{PartFormula, TemporalCondition, Threshold};
use crate::walk::{Result, Walk};
use crate::yaml::Node;

/// Reads the condition of a temporal correlation: a number of parts, or a formula over them.
pub(super) fn read_temporal(
    walk: &mut Walk,
    condition: &Node,
    references: &[String],
    takes_formula: bool,
) -> Result<TemporalCondition> {
    match condition {
        Node::Text(text) if takes_formula => {
            let names: Vec<&str> = references.iter().map(String::as_str).collect();
            let formula = read_formula(walk, text, &names)?;
            Ok(TemporalCondition::Formula(resolve_parts(walk, &formula, &names)?))
        }
        Node::Text(_) => walk.refuse(
            "`temporal_ordered` takes no formula: its order is that of `rules`",
            "use `temporal`, or remove the condition",
        ),
        node => {
            let map = read_condition_map(walk, node)?;
            let thresholds = read_thresholds(walk, map, &[], true)?;
            check_part_count(walk, &thresholds, references.len())?;
            Ok(TemporalCondition::Count(thresholds))
        }
    }
}

/// Refuses a number of parts that there never are.
fn check_part_count(walk: &Walk, thresholds: &[Threshold], parts: usize) -> Result<()> {
    #[expect(clippy::cast_precision_loss, reason = "a document has few rules")]
    let is_possible =
        (0..=parts).any(|count| thresholds.iter().all(|threshold| threshold.holds(count as f64)));
    if !is_possible {
        return walk.refuse(
            format!("the condition counts different rules, and there are {parts}"),
            "lower the number, or use `event_count` to count matches",
        );
    }
    Ok(())
}

fn resolve_parts(walk: &Walk, formula: &Formula, names: &[&str]) -> Result<PartFormula> {
    let resolve_all = |parts: &[Formula]| -> Result<Vec<PartFormula>> {
        parts.iter().map(|part| resolve_parts(walk, part, names)).collect()
    };
    let matching = |pattern: &Option<String>| -> Result<Vec<PartFormula>> {
        Ok(find_names(walk, pattern.as_deref(), names)?.into_iter().map(PartFormula::Part).collect())
    };
    match formula {
        Formula::All(parts) => Ok(PartFormula::All(resolve_all(parts)?)),
        Formula::Any(parts) => Ok(PartFormula::Any(resolve_all(parts)?)),
        Formula::Not(inner) => Ok(PartFormula::Not(Box::new(resolve_parts(walk, inner, names)?))),
        Formula::Name(name) => Ok(PartFormula::Part(find_name(walk, name, names)?)),
        Formula::OneOf(pattern) => Ok(PartFormula::Any(matching(pattern)?)),
        Formula::AllOf(pattern) => Ok(PartFormula::All(matching(pattern)?)),
        Formula::CountOf(count) => refuse_count(walk, *count),
    }
}
