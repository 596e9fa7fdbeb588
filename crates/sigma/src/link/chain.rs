//! The parts of correlations.

use std::collections::{HashMap, HashSet};

use super::names::{Names, fold};
use crate::model::{CorrelationKind, Key, Part, Target};
use crate::read::{Alias, CorrelationDraft};
use crate::suggest::suggest_near;
use crate::walk::{Fault, Result, Step, Walk};

/// Targets of references.
#[derive(Debug)]
pub(super) struct Chains<'n> {
    pub names: &'n Names,
    /// Members of the set by the number of their document.
    pub targets: HashMap<usize, Target>,
    /// Documents that are filters.
    pub filters: HashSet<usize>,
    /// Ids and names of refused documents.
    pub refused: HashSet<String>,
}

/// State of a correlation's parts.
pub(super) enum Linked {
    Yes,
    /// Some parts are correlations that are not linked yet.
    Waits,
}

impl Chains<'_> {
    /// Sets the parts of a correlation, if all of them are members of the set.
    pub fn link_parts(&self, draft: &mut CorrelationDraft) -> Result<Linked> {
        let mut walk = at_section("rules");
        let mut parts: Vec<Part> = Vec::new();
        for (index, reference) in draft.references.iter().enumerate() {
            let target = walk.item(index, |walk| self.find_target(walk, reference))?;
            let Some(target) = target else { return Ok(Linked::Waits) };
            if parts.iter().any(|part| part.target == target) {
                return walk.item(index, |walk| {
                    walk.refuse(format!("`{reference}` stands for a rule that is there already"), "remove it")
                });
            }
            parts.push(Part { reference: reference.clone(), target });
        }
        self.check_aliases(&draft.aliases, &parts)?;
        set_fields(draft, &parts, self)?;
        draft.correlation.parts = parts;
        Ok(Linked::Yes)
    }

    /// Returns the member that a reference leads to; `None` while it is not linked.
    fn find_target(&self, walk: &Walk, reference: &str) -> Result<Option<Target>> {
        let Some(document) = self.names.find(reference) else {
            return Err(self.missing(walk, reference));
        };
        if self.filters.contains(&document) {
            return walk.refuse(format!("`{reference}` is a filter"), "name a rule or a correlation");
        }
        Ok(self.targets.get(&document).copied())
    }

    pub fn missing(&self, walk: &Walk, reference: &str) -> Fault {
        if self.refused.contains(&fold(reference)) {
            return walk.fault(format!("`{reference}` was refused"), "correct that rule first");
        }
        let unknown = || "load the file that has it, or correct the id or name".to_owned();
        let remedy = suggest_near(reference, self.names.all()).unwrap_or_else(unknown);
        walk.fault(format!("there is no rule `{reference}`"), remedy)
    }

    /// Returns the index of the part that a reference of an alias leads to.
    fn find_part(&self, reference: &str, parts: &[Part]) -> Option<usize> {
        let target = self.names.find(reference).and_then(|document| self.targets.get(&document))?;
        parts.iter().position(|part| part.target == *target)
    }

    fn check_aliases(&self, aliases: &[Alias], parts: &[Part]) -> Result<()> {
        let mut walk = at_section("aliases");
        for alias in aliases {
            let stranger = alias.fields.iter().find(|(rule, _)| self.find_part(rule, parts).is_none());
            if let Some((rule, _)) = stranger {
                walk.enter(Step::Key(alias.name.clone()));
                walk.enter(Step::Key(rule.clone()));
                return walk
                    .refuse(format!("`{rule}` is not among the rules"), "use a name that `rules` has");
            }
        }
        Ok(())
    }
}

fn at_section(key: &str) -> Walk {
    let mut walk = Walk::default();
    walk.enter(Step::Key("correlation".to_owned()));
    walk.enter(Step::Key(key.to_owned()));
    walk
}

/// Sets the field of each part for the keys of a correlation.
fn set_fields(draft: &mut CorrelationDraft, parts: &[Part], chains: &Chains<'_>) -> Result<()> {
    let aliases = &draft.aliases;
    let set = |key: &mut Key, section: &str| -> Result<()> {
        key.fields = find_fields(key, section, aliases, parts, chains)?;
        Ok(())
    };
    for key in &mut draft.correlation.group_by {
        set(key, "group-by")?;
    }
    match &mut draft.correlation.kind {
        CorrelationKind::ValueCount { values, .. } => {
            values.iter_mut().try_for_each(|key| set(key, "condition"))
        }
        CorrelationKind::Value { value, .. } => set(value, "condition"),
        CorrelationKind::FirstSeen(values) => values.iter_mut().try_for_each(|key| set(key, "trail365")),
        CorrelationKind::EventCount(_)
        | CorrelationKind::Temporal(_)
        | CorrelationKind::TemporalOrdered(_) => Ok(()),
    }
}

fn find_fields(
    key: &Key,
    section: &str,
    aliases: &[Alias],
    parts: &[Part],
    chains: &Chains<'_>,
) -> Result<Vec<String>> {
    let Some(alias) = aliases.iter().find(|alias| alias.name == key.name) else {
        return Ok(vec![key.name.clone(); parts.len()]);
    };
    let mut fields = vec![None; parts.len()];
    for (rule, field) in &alias.fields {
        if let Some(index) = chains.find_part(rule, parts) {
            fields[index] = Some(field.clone());
        }
    }
    let find = |(part, field): (&Part, Option<String>)| {
        field.ok_or_else(|| {
            at_section(section).fault(
                format!("the alias `{}` has no field for `{}`", alias.name, part.reference),
                format!("add `{}` to the alias", part.reference),
            )
        })
    };
    parts.iter().zip(fields).map(find).collect()
}

/// Most correlations of a circle that is looked for and shown.
const SHOWN: usize = 20;

/// Returns the fault of correlations that refer to each other in a circle, or stand behind one.
pub(super) fn find_cycle(
    start: usize,
    waiting: &HashMap<usize, Vec<usize>>,
    label: impl Fn(usize) -> String,
) -> Fault {
    let mut path = vec![start];
    let mut current = start;
    while let Some(next) = waiting.get(&current).and_then(|references| references.first()) {
        if let Some(from) = path.iter().position(|seen| seen == next) {
            let labels: Vec<String> = path[from..].iter().chain([next]).map(|index| label(*index)).collect();
            let is_inside = path[from] == start;
            let what =
                if is_inside { "it refers to itself" } else { "it refers to correlations in a circle" };
            return at_section("rules")
                .fault(format!("{what}: {}", labels.join(" → ")), "take one of the references out");
        }
        if path.len() == SHOWN {
            return at_section("rules").fault(
                format!("more than {SHOWN} correlations behind it wait for each other"),
                "correct the others first",
            );
        }
        path.push(*next);
        current = *next;
    }
    at_section("rules").fault("a correlation that it refers to was refused", "correct that one first")
}
