//! A field with its values to an expression.

use super::plan::{Kind, Plan};
use super::value::resolve_value;
use crate::model::{Expr, Match, Modifier, Needle, Position, Quantifier, Shape, Subject};
use crate::walk::{Result, Walk};
use crate::yaml::Node;

/// Resolves a field, or what stands for one, with its value or list of values.
pub(crate) fn resolve_item(walk: &mut Walk, subject: &Subject, plan: &Plan, value: &Node) -> Result<Expr> {
    let for_record;
    let plan = if *subject == Subject::Record {
        for_record = plan_for_record(walk, plan)?;
        &for_record
    } else {
        plan
    };
    let choices = resolve_values(walk, subject, plan, value)?;
    let is_absence = plan.kind == Kind::Exists && *value == Node::Bool(false);
    let expr = join_choices(subject, plan.all, choices);
    Ok(if plan.negated || is_absence { expr.negate() } else { expr })
}

/// Joins the needles of all values. Those of one value are alternatives, whatever joins the values.
pub(crate) fn join_choices(subject: &Subject, all: bool, choices: Vec<Vec<Needle>>) -> Expr {
    let make = |quantifier, needles| Expr::Match(Match { subject: subject.clone(), quantifier, needles });
    if !all {
        return make(Quantifier::Any, choices.concat());
    }
    // A value with a placeholder may become several.
    let is_single =
        |needles: &Vec<Needle>| matches!(needles[..], [ref one] if !matches!(one, Needle::Template(_)));
    if choices.iter().all(is_single) {
        return make(Quantifier::All, choices.concat());
    }
    Expr::all(choices.into_iter().map(|needles| make(Quantifier::Any, needles)).collect())
}

fn resolve_values(walk: &mut Walk, subject: &Subject, plan: &Plan, value: &Node) -> Result<Vec<Vec<Needle>>> {
    let Node::List(items) = value else {
        if plan.all {
            walk.warn("`all` has a single value", "remove `all`, or write a list");
        }
        return Ok(vec![resolve_one(walk, subject, plan, value)?]);
    };
    match items.len() {
        0 => return walk.refuse("the list of values is empty", "write a value, or remove the field"),
        1 if plan.all => walk.warn("`all` has a single value", "remove `all`, or add values"),
        _ => {}
    }
    if plan.kind == Kind::Exists {
        return walk.refuse("`exists` takes one value, not a list", "write true or false");
    }
    if let Some(index) = items.iter().position(|item| *item == Node::Null && items.len() > 1) {
        walk.item(index, |walk| {
            walk.warn("null stands in a list", "Sigma forbids it: write a search of its own for null");
        });
    }
    let resolve =
        |(index, item): (usize, &Node)| walk.item(index, |walk| resolve_one(walk, subject, plan, item));
    items.iter().enumerate().map(resolve).collect()
}

/// Needles that a regular expression counts for: it is compiled to see its size.
const REGEX_COST: usize = 200;

fn resolve_one(walk: &mut Walk, subject: &Subject, plan: &Plan, value: &Node) -> Result<Vec<Needle>> {
    let needles = resolve_alone(walk, subject, plan, value)?;
    let cost = if matches!(plan.kind, Kind::Regex { .. }) { REGEX_COST } else { 1 };
    walk.count_needles(needles.len() * cost)?;
    Ok(needles)
}

fn resolve_alone(walk: &Walk, subject: &Subject, plan: &Plan, value: &Node) -> Result<Vec<Needle>> {
    if *subject != Subject::Record {
        return resolve_value(walk, plan, value);
    }
    let text = match value {
        Node::Null | Node::Bool(_) => {
            return walk
                .refuse(format!("a keyword is {}", value.kind()), "write the text to look for in quotes");
        }
        // A keyword is looked for in the record's text, where a number has no type.
        Node::Integer(_) | Node::Float(_) => value.scalar_text().map(Node::Text),
        _ => None,
    };
    let needles = resolve_value(walk, plan, text.as_ref().unwrap_or(value))?;
    let is_everywhere =
        |needle: &Needle| matches!(needle, Needle::Text { pattern, .. } if pattern.shape() == Shape::Present);
    if needles.iter().any(is_everywhere) {
        return walk.refuse("the keyword is in every record", "write the text to look for");
    }
    Ok(needles)
}

/// Returns the plan of a keyword: a text is looked for anywhere in the record.
fn plan_for_record(walk: &Walk, plan: &Plan) -> Result<Plan> {
    match plan.kind {
        Kind::Text => {
            let anywhere = Modifier::Position(Position::Anywhere);
            let others = plan.modifiers.iter().copied().filter(|modifier| *modifier != anywhere);
            Plan::new(walk, others.chain([anywhere]).collect())
        }
        Kind::Regex { .. } => Ok(plan.clone()),
        Kind::Network | Kind::Exists | Kind::Field(_) | Kind::Compare(_) | Kind::Date(..) => {
            walk.refuse("this modifier needs a field", "write the name of a field in front of it")
        }
    }
}
