//! Types of correlations with their conditions.

use super::temporal::read_temporal;
use super::threshold::{read_condition_map, read_thresholds};
use super::values::{find_text, find_texts, read_word};
use crate::model::{CorrelationKind, Function, Key, TemporalCondition};
use crate::suggest::list;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Types of correlations by Sigma's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    EventCount,
    ValueCount,
    Temporal,
    TemporalOrdered,
    Sum,
    Average,
    Percentile,
    Median,
}

const TYPES: [(&str, Type); 8] = [
    ("event_count", Type::EventCount),
    ("value_count", Type::ValueCount),
    ("temporal", Type::Temporal),
    ("temporal_ordered", Type::TemporalOrdered),
    ("value_sum", Type::Sum),
    ("value_avg", Type::Average),
    ("value_percentile", Type::Percentile),
    ("value_median", Type::Median),
];

/// Reads the type and condition of a correlation.
pub(super) fn read_kind(walk: &mut Walk, section: &Map, references: &[String]) -> Result<CorrelationKind> {
    let Some(word) = find_text(walk, section, "type")? else {
        let types = list(TYPES.iter().map(|(word, _)| *word));
        return walk.refuse("it has no type", format!("add `type`, one of {types}"));
    };
    let kind = walk.at("type", |walk| read_word(walk, &word, &TYPES))?;
    let Some(condition) = section.get("condition") else {
        return match kind {
            Type::Temporal => Ok(CorrelationKind::Temporal(TemporalCondition::All)),
            Type::TemporalOrdered => Ok(CorrelationKind::TemporalOrdered(TemporalCondition::All)),
            _ => {
                walk.refuse("it has no condition", format!("add `condition` to `{word}`, such as `gte: 10`"))
            }
        };
    };
    walk.at("condition", |walk| match kind {
        Type::EventCount => {
            let map = read_condition_map(walk, condition)?;
            Ok(CorrelationKind::EventCount(read_thresholds(walk, map, &[], true)?))
        }
        Type::ValueCount => {
            let map = read_condition_map(walk, condition)?;
            let values = read_fields(walk, map)?;
            Ok(CorrelationKind::ValueCount {
                values,
                thresholds: read_thresholds(walk, map, &["field"], true)?,
            })
        }
        Type::Temporal => Ok(CorrelationKind::Temporal(read_temporal(walk, condition, references, true)?)),
        Type::TemporalOrdered => {
            Ok(CorrelationKind::TemporalOrdered(read_temporal(walk, condition, references, false)?))
        }
        Type::Sum => read_function(walk, condition, Function::Sum),
        Type::Average => read_function(walk, condition, Function::Average),
        Type::Median => read_function(walk, condition, Function::Percentile(50.0)),
        Type::Percentile => {
            let rank = read_rank(walk, condition)?;
            read_function(walk, condition, Function::Percentile(rank))
        }
    })
}

fn read_fields(walk: &mut Walk, condition: &Map) -> Result<Vec<Key>> {
    let fields = read_keys(walk, condition, "field")?;
    if fields.is_empty() {
        return walk
            .refuse("the condition has no field", "add `field` with the field whose values are taken");
    }
    Ok(fields)
}

fn read_function(walk: &mut Walk, condition: &Node, function: Function) -> Result<CorrelationKind> {
    let map = read_condition_map(walk, condition)?;
    let others: &[&str] = match function {
        Function::Percentile(_) => &["field", "percentile"],
        Function::Sum | Function::Average => &["field"],
    };
    let mut fields = read_fields(walk, map)?;
    let thresholds = read_thresholds(walk, map, others, false)?;
    match (fields.pop(), fields.is_empty()) {
        (Some(value), true) => Ok(CorrelationKind::Value { function, value, thresholds }),
        _ => walk.at("field", |walk| walk.refuse("it has several fields", "keep one numeric field")),
    }
}

fn read_rank(walk: &mut Walk, condition: &Node) -> Result<f64> {
    let map = read_condition_map(walk, condition)?;
    let Some(node) = map.get("percentile") else {
        return walk
            .refuse("`value_percentile` has no percentile", "add `percentile` with a number from 0 to 100");
    };
    walk.at("percentile", |walk| {
        #[expect(clippy::cast_precision_loss, reason = "only 0 to 100 are taken")]
        let rank = match node {
            Node::Integer(number) => *number as f64,
            Node::Float(number) => *number,
            _ => f64::NAN,
        };
        if !(0.0..=100.0).contains(&rank) {
            return walk.refuse("it is not a percentile", "write a number from 0 to 100");
        }
        Ok(rank)
    })
}

fn make_key(name: String) -> Key {
    Key { name, fields: Vec::new() }
}

/// Reads names of fields or aliases.
pub(super) fn read_keys(walk: &mut Walk, map: &Map, key: &str) -> Result<Vec<Key>> {
    Ok(find_texts(walk, map, key)?.into_iter().map(make_key).collect())
}
