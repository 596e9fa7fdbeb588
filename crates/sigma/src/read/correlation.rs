//! Correlations.

use super::draft::{Alias, CorrelationDraft};
use super::first_seen::read_first_seen;
use super::kind::{read_keys, read_kind};
use super::metadata::read_metadata;
use super::span::read_timespan;
use super::values::{check_keys, find_bool, read_map, read_text, read_texts};
use crate::model::{Correlation, CorrelationKind};
use crate::problem::Place;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

const KEYS: [&str; 9] =
    ["type", "rules", "group-by", "timespan", "timeframe", "condition", "aliases", "generate", "trail365"];

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
