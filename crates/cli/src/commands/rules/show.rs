//! `trail365 rules show`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use trail365_findings::{CASE_DOMAINS, Entry, EntryKind, RuleLibrary, tactics, techniques};
use trail365_sigma::{Correlation, CorrelationKind, Function, PartFormula, TemporalCondition, Threshold};
use trail365_sql::rules::{Compiler, Tenant};
use trail365_text::near::{distance, fold_name};

use super::library;
use crate::args::AtRules;
use crate::commands::Outcome;
use crate::output::{Block, Document, Fact, printable, render};

/// Near names that are listed.
const NEAR: usize = 6;

/// Shows the rules that are called so.
pub fn run(at: &AtRules, name: &str, sql: bool, out: &mut dyn Write) -> Result<Outcome> {
    let library = library::load(at)?;
    let entries = library.entries();
    let found: Vec<_> = entries.iter().filter(|entry| is_called(entry, name)).collect();
    if found.is_empty() {
        bail!("{}", unknown_message(&entries, name));
    }
    let compiler = Compiler::new(Tenant { domains: CASE_DOMAINS.map(str::to_owned).into() })?;
    for (number, entry) in found.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        if sql {
            writeln!(out, "{}", printable_lines(&what_is_asked(entry, &library, &compiler)))?;
        } else {
            write_entry(entry, &library, &compiler, out)?;
        }
    }
    Ok(Outcome::Done)
}

/// Reports whether a rule has an id, name, title or file of this name. A file can be named by its end, without the extension.
fn is_called(entry: &Entry<'_>, name: &str) -> bool {
    let metadata = entry.metadata;
    let names = [metadata.id.as_deref(), metadata.name.as_deref(), Some(metadata.title.as_str())];
    names.into_iter().flatten().any(|known| known.eq_ignore_ascii_case(name))
        || entry.file.ends_with(name)
        || entry.file.with_extension("").ends_with(name)
        || entry.file == Path::new(name)
}

fn unknown_message(entries: &[Entry<'_>], name: &str) -> String {
    let wanted = fold_name(name);
    let stem = |entry: &Entry<'_>| entry.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let is_near = |entry: &&Entry<'_>| {
        let names =
            [stem(entry), entry.metadata.title.clone(), entry.metadata.name.clone().unwrap_or_default()];
        let is_near = |known: &String| {
            let has_word = |word: &str| word.len() > 3 && distance(name, word).is_some();
            distance(name, known).is_some()
                || (wanted.len() > 2 && fold_name(known).contains(&wanted))
                || known.split(['-', '_', ' ']).any(has_word)
        };
        names.iter().any(is_near)
    };
    let near = entries.iter().filter(is_near).take(NEAR);
    let lines: Vec<_> = near
        .map(|entry| format!("\n  {}  {}", printable(&stem(entry)), printable(&entry.metadata.title)))
        .collect();
    let hint = if lines.is_empty() {
        "; trail365 rules list names them all".to_owned()
    } else {
        format!("; near names:{}", lines.concat())
    };
    format!("no rule is called {}{hint}", printable(name))
}

fn write_entry(
    entry: &Entry<'_>,
    library: &RuleLibrary,
    compiler: &Compiler,
    out: &mut dyn Write,
) -> Result<()> {
    let metadata = entry.metadata;
    let mut blocks = vec![Block::Facts(facts_of(entry, library, compiler))];
    blocks.extend(metadata.description.as_deref().map(|text| Block::Text(printable(text.trim()))));
    for (heading, lines) in
        [("What else looks like it", &metadata.falsepositives), ("References", &metadata.references)]
    {
        if !lines.is_empty() {
            blocks.push(Block::Heading(heading.to_owned()));
            let lines: Vec<_> = lines.iter().map(|line| printable(line)).collect();
            blocks.push(Block::Text(lines.join("\n")));
        }
    }
    blocks.push(Block::Heading("As it is written".to_owned()));
    let title = printable(&metadata.title);
    out.write_all(render(&Document { title, blocks }).as_bytes())?;
    let text = library.text(entry);
    let text = text.with_context(|| format!("cannot read {}", printable(&entry.file.to_string_lossy())))?;
    writeln!(out, "{}", printable_lines(text.strip_prefix("---\n").unwrap_or(&text)))?;
    Ok(())
}

fn facts_of(entry: &Entry<'_>, library: &RuleLibrary, compiler: &Compiler) -> Vec<Fact> {
    let metadata = entry.metadata;
    let attack: Vec<_> = tactics(&metadata.tags).into_iter().chain(techniques(&metadata.tags)).collect();
    let filters: Vec<_> = entry.filters.iter().map(|identity| library.filter_title(identity)).collect();
    let alerts = if entry.alerts { "" } else { "none of its own: others build on it" };
    let obstacle = library.obstacle(entry).map(|problem| format!("{}: {}", problem.what, problem.remedy));
    let guesses = match library.asked(entry) {
        Some(EntryKind::Rule(place)) => {
            let rule = compiler.compile(&library.loaded.set.rules[place], &[]);
            rule.map_or_else(|unfit| unfit.to_string(), |rule| rule.guesses().join("; "))
        }
        _ => String::new(),
    };
    let facts = [
        ("Kind", entry.kind.to_string()),
        ("Level", entry.level().to_string()),
        ("Id", metadata.id.clone().unwrap_or_default()),
        ("Name", metadata.name.clone().unwrap_or_default()),
        ("Status", metadata.status.map(|status| status.to_string()).unwrap_or_default()),
        ("Behaviour", entry.custom_text("behaviour").unwrap_or_default().to_owned()),
        ("ATT&CK", attack.join(", ")),
        ("File", entry.file.to_string_lossy().into_owned()),
        ("Alerts", alerts.to_owned()),
        ("Filters", filters.join("; ")),
        ("Not asked", obstacle.unwrap_or_default()),
        ("Guessed", guesses),
    ];
    facts.into_iter().filter_map(|(name, value)| Fact::unless_empty(name, printable(&value))).collect()
}

/// Returns the condition as SQL, the query, or the correlation in words.
fn what_is_asked(entry: &Entry<'_>, library: &RuleLibrary, compiler: &Compiler) -> String {
    match library.asked(entry) {
        Some(EntryKind::Rule(place)) => match compiler.compile(&library.loaded.set.rules[place], &[]) {
            Ok(rule) => rule.sql(),
            Err(unfit) => format!("-- it is not asked: {unfit}"),
        },
        Some(EntryKind::Correlation(place)) => {
            let set = &library.loaded.set;
            describe_correlation(&set.correlations[place], |part| {
                match set.correlations[place].parts[part].target {
                    trail365_sigma::Target::Rule(rule) => set.rules[rule].metadata.title.clone(),
                    trail365_sigma::Target::Correlation(inner) => {
                        set.correlations[inner].metadata.title.clone()
                    }
                }
            })
        }
        Some(EntryKind::Query(place)) => library.loaded.sql_rules[place].query.clone(),
        None => {
            let why = library.obstacle(entry).map(ToString::to_string).unwrap_or_default();
            format!("-- it is not asked: {why}")
        }
    }
}

/// Describes a correlation in lines of words.
fn describe_correlation(correlation: &Correlation, title: impl Fn(usize) -> String) -> String {
    let names = |keys: &[trail365_sigma::Key]| {
        keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let what = match &correlation.kind {
        CorrelationKind::EventCount(bounds) => format!("number of matches {}", bounds_of(bounds)),
        CorrelationKind::ValueCount { values, thresholds } => {
            format!("number of different {} {}", names(values), bounds_of(thresholds))
        }
        CorrelationKind::Temporal(condition) => format!("in any order: {}", parts_of(condition, &title)),
        CorrelationKind::TemporalOrdered(condition) => {
            format!("in the order of the list: {}", parts_of(condition, &title))
        }
        CorrelationKind::Value { function, value, thresholds } => {
            let function = match function {
                Function::Sum => "sum".to_owned(),
                Function::Average => "mean".to_owned(),
                Function::Percentile(rank) => format!("percentile {rank}"),
            };
            format!("{function} of {} {}", value.name, bounds_of(thresholds))
        }
        CorrelationKind::FirstSeen(values) => format!("{} not seen before", names(values)),
    };
    let mut lines = vec!["matches of".to_owned()];
    lines.extend((0..correlation.parts.len()).map(|part| format!("  {}", title(part))));
    if !correlation.group_by.is_empty() {
        lines.push(format!("that agree in {}", names(&correlation.group_by)));
    }
    let span =
        if matches!(correlation.kind, CorrelationKind::FirstSeen(_)) { "in the last" } else { "within" };
    lines.push(format!("{span} {}", correlation.timespan));
    lines.push(what);
    lines.join("\n")
}

fn bounds_of(bounds: &[Threshold]) -> String {
    let bound = |bound: &Threshold| {
        let word = match bound.comparison {
            trail365_sigma::Comparison::Less => "<",
            trail365_sigma::Comparison::LessOrEqual => "<=",
            trail365_sigma::Comparison::Greater => ">",
            trail365_sigma::Comparison::GreaterOrEqual => ">=",
            trail365_sigma::Comparison::Equal => "=",
            trail365_sigma::Comparison::NotEqual => "<>",
        };
        format!("{word} {}", bound.value)
    };
    bounds.iter().map(bound).collect::<Vec<_>>().join(" and ")
}

fn parts_of(condition: &TemporalCondition, title: &impl Fn(usize) -> String) -> String {
    match condition {
        TemporalCondition::All => "each of them".to_owned(),
        TemporalCondition::Count(bounds) => format!("number of them {}", bounds_of(bounds)),
        TemporalCondition::Formula(formula) => formula_of(formula, title),
    }
}

fn formula_of(formula: &PartFormula, title: &impl Fn(usize) -> String) -> String {
    let join = |parts: &[PartFormula], word: &str| {
        let parts: Vec<_> = parts.iter().map(|part| formula_of(part, title)).collect();
        format!("({})", parts.join(word))
    };
    match formula {
        PartFormula::All(parts) => join(parts, " and "),
        PartFormula::Any(parts) => join(parts, " or "),
        PartFormula::Not(inner) => format!("not {}", formula_of(inner, title)),
        PartFormula::Part(part) => title(*part),
    }
}

/// Escapes what acts on a terminal in each line of a text.
fn printable_lines(text: &str) -> String {
    text.trim_end().lines().map(printable).collect::<Vec<_>>().join("\n")
}
