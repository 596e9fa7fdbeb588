//! The rules that ship, those of the user, and the lists of values that both take.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde::Deserialize;
use trail365_sigma::{Collection, Limits, Problem, RuleSet};

use crate::generated::{LISTS, RULES};
use crate::sql_rule::{SqlRule, load_sql_rules, read_files, refuse};

/// A list of values that rules take by its name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct List {
    /// What the values are.
    #[serde(default)]
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
        let read =
            |(_, text): &(&str, &str)| toml::from_str::<BTreeMap<String, List>>(text).unwrap_or_default();
        LISTS.iter().flat_map(read).collect()
    });
    &ALL
}

/// Loads lists from files and folders of TOML: tables by the names of the lists, as those that ship have them. A file that is wrong is an
/// error, because a list that is missing would change what rules find.
///
/// # Errors
/// The file, what is wrong with it, and what to do.
pub fn load_lists(paths: &[PathBuf]) -> Result<BTreeMap<String, Vec<String>>, Problem> {
    let mut lists = BTreeMap::new();
    for (path, text) in read_files(paths, "toml") {
        let read = text.and_then(|text| {
            toml::from_str::<BTreeMap<String, List>>(&text)
                .map_err(|error| refuse(&path, error.message(), LIST_FORM))
        });
        lists.extend(read?.into_iter().map(|(name, list)| (name, list.values)));
    }
    Ok(lists)
}

/// The form of a list.
const LIST_FORM: &str = "write [name] and below it values = [\"...\"]";

/// Rules that were loaded.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The rules, and what is wrong with others.
    pub set: RuleSet,
    /// Rules that are queries.
    pub sql_rules: Vec<SqlRule>,
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
    let (asleep, problems) = sort_problems(std::mem::take(&mut set.problems), &values);
    set.problems = problems;
    let queries = if paths.is_empty() { shipped_queries() } else { load_sql_rules(paths) };
    let mut sql_rules = Vec::new();
    for query in queries {
        match query {
            Ok(rule) => sql_rules.push(rule),
            Err(problem) => set.problems.push(problem),
        }
    }
    Loaded { set, sql_rules, asleep }
}

fn shipped_rules() -> Collection {
    let mut collection = Collection::default();
    for (name, text) in RULES.iter().filter(|(name, _)| !is_query(name)) {
        collection.add_text(name, text);
    }
    collection
}

fn shipped_queries() -> Vec<Result<SqlRule, Problem>> {
    let queries = RULES.iter().filter(|(name, _)| is_query(name));
    queries.map(|(name, text)| SqlRule::read(name, text)).collect()
}

fn is_query(name: &str) -> bool {
    name.ends_with(".sql")
}

/// Tells rules that wait for a list that the user is to fill, and what builds on them, from others that were refused.
fn sort_problems(
    problems: Vec<Problem>,
    values: &BTreeMap<String, Vec<String>>,
) -> (Vec<Problem>, Vec<Problem>) {
    let empty: Vec<String> =
        values.iter().filter(|(_, values)| values.is_empty()).map(|(name, _)| format!("%{name}%")).collect();
    let waits = |problem: &Problem| empty.iter().any(|name| problem.what.contains(name));
    let files: Vec<_> =
        problems.iter().filter(|problem| waits(problem)).map(|p| p.place.file.clone()).collect();
    let builds_on =
        |problem: &Problem| problem.what.ends_with("was refused") && files.contains(&problem.place.file);
    problems.into_iter().partition(|problem| waits(problem) || builds_on(problem))
}
