//! The rules that ship, those of the user, and the lists of values that both take.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Deserialize;
use trail365_sigma::{Collection, Limits, Problem, RuleSet};

use crate::case_files::is_case_file;
use crate::generated::{LISTS, RULES};
use crate::rule_files::{read_files, refuse};
use crate::sql_rule::{SqlRule, is_query_file, load_sql_rules};

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

/// Returns the files of the rules that ship: their names and texts.
pub fn shipped_rule_files() -> &'static [(&'static str, &'static str)] {
    &RULES
}

/// Returns the files of the lists that ship: their names and texts.
pub fn shipped_list_files() -> &'static [(&'static str, &'static str)] {
    &LISTS
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
    let mut collection = read_collection(paths);
    let shipped = shipped_lists().iter().map(|(name, list)| (name.clone(), list.values.clone()));
    let mut values: BTreeMap<_, _> = shipped.collect();
    values.extend(lists.clone());
    collection.fill(&values);
    let mut set = collection.link();
    let (asleep, problems) = sort_problems(std::mem::take(&mut set.problems), &values);
    set.problems = problems;
    let queries = if paths.is_empty() { shipped_queries() } else { load_sql_rules(paths) };
    let mut sql_rules: Vec<SqlRule> = Vec::new();
    for query in queries {
        match query.and_then(|rule| with_own_id(rule, &set, &sql_rules)) {
            Ok(rule) => sql_rules.push(rule),
            Err(problem) => set.problems.push(problem),
        }
    }
    Loaded { set, sql_rules, asleep }
}

/// Loads rules as they are written, with the placeholders of their lists: also those that wait for a list.
pub fn load_unfilled_rules(paths: &[PathBuf]) -> RuleSet {
    read_collection(paths).link()
}

/// Returns the text of a file that ships.
///
/// ```
/// let text = trail365_findings::shipped_text("sign-in/mfa-bombing.yml".as_ref());
/// assert!(text.is_some_and(|text| text.starts_with("title:")));
/// ```
pub fn shipped_text(file: &Path) -> Option<&'static str> {
    RULES.iter().find(|(name, _)| Path::new(name) == file).map(|(_, text)| *text)
}

fn read_collection(paths: &[PathBuf]) -> Collection {
    if paths.is_empty() {
        return shipped_rules();
    }
    // Queries and cases that were named are not read as Sigma.
    let is_other = |path: &PathBuf| !path.is_dir() && (is_query_file(path) || is_case_file(path));
    let paths: Vec<_> = paths.iter().filter(|path| !is_other(path)).cloned().collect();
    Collection::load(&paths, &Limits::default())
}

/// Refuses a query whose id or name another rule has.
fn with_own_id(rule: SqlRule, set: &RuleSet, queries: &[SqlRule]) -> Result<SqlRule, Problem> {
    let identity = rule.metadata.identity();
    let rules = set.rules.iter().map(|rule| &rule.metadata);
    let correlations = set.correlations.iter().map(|correlation| &correlation.metadata);
    let mut others = rules.chain(correlations).chain(queries.iter().map(|query| &query.metadata));
    if others.any(|other| other.identity().eq_ignore_ascii_case(identity)) {
        let what = format!("another rule is called `{identity}`");
        return Err(refuse(&rule.file, &what, "give it another id"));
    }
    Ok(rule)
}

fn shipped_rules() -> Collection {
    let mut collection = Collection::default();
    for (name, text) in RULES.iter().filter(|(name, _)| !is_query_file(Path::new(name))) {
        collection.add_text(name, text);
    }
    collection
}

fn shipped_queries() -> Vec<Result<SqlRule, Problem>> {
    let queries = RULES.iter().filter(|(name, _)| is_query_file(Path::new(name)));
    queries.map(|(name, text)| SqlRule::read(name, text)).collect()
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
