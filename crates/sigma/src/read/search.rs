//! Searches: maps of fields, lists of maps, lists of keywords.

use super::elements::{Field, Scope, read_element, split_field};
use crate::model::{Expr, Subject};
use crate::resolve::{Plan, resolve_item};
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Reads a search.
pub(super) fn read_search(walk: &mut Walk, node: &Node, scope: Scope) -> Result<Expr> {
    match node {
        Node::Map(map) => read_fields(walk, map, "", scope),
        Node::List(items) if items.is_empty() => {
            walk.refuse("the search is an empty list", "add keywords or maps of fields")
        }
        Node::List(items) if items.iter().all(Node::is_scalar) => read_keywords(walk, node, scope),
        Node::List(items) => {
            let read = |(index, item)| walk.item(index, |walk| read_alternative(walk, item, scope));
            Ok(Expr::any(items.iter().enumerate().map(read).collect::<Result<_>>()?))
        }
        Node::Null => walk.refuse("the search is empty", "add fields with values, or a list of keywords"),
        scalar => read_keywords(walk, scalar, scope),
    }
}

fn read_alternative(walk: &mut Walk, node: &Node, scope: Scope) -> Result<Expr> {
    match node {
        Node::List(_) => walk.refuse("a list stands in a list", "write all items into one list"),
        node => read_search(walk, node, scope),
    }
}

fn read_keywords(walk: &mut Walk, node: &Node, scope: Scope) -> Result<Expr> {
    let plan = Plan::read(walk, None)?;
    resolve_item(walk, &scope.nameless_subject(), &plan, node)
}

/// Reads a map of fields, all of which have to match. The prefix stands in front of each name.
pub(super) fn read_fields(walk: &mut Walk, map: &Map, prefix: &str, scope: Scope) -> Result<Expr> {
    if map.is_empty() {
        return walk.refuse("the map is empty", "add fields with values");
    }
    let read = |(key, value): (&str, &Node)| {
        let name = if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") };
        walk.at(key, |walk| read_field(walk, &name, value, scope))
    };
    Ok(Expr::all(map.iter().map(read).collect::<Result<_>>()?))
}

/// Reads a field with its modifiers and its value.
pub(super) fn read_field(walk: &mut Walk, key: &str, value: &Node, scope: Scope) -> Result<Expr> {
    let (name, words) = key.split_once('|').map_or((key, None), |(name, words)| (name, Some(words)));
    if name.is_empty() || (name == "." && scope.depth > 0) {
        let plan = Plan::read(walk, words)?;
        return resolve_item(walk, &scope.nameless_subject(), &plan, value);
    }
    match split_field(walk, name, scope)? {
        Field::Plain(name) => {
            let plan = Plan::read(walk, words)?;
            resolve_item(walk, &Subject::Field(name), &plan, value)
        }
        Field::Element { list, which, rest } => {
            let inner = Scope { depth: scope.depth + 1, ..scope };
            read_element(walk, &list, which, |walk| read_element_body(walk, rest, words, value, inner))
        }
    }
}

/// Reads the condition on one element: fields, searches with a condition, or values of the element itself.
fn read_element_body(
    walk: &mut Walk,
    rest: &str,
    words: Option<&str>,
    value: &Node,
    scope: Scope,
) -> Result<Expr> {
    match value {
        Node::Map(_) if words.is_some() => {
            walk.refuse("modifiers stand behind an element with fields", "put them behind the fields inside")
        }
        Node::Map(map) if rest.is_empty() && map.get("condition").is_some() => {
            super::detection::read_searches(walk, map, &[], scope).map(|detection| detection.condition)
        }
        Node::Map(map) => read_fields(walk, map, rest, scope),
        value => {
            let words = words.map_or(String::new(), |words| format!("|{words}"));
            read_field(walk, &format!("{rest}{words}"), value, scope)
        }
    }
}
