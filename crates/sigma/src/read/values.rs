//! Values of keys by the type that Sigma has for them.

use crate::suggest::suggest;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Returns the map of a key.
pub(super) fn read_map<'n>(walk: &Walk, node: &'n Node, remedy: &str) -> Result<&'n Map> {
    match node {
        Node::Map(map) => Ok(map),
        other => walk.refuse(format!("it is {}, not a map", other.kind()), remedy),
    }
}

/// Returns a text that is not blank.
pub(super) fn read_text(walk: &Walk, node: &Node) -> Result<String> {
    match node {
        Node::Text(text) if text.trim().is_empty() => walk.refuse("the text is empty", "write a text"),
        Node::Text(text) => Ok(text.clone()),
        other => {
            walk.refuse(format!("it is {}, not text", other.kind()), "write a text, in quotes if need be")
        }
    }
}

/// Returns the texts of a key that has one or a list of them.
pub(super) fn read_texts(walk: &mut Walk, node: &Node) -> Result<Vec<String>> {
    match node {
        Node::List(items) if items.is_empty() => {
            walk.refuse("the list is empty", "add a text, or remove the key")
        }
        Node::List(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| walk.item(index, |walk| read_text(walk, item)))
            .collect(),
        node => Ok(vec![read_text(walk, node)?]),
    }
}

/// Returns the text of a key if the map has it.
pub(super) fn find_text(walk: &mut Walk, map: &Map, key: &str) -> Result<Option<String>> {
    map.get(key).map(|node| walk.at(key, |walk| read_text(walk, node))).transpose()
}

/// Returns the texts of a key; none where the map lacks it.
pub(super) fn find_texts(walk: &mut Walk, map: &Map, key: &str) -> Result<Vec<String>> {
    map.get(key).map_or(Ok(Vec::new()), |node| walk.at(key, |walk| read_texts(walk, node)))
}

/// Returns the boolean of a key if the map has it.
pub(super) fn find_bool(walk: &mut Walk, map: &Map, key: &str) -> Result<Option<bool>> {
    let read = |walk: &mut Walk, node: &Node| match node {
        Node::Bool(value) => Ok(*value),
        other => walk
            .refuse(format!("it is {}, not a boolean", other.kind()), "write true or false without quotes"),
    };
    map.get(key).map(|node| walk.at(key, |walk| read(walk, node))).transpose()
}

/// Returns the value of a word.
pub(super) fn read_word<T: Copy>(walk: &Walk, word: &str, words: &[(&'static str, T)]) -> Result<T> {
    if let Some((_, value)) = words.iter().find(|(known, _)| *known == word) {
        return Ok(*value);
    }
    walk.refuse(format!("`{word}` is not known here"), suggest(word, words.iter().map(|(known, _)| *known)))
}

/// Refuses keys that a section does not have.
pub(super) fn check_keys(walk: &Walk, map: &Map, known: &[&str]) -> Result<()> {
    let Some(key) = map.keys().find(|key| !known.contains(key)) else { return Ok(()) };
    walk.refuse(format!("the key `{key}` is not supported here"), suggest(key, known.iter().copied()))
}
