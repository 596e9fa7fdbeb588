//! Filters to the rules that they apply to.

use super::chain::Chains;
use super::names::fold;
use crate::model::{Expr, Filter, Rule, Target};
use crate::problem::{Problem, Severity};
use crate::read::{FilterDraft, FilterTargets};
use crate::source::Source;
use crate::walk::{Result, Step, Walk};

/// Applies a filter to its rules. A rule that it cannot apply to is a problem of the filter and keeps the others.
pub(super) fn apply_filter(
    source: &Source,
    draft: FilterDraft,
    rules: &mut [Rule],
    chains: &Chains<'_>,
    problems: &mut Vec<Problem>,
) -> Filter {
    let mut found = Vec::new();
    match &draft.targets {
        FilterTargets::Any => {
            found.extend((0..rules.len()).filter(|index| draft.log_source.covers(&rules[*index].log_source)));
            if found.is_empty() {
                let fault = Walk::default().fault("it applies to no rule", "correct its log source");
                problems.push(source.problem(Severity::Warning, fault));
            }
        }
        FilterTargets::Named(references) => {
            let mut walk = at_rules();
            for (index, reference) in references.iter().enumerate() {
                match walk.item(index, |walk| find_rule(walk, reference, &draft, rules, chains)) {
                    Ok(rule) if found.contains(&rule) => {}
                    Ok(rule) => found.push(rule),
                    Err(fault) => problems.push(source.problem(Severity::Error, fault)),
                }
            }
        }
    }
    for index in &found {
        exclude(&mut rules[*index], &draft);
    }
    let place = source.place(&[]);
    let FilterDraft { metadata, log_source, excluded, .. } = draft;
    Filter { metadata, place, log_source, excluded, rules: found }
}

fn at_rules() -> Walk {
    let mut walk = Walk::default();
    walk.enter(Step::Key("filter".to_owned()));
    walk.enter(Step::Key("rules".to_owned()));
    walk
}

fn find_rule(
    walk: &Walk,
    reference: &str,
    draft: &FilterDraft,
    rules: &[Rule],
    chains: &Chains<'_>,
) -> Result<usize> {
    let target = chains.names.find(reference).and_then(|document| chains.targets.get(&document));
    match target {
        Some(Target::Rule(index)) if draft.log_source.covers(&rules[*index].log_source) => Ok(*index),
        Some(Target::Rule(_)) => walk.refuse(
            format!("the rule `{reference}` has another log source than the filter"),
            "give the filter the rule's log source",
        ),
        Some(Target::Correlation(_)) => walk.refuse(
            format!("`{reference}` is a correlation"),
            "name the rules that the correlation takes matches from",
        ),
        None if chains.names.find(reference).is_some() && !chains.refused.contains(&fold(reference)) => {
            walk.refuse(format!("`{reference}` is a filter"), "name a rule")
        }
        None => Err(chains.missing(walk, reference)),
    }
}

fn exclude(rule: &mut Rule, draft: &FilterDraft) {
    let without = draft.excluded.clone().negate();
    let condition = std::mem::replace(&mut rule.condition, Expr::All(Vec::new()));
    rule.condition = match condition {
        // A further filter joins the first.
        Expr::All(mut parts) if !rule.filters.is_empty() => {
            parts.push(without);
            Expr::All(parts)
        }
        condition => Expr::All(vec![condition, without]),
    };
    rule.filters.push(draft.metadata.identity().to_owned());
}
