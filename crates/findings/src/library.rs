//! The rules that ship, those of the user, and the lists of values that both take.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde::Deserialize;
use trail365_sigma::{Collection, Limits, Problem, RuleSet};

use crate::generated::{LISTS, RULES};

/// A list of values that rules take by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct List {
    /// What the values are.
    pub description: String,
    /// Where they come from.
    pub source: Option<String>,
    /// Day of the source.
    pub date: Option<String>,
    /// The values; none where the user is to name them.
    pub values: Vec<String>,
}

/// Returns the lists that ship, by name.
pub fn shipped_lists() -> &'static BTreeMap<String, List> {
    static ALL: LazyLock<BTreeMap<String, List>> = LazyLock::new(|| {
        let read = |(_, text): &(&str, &str)| toml::from_str::<BTreeMap<String, List>>(text).unwrap_or_default();
        LISTS.iter().flat_map(read).collect()
    });
    &ALL
}

/// Rules that were loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The rules, and what is wrong with others.
    pub set: RuleSet,
    /// Rules that wait for a list to be filled.
    pub asleep: Vec<Problem>,
}

/// Loads rules from files and folders; those that ship where there are none. `lists` go before the lists that ship.
pub fn load_rules(paths: &[PathBuf], lists: &BTreeMap<String, Vec<String>>) -> Loaded {
    let mut collection = match paths {
        [] => shipped_rules(),
        paths => Collection::load(paths, &Limits::default()),
    };
    let shipped = shipped_lists().iter().map(|(name, list)| (name.clone(), list.values.clone()));
    let mut values: BTreeMap<_, _> = shipped.collect();
    values.extend(lists.clone());
    collection.fill(&values);
    let mut set = collection.link();
    let (asleep, problems) = set.problems.drain(..).partition(waits_for_list);
    set.problems = problems;
    Loaded { set, asleep }
}

fn shipped_rules() -> Collection {
    let mut collection = Collection::default();
    for (name, text) in RULES {
        collection.add_text(name, text);
    }
    collection
}

/// Reports whether a rule was refused because a list that the user is to fill is empty.
fn waits_for_list(problem: &Problem) -> bool {
    let name = problem.what.strip_prefix("the placeholder %").and_then(|rest| rest.split('%').next());
    problem.what.ends_with("has no values") && name.is_some_and(|name| shipped_lists().contains_key(name))
}
