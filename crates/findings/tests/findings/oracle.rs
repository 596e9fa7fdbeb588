//! Rules that ask single records for plain fields match what another engine of Sigma matches.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rsigma_eval::Engine;
use rsigma_eval::event::JsonEvent;
use rsigma_parser::parse_sigma_yaml;
use trail365_findings::load_rules;
use trail365_sigma::{Expr, RuleSet, Subject};
use trail365_sql::rules::{Compiler, Matcher, Tenant};

use crate::records::{all_records, batch_of};
use crate::shipped::case_files;

/// Fields that mean the same to both: one value at the top of a record, under its own name.
const PLAIN: [&str; 12] = [
    "Operation",
    "Workload",
    "UserId",
    "UserType",
    "ObjectId",
    "ApplicationId",
    "ClientAppId",
    "LogonType",
    "ExternalAccess",
    "SourceFileName",
    "SourceFileExtension",
    "UserKey",
];

/// Rules of which matches differ, and why.
const EXPLAINED: [(&str, &str); 0] = [];

/// Rules made up for what the shipped ones do not use.
const INVENTED: [(&str, &str); 9] = [
    ("wildcards", "s: {Operation|contains: 'log*in'}\n  condition: s"),
    ("case", "s: {Operation|cased: userloggedin}\n  condition: s"),
    ("ends", "s: {UserId|endswith: ['.EXAMPLE', '.com']}\n  condition: s"),
    ("not", "s: {Workload: Exchange}\n  f: {UserId|startswith: 'a'}\n  condition: s and not f"),
    ("absent", "s: {Workload: Exchange}\n  f: {ClientAppId: null}\n  condition: s and f"),
    (
        "absent under not",
        "s: {Workload: Exchange}\n  f: {ClientAppId|contains: '-'}\n  condition: s and not f",
    ),
    ("regex", "s: {Operation|re: '^[A-Z][a-z]+-[A-Za-z]*Rule$'}\n  condition: s"),
    ("some of", "s1: {UserType: 2}\n  s2: {Operation|startswith: File}\n  condition: 1 of s*"),
    ("all of", "s1: {UserType: 0}\n  s2: {Operation|startswith: File}\n  condition: all of s*"),
];

/// A rule by its name, and the number of a record.
type Matches = BTreeSet<(String, usize)>;

fn matches_of_ours(set: &RuleSet, names: &BTreeSet<String>, records: &[String]) -> Matches {
    let compiler = Compiler::new(Tenant::default()).unwrap();
    let rules: Vec<_> = set.rules.iter().filter(|rule| names.contains(&rule.metadata.title)).collect();
    let ready = rules.iter().map(|rule| compiler.compile(rule, &[]).unwrap()).collect();
    let mut matcher = Matcher::new(&compiler, ready).unwrap();
    let batch = batch_of((0..).zip(records.iter().map(String::as_str)));
    let found = matcher.find_matches(&batch).unwrap();
    let line = |line: Option<i64>| usize::try_from(line.unwrap()).unwrap();
    found.iter().map(|m| (rules[m.rule].metadata.title.clone(), line(m.facts.source_line))).collect()
}

fn matches_of_others(texts: &[String], names: &BTreeSet<String>, records: &[String]) -> Matches {
    let values: Vec<serde_json::Value> = records.iter().map(|r| serde_json::from_str(r).unwrap()).collect();
    let mut matches = Matches::new();
    for text in texts {
        for rule in parse_sigma_yaml(text).unwrap().rules.iter().filter(|rule| names.contains(&rule.title)) {
            let mut engine = Engine::new();
            engine.add_rule(rule).unwrap();
            let holds = |value: &serde_json::Value| !engine.evaluate(&JsonEvent::borrow(value)).is_empty();
            let found = values.iter().enumerate().filter(|(_, value)| holds(value));
            matches.extend(found.map(|(at, _)| (rule.title.clone(), at)));
        }
    }
    matches
}

/// Returns the titles of the rules that both can be asked.
fn plain_rules(set: &RuleSet) -> BTreeSet<String> {
    let is_plain = |condition: &Expr| {
        let mut plain = true;
        condition.visit_matches(&mut |matched| {
            let known = |name: &String| PLAIN.contains(&name.as_str());
            plain &= matches!(&matched.subject, Subject::Field(name) if known(name));
        });
        plain
    };
    let plain = set
        .rules
        .iter()
        .filter(|rule| rule.log_source.service.as_deref() == Some("audit") && is_plain(&rule.condition));
    plain.map(|rule| rule.metadata.title.clone()).collect()
}

fn compare(set: &RuleSet, texts: &[String], least: usize) {
    let records = all_records();
    let names = plain_rules(set);
    assert!(names.len() >= least, "{} rules are plain", names.len());
    let (ours, others) = (matches_of_ours(set, &names, &records), matches_of_others(texts, &names, &records));
    assert!(ours.len() > 10 * least, "{} matches", ours.len());
    let mut differ: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (rule, record) in ours.symmetric_difference(&others) {
        let side = if ours.contains(&(rule.clone(), *record)) { "ours alone" } else { "others alone" };
        differ.entry(rule).or_default().push(format!("{side}: {}", records[*record]));
    }
    for (rule, _) in EXPLAINED {
        differ.remove(rule);
    }
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn shipped_rules() {
    // The shared filter belongs to ours alone, and lists have no values there.
    let files = case_files().into_iter().map(|(path, _)| path.with_extension("").with_extension("yml"));
    let files: Vec<PathBuf> = files.filter(|path| path.exists()).collect();
    let texts: Vec<(PathBuf, String)> =
        files.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect();
    let (files, texts): (Vec<_>, Vec<_>) =
        texts.into_iter().filter(|(_, text)| !text.contains("|expand")).unzip();
    let set = load_rules(&files, &BTreeMap::new()).set;
    compare(&set, &texts, 10);
}

#[test]
fn invented_rules() {
    let rule = |(name, detection): &(&str, &str)| {
        format!("title: {name}\nlogsource: {{product: m365, service: audit}}\ndetection:\n  {detection}\n")
    };
    let text = INVENTED.iter().map(rule).collect::<Vec<_>>().join("---\n");
    let set = trail365_sigma::Collection::from_text("invented.yml", &text).link();
    assert_eq!(set.problems, []);
    compare(&set, &[text], INVENTED.len());
}
