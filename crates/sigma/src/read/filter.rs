//! Filters.

use super::detection::read_searches;
use super::draft::{FilterDraft, FilterTargets};
use super::elements::Scope;
use super::log_source::read_log_source;
use super::metadata::read_metadata;
use super::values::{read_map, read_texts};
use crate::grammar::Formula;
use crate::model::Expr;
use crate::walk::{Result, Walk};
use crate::yaml::{Map, Node};

/// Reads a document with the section `filter`.
pub(super) fn read_filter(walk: &mut Walk, document: &Map, node: &Node, scope: Scope) -> Result<FilterDraft> {
    let metadata = read_metadata(walk, document)?;
    let log_source = read_log_source(walk, document)?;
    walk.at("filter", |walk| {
        let section = read_map(walk, node, "write `rules`, a search and a condition")?;
        let targets = read_targets(walk, section)?;
        let detection = read_searches(walk, section, &["rules"], scope)?;
        let excluded =
            walk.at("condition", |walk| find_excluded(walk, &detection.formula, detection.condition));
        Ok(FilterDraft { metadata, log_source, excluded, targets })
    })
}

fn read_targets(walk: &mut Walk, section: &Map) -> Result<FilterTargets> {
    let remedy = "name rules by id or name, or write `rules: any` for all of the log source";
    let Some(node) = section.get("rules") else {
        return walk.refuse("it has no rules", format!("add `rules`: {remedy}"));
    };
    walk.at("rules", |walk| match node {
        Node::Text(word) if word.eq_ignore_ascii_case("any") => Ok(FilterTargets::Any),
        Node::List(items) if items.is_empty() => walk.refuse("the list of rules is empty", remedy),
        node => Ok(FilterTargets::Named(read_texts(walk, node)?)),
    })
}

/// Returns what a filter leaves out.
///
/// By the specification the condition names what is left out; pySigma and rsigma join it to the rule as it is, so
/// filters written for them are negated. A filter is there to leave records out, so a condition in which every search
/// is negated can only be one of theirs.
fn find_excluded(walk: &mut Walk, formula: &Formula, condition: Expr) -> Expr {
    let mut polarity = Polarity::default();
    polarity.count(formula, false);
    match (polarity.negated, polarity.plain) {
        (0, _) => condition,
        (_, 0) => {
            walk.warn(
                "the condition is negated, so it is read as what is kept",
                "name what is left out, without `not`",
            );
            condition.negate()
        }
        _ => {
            walk.warn(
                "the condition is negated in part; it is read as what is left out",
                "name what is left out, without `not` if possible",
            );
            condition
        }
    }
}

/// Names of a formula under an odd and an even number of negations.
#[derive(Debug, Default)]
struct Polarity {
    negated: usize,
    plain: usize,
}

impl Polarity {
    fn count(&mut self, formula: &Formula, negated: bool) {
        match formula {
            Formula::All(parts) | Formula::Any(parts) => {
                for part in parts {
                    self.count(part, negated);
                }
            }
            Formula::Not(inner) => self.count(inner, !negated),
            _ if negated => self.negated += 1,
            _ => self.plain += 1,
        }
    }
}
