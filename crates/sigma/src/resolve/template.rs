//! Templates with values to needles.

use std::collections::BTreeMap;

use super::plan::Plan;
use super::value::resolve_text;
use crate::model::{Needle, Template, TemplatePiece};
use crate::walk::{Result, Walk};

/// Most texts that one value becomes.
const MOST_TEXTS: usize = 10_000;

/// Returns the needles of a template with its placeholders filled; one of them has to match.
pub(crate) fn fill_template(
    walk: &Walk,
    template: &Template,
    values: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<Needle>> {
    let mut texts = vec![String::new()];
    for piece in &template.pieces {
        let single;
        let choices = match piece {
            TemplatePiece::Text(text) => {
                single = [text.clone()];
                &single[..]
            }
            TemplatePiece::Placeholder(name) => find_values(walk, name, values)?,
        };
        if texts.len().saturating_mul(choices.len()) > MOST_TEXTS {
            let what = format!("its placeholders make more than {MOST_TEXTS} texts");
            return walk.refuse(what, "give them fewer values, or use wildcards");
        }
        texts = texts
            .iter()
            .flat_map(|text| choices.iter().map(move |choice| format!("{text}{choice}")))
            .collect();
    }
    let plan = Plan::new(walk, template.modifiers.clone())?;
    let mut needles = Vec::new();
    for text in texts {
        needles.extend(resolve_text(walk, &plan, &text)?);
    }
    Ok(needles)
}

fn find_values<'v>(
    walk: &Walk,
    name: &str,
    values: &'v BTreeMap<String, Vec<String>>,
) -> Result<&'v [String]> {
    match values.get(name) {
        None => {
            walk.refuse(format!("the placeholder %{name}% has no values"), format!("set values for `{name}`"))
        }
        Some(list) if list.is_empty() => walk
            .refuse(format!("the list of values for %{name}% is empty"), format!("set values for `{name}`")),
        Some(list) if list.iter().any(|value| value.contains('\0')) => {
            walk.refuse(format!("a value for %{name}% has a NUL character"), "remove it")
        }
        Some(list) => Ok(list),
    }
}
