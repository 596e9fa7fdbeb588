//! Metadata of a document.

use std::collections::BTreeMap;

use super::values::{find_text, read_text, read_word};
use crate::model::{Level, Metadata, Related, Relation, Status};
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Longest title by the specification.
const TITLE_CHARS: usize = 256;

/// Top-level keys that Sigma defines.
const KEYS: &[&str] = &[
    "title",
    "id",
    "name",
    "related",
    "taxonomy",
    "status",
    "description",
    "license",
    "author",
    "references",
    "date",
    "modified",
    "logsource",
    "detection",
    "correlation",
    "filter",
    "generate",
    "fields",
    "falsepositives",
    "level",
    "tags",
    "scope",
    "sigma-version",
    "custom_attributes",
];

/// Reads the metadata of a rule, correlation or filter.
pub(crate) fn read_metadata(walk: &mut Walk, document: &Map) -> Result<Metadata> {
    Ok(Metadata {
        title: read_title(walk, document)?,
        id: find_text(walk, document, "id")?,
        name: find_text(walk, document, "name")?,
        status: find_word(walk, document, "status", Status::WORDS)?,
        level: find_word(walk, document, "level", Level::WORDS)?,
        description: find_loose_text(walk, document, "description"),
        author: find_loose_text(walk, document, "author"),
        date: find_loose_text(walk, document, "date"),
        modified: find_loose_text(walk, document, "modified"),
        license: find_loose_text(walk, document, "license"),
        taxonomy: find_loose_text(walk, document, "taxonomy"),
        references: find_loose_texts(walk, document, "references"),
        tags: find_loose_texts(walk, document, "tags").iter().map(|tag| tag.to_lowercase()).collect(),
        fields: find_loose_texts(walk, document, "fields"),
        falsepositives: find_loose_texts(walk, document, "falsepositives"),
        scope: find_loose_texts(walk, document, "scope"),
        related: read_related(walk, document),
        custom: read_custom(document),
    })
}

fn read_title(walk: &mut Walk, document: &Map) -> Result<String> {
    let Some(title) = find_text(walk, document, "title")? else {
        return walk.refuse("it has no title", "add `title` with a few words");
    };
    if title.chars().count() > TITLE_CHARS {
        walk.at("title", |walk| {
            walk.warn(
                format!("the title is longer than {TITLE_CHARS} characters"),
                "move text to `description`",
            );
        });
    }
    Ok(title)
}

fn find_word<T: Copy>(
    walk: &mut Walk,
    document: &Map,
    key: &str,
    words: &[(&'static str, T)],
) -> Result<Option<T>> {
    let read = |walk: &mut Walk, node: &Node| {
        let word = read_text(walk, node)?;
        read_word(walk, &word, words)
    };
    document.get(key).map(|node| walk.at(key, |walk| read(walk, node))).transpose()
}

/// Returns a text that says nothing about what the rule finds, so that one that is amiss does not cost the rule.
fn find_loose_text(walk: &mut Walk, document: &Map, key: &str) -> Option<String> {
    let node = document.get(key)?;
    walk.at(key, |walk| read_loose_text(walk, node))
}

fn find_loose_texts(walk: &mut Walk, document: &Map, key: &str) -> Vec<String> {
    let read_item = |walk: &mut Walk, (index, item)| walk.item(index, |walk| read_loose_text(walk, item));
    match document.get(key) {
        None => Vec::new(),
        Some(Node::List(items)) => {
            walk.at(key, |walk| items.iter().enumerate().filter_map(|item| read_item(walk, item)).collect())
        }
        Some(node) => walk.at(key, |walk| read_loose_text(walk, node)).into_iter().collect(),
    }
}

fn read_loose_text(walk: &mut Walk, node: &Node) -> Option<String> {
    let text = node.scalar_text();
    if text.is_none() {
        walk.warn(format!("it is {}, not text, and is left out", node.kind()), "put the text in quotes");
    }
    text
}

fn read_related(walk: &mut Walk, document: &Map) -> Vec<Related> {
    let Some(node) = document.get("related") else { return Vec::new() };
    walk.at("related", |walk| {
        let Node::List(items) = node else {
            walk.warn("it is not a list, and is left out", "write a list of maps with `id` and `type`");
            return Vec::new();
        };
        let read = |walk: &mut Walk, (index, item)| walk.item(index, |walk| read_relation(walk, item));
        items.iter().enumerate().filter_map(|item| read(walk, item)).collect()
    })
}

fn read_relation(walk: &mut Walk, node: &Node) -> Option<Related> {
    let Node::Map(map) = node else {
        walk.warn("it is not a map, and is left out", "write `id` and `type`");
        return None;
    };
    let relation = find_word(walk, map, "type", Relation::WORDS);
    match (find_text(walk, map, "id"), relation) {
        (Ok(Some(id)), Ok(Some(relation))) => Some(Related { id, relation }),
        (Err(fault), _) | (_, Err(fault)) => {
            walk.note(fault);
            None
        }
        _ => {
            walk.warn("it lacks `id` or `type`, and is left out", "write both");
            None
        }
    }
}

/// Returns the keys that Sigma does not define, and those of `custom_attributes`, which win.
fn read_custom(document: &Map) -> BTreeMap<String, serde_json::Value> {
    let own = document.iter().filter(|(key, _)| !KEYS.contains(key));
    let explicit = match document.get("custom_attributes") {
        Some(Node::Map(map)) => Some(map.iter()),
        _ => None,
    };
    own.chain(explicit.into_iter().flatten()).map(|(key, value)| (key.to_owned(), value.to_json())).collect()
}
