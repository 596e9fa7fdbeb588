//! A section of named searches with their condition.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::condition::{read_formula, resolve_formula, visit_names};
use super::elements::Scope;
use super::search::read_search;
use super::values::{read_map, read_texts};
use crate::grammar::Formula;
use crate::model::{Expr, Search};
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Named searches and their condition.
pub(super) struct Detection {
    pub searches: Vec<Arc<Search>>,
    pub condition: Expr,
    /// The condition before its names were replaced; several are alternatives.
    pub formula: Formula,
}

/// Reads the section `detection` of a rule.
pub(super) fn read_detection(walk: &mut Walk, node: &Node, scope: Scope) -> Result<Detection> {
    let map = read_map(walk, node, "write named searches and a condition")?;
    read_searches(walk, map, &[], scope)
}

/// Reads named searches and a condition from a map that may have other keys.
pub(super) fn read_searches(walk: &mut Walk, map: &Map, others: &[&str], scope: Scope) -> Result<Detection> {
    if map.get("timeframe").is_some() {
        return walk.at("timeframe", |walk| {
            walk.refuse(
                "`timeframe` belongs to the pipe of old conditions",
                "write a correlation rule with `timespan`",
            )
        });
    }
    let mut searches = Vec::new();
    for (name, node) in map.iter().filter(|(key, _)| *key != "condition" && !others.contains(key)) {
        let expr = walk.at(name, |walk| read_search(walk, node, scope))?;
        let weight = expr.weight();
        searches.push(Arc::new(Search { name: name.to_owned(), expr, weight }));
    }
    let Some(condition) = map.get("condition") else {
        return walk.refuse("it has no condition", "add `condition` with the names of searches");
    };
    if searches.is_empty() {
        return walk.refuse("it has no search", "add a search such as `selection` with fields and values");
    }
    walk.at("condition", |walk| {
        let names: Vec<&str> = searches.iter().map(|search| search.name.as_str()).collect();
        let formula = read_condition(walk, condition, &names)?;
        let condition = resolve_formula(walk, &formula, &searches)?;
        warn_unused(walk, &formula, &names);
        Ok(Detection { searches, condition, formula })
    })
}

/// Reads a condition or a list of them, which are alternatives.
fn read_condition(walk: &mut Walk, node: &Node, names: &[&str]) -> Result<Formula> {
    let is_list = matches!(node, Node::List(_));
    let texts = read_texts(walk, node)?;
    let read = |(index, text): (usize, &String)| {
        if is_list {
            return walk.item(index, |walk| read_formula(walk, text, names));
        }
        read_formula(walk, text, names)
    };
    let mut formulas: Vec<Formula> = texts.iter().enumerate().map(read).collect::<Result<_>>()?;
    Ok(if formulas.len() == 1 { formulas.remove(0) } else { Formula::Any(formulas) })
}

fn warn_unused(walk: &mut Walk, formula: &Formula, names: &[&str]) {
    let mut used = BTreeSet::new();
    visit_names(formula, names, &mut |index| {
        used.insert(index);
    });
    for index in (0..names.len()).filter(|index| !used.contains(index)) {
        let what = format!("the search `{}` is not used", names[index]);
        walk.warn(what, "name it in the condition, or remove it");
    }
}
