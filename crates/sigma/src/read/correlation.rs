//! Correlations.

use super::condition::{find_name, find_names, read_formula, refuse_count};
use super::draft::{Alias, CorrelationDraft};
use super::metadata::read_metadata;
use super::threshold::read_thresholds;
use super::values::{
    check_keys, find_bool, find_text, find_texts, read_map, read_text, read_texts, read_word,
};
use crate::grammar::{Formula, parse_seconds};
use crate::model::{
    Correlation, CorrelationKind, Function, Key, PartFormula, TemporalCondition, Threshold, Timespan,
};
use crate::problem::Place;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

const KEYS: [&str; 9] =
    ["type", "rules", "group-by", "timespan", "timeframe", "condition", "aliases", "generate", "trail365"];

/// Longest timespan: a hundred years.
const LONGEST_SECONDS: u64 = 100 * 31_557_600;

/// Reads a document with the section `correlation`.
pub(super) fn read_correlation(
    walk: &mut Walk,
    document: &Map,
    node: &Node,
    place: Place,
) -> Result<CorrelationDraft> {
    let metadata = read_metadata(walk, document)?;
    let outer = find_bool(walk, document, "generate")?;
    walk.at("correlation", |walk| {
        let section = read_map(walk, node, "write `type`, `rules`, `timespan` and `condition`")?;
        check_keys(walk, section, &KEYS)?;
        let references = read_references(walk, section)?;
        let mut group_by = read_keys(walk, section, "group-by")?;
        let (kind, timespan) = match section.get("trail365") {
            Some(node) => walk.at("trail365", |walk| read_first_seen(walk, section, node))?,
            None => (read_kind(walk, section, &references)?, read_timespan(walk, section)?),
        };
        if let (CorrelationKind::FirstSeen(values), true) = (&kind, group_by.is_empty()) {
            group_by.extend(values.first().cloned());
        }
        let generate = find_bool(walk, section, "generate")?.or(outer).unwrap_or(false);
        let aliases = read_aliases(walk, section)?;
        let parts = Vec::new();
        let correlation =
            Correlation { metadata, place, kind, parts, group_by, timespan, generate, alerts: true };
        Ok(CorrelationDraft { correlation, references, aliases })
    })
}

fn read_references(walk: &mut Walk, section: &Map) -> Result<Vec<String>> {
    let Some(node) = section.get("rules") else {
        return walk.refuse("it has no rules", "add `rules` with ids or names of rules");
    };
    walk.at("rules", |walk| {
        let references = read_texts(walk, node)?;
        let repeated =
            references.iter().enumerate().find(|(index, name)| references[..*index].contains(name));
        if let Some((index, name)) = repeated {
            return walk
                .item(index, |walk| walk.refuse(format!("`{name}` stands twice"), "keep one of them"));
        }
        Ok(references)
    })
}

fn make_key(name: String) -> Key {
    Key { name, fields: Vec::new() }
}

fn read_keys(walk: &mut Walk, map: &Map, key: &str) -> Result<Vec<Key>> {
    Ok(find_texts(walk, map, key)?.into_iter().map(make_key).collect())
}

/// Reads `trail365: {first_seen: [...], history: 14d}`, which stands in place of a type.
fn read_first_seen(walk: &mut Walk, section: &Map, node: &Node) -> Result<(CorrelationKind, Timespan)> {
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

fn read_kind(walk: &mut Walk, section: &Map, references: &[String]) -> Result<CorrelationKind> {
    let Some(word) = find_text(walk, section, "type")? else {
        let types: Vec<&str> = TYPES.iter().map(|(word, _)| *word).collect();
        return walk.refuse("it has no type", format!("add `type`, one of {}", types.join(", ")));
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

fn read_condition_map<'n>(walk: &Walk, node: &'n Node) -> Result<&'n Map> {
    read_map(walk, node, "write a comparison such as `gte: 10` on a line of its own")
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

/// Reads the condition of a temporal correlation: a number of parts, or a formula over them.
fn read_temporal(
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

fn read_timespan(walk: &mut Walk, section: &Map) -> Result<Timespan> {
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

fn read_span(walk: &Walk, node: &Node) -> Result<Timespan> {
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

fn read_aliases(walk: &mut Walk, section: &Map) -> Result<Vec<Alias>> {
    let Some(node) = section.get("aliases") else { return Ok(Vec::new()) };
    let remedy = "write a map from each rule's name to its field";
    let read_alias = |walk: &mut Walk, name: &str, node: &Node| -> Result<Alias> {
        let map = read_map(walk, node, remedy)?;
        let read = |(rule, field): (&str, &Node)| {
            walk.at(rule, |walk| Ok((rule.to_owned(), read_text(walk, field)?)))
        };
        Ok(Alias { name: name.to_owned(), fields: map.iter().map(read).collect::<Result<_>>()? })
    };
    walk.at("aliases", |walk| {
        let map = read_map(walk, node, remedy)?;
        map.iter().map(|(name, node)| walk.at(name, |walk| read_alias(walk, name, node))).collect()
    })
}
