//! Everything that is wrong with rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use trail365_sigma::{Level, Place, Problem, Rule, Severity, Target};
use trail365_sql::rules::{CompiledRule, Tenant, Unfit};
use trail365_sql::{Geo, Result, SessionOptions, over_batches};

use crate::detect::Detector;
use crate::library::load_rules;
use crate::rule_files::find_files;

/// Outcome of checking rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Rules, correlations, filters and queries that can be used.
    pub fine: usize,
    /// What is wrong with others, and warnings.
    pub problems: Vec<Problem>,
    /// Rules that wait for a list to be filled.
    pub asleep: Vec<Problem>,
}

impl Checked {
    /// Returns the number of problems for which something is refused.
    pub fn refused(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }
}

/// Checks rules from files and folders: reads, fills, links and compiles them, and runs queries over an empty table.
///
/// # Errors
/// When an expression of our own does not fit the columns.
pub async fn check_rules(paths: &[PathBuf], lists: &BTreeMap<String, Vec<String>>) -> Result<Checked> {
    let mut loaded = load_rules(paths, lists);
    let mut problems = std::mem::take(&mut loaded.set.problems);
    let filters = loaded.set.filters.iter().filter(|filter| !filter.rules.is_empty()).count();
    let all = loaded.set.rules.len() + loaded.set.correlations.len() + filters + loaded.sql_rules.len();
    let detector = Detector::new(loaded.set, loaded.sql_rules, Tenant::default())?;
    let unusable = find_unusable(&detector).await?;
    let refused = unusable.iter().filter(|problem| problem.severity == Severity::Error).count();
    problems.extend(unusable);
    problems.extend(find_guesses(&detector));
    problems.extend(find_silenced(&detector));
    let is_rule = |path: &Path| {
        ["yml", "yaml", "sql"].iter().any(|end| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(end)))
    };
    for path in paths.iter().filter(|path| path.is_dir()) {
        if find_files(std::slice::from_ref(path), is_rule).is_empty() {
            let place = Place { file: path.as_path().into(), document: 0, line: None, path: String::new() };
            let what = "the folder has no rule".to_owned();
            let remedy = "name one with files that end in .yml or .sql".to_owned();
            problems.push(Problem { severity: Severity::Warning, place, what, remedy });
        }
    }
    problems.sort_by(|a, b| {
        let key = |p: &Problem| (p.place.file.clone(), p.place.document, p.place.line);
        key(a).cmp(&key(b))
    });
    Ok(Checked { fine: all - refused, problems, asleep: loaded.asleep })
}

/// Finds what cannot be asked of the table.
async fn find_unusable(detector: &Detector) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for (target, unfit) in detector.unfit() {
        let (severity, remedy) = match unfit {
            Unfit::ForeignSource => (
                Severity::Warning,
                "it finds nothing here: write `product: m365`, or leave it to the product that it is for",
            ),
            Unfit::AbsentSource(_) => {
                (Severity::Warning, "it finds nothing here: look in the system that has it")
            }
            Unfit::Unsupported(_) => {
                (Severity::Error, "docs/detect.md says what can be asked; write it otherwise")
            }
        };
        let (what, remedy) = match unfit.to_string().split_once(": ") {
            // Reasons of correlations have their remedy with them.
            Some((what, remedy)) if matches!(target, Target::Correlation(_)) => {
                (what.to_owned(), remedy.to_owned())
            }
            _ => (unfit.to_string(), remedy.to_owned()),
        };
        problems.push(Problem { severity, place: place_of(detector, *target), what, remedy });
    }
    let empty = RecordBatch::new_empty(trail365_columns::schema().clone());
    // A query that needs a file of places is not wrong for want of one.
    let geo = Some(Arc::new(Geo::of_networks([])?));
    let session = over_batches(&[empty], &SessionOptions { geo, ..SessionOptions::default() })?;
    for rule in detector.sql_rules() {
        problems.extend(rule.find_problem(&session).await);
    }
    Ok(problems)
}

/// Finds the fields whose names were guessed.
fn find_guesses(detector: &Detector) -> Vec<Problem> {
    let mut problems = Vec::new();
    for place in 0..detector.rules().rules.len() {
        for guess in detector.compiled(place).into_iter().flat_map(CompiledRule::guesses) {
            problems.push(Problem {
                severity: Severity::Warning,
                place: place_of(detector, Target::Rule(place)),
                what: guess.clone(),
                remedy: "write Microsoft's name or the whole path; trail365 describe NAME tells them"
                    .to_owned(),
            });
        }
    }
    problems
}

/// Finds the rules that somebody gave a level at which they should be seen, and that a correlation silences.
fn find_silenced(detector: &Detector) -> Vec<Problem> {
    let rules = detector.rules().rules.iter().enumerate();
    let silenced = rules.filter(|(_, rule)| !rule.alerts && rule.metadata.level >= Some(Level::Medium));
    let problem = |(place, _): (usize, &Rule)| Problem {
        severity: Severity::Warning,
        place: place_of(detector, Target::Rule(place)),
        what: "it makes no alert by itself, because a correlation takes its matches".to_owned(),
        remedy: "write `generate: true` in the correlation, or lower its level".to_owned(),
    };
    silenced.map(problem).collect()
}

fn place_of(detector: &Detector, target: Target) -> Place {
    match target {
        Target::Rule(place) => detector.rules().rules[place].place.clone(),
        Target::Correlation(place) => detector.rules().correlations[place].place.clone(),
    }
}
