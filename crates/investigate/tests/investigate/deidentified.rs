//! A folder with pseudonyms names nobody of the sandbox's company.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use trail365_investigate::deidentify::deidentify;
use trail365_investigate::folder::{RunFacts, write_report};
use trail365_sandbox::activity::Tenant;
use trail365_sandbox::{Entry, Moment, Plan, attacks, records};

use crate::truth::{lake_of, report_on};

/// Fields whose values name people, devices, groups, mail and files.
const NAMING: [&str; 12] = [
    "UserId",
    "MailboxOwnerUPN",
    "Subject",
    "DisplayName",
    "DeviceName",
    "DeviceDisplayName",
    "SourceFileName",
    "Device.DisplayName",
    "Group.DisplayName",
    "TeamName",
    "InternetMessageId",
    "SiteUrl",
];

/// Words that stand in the program's sentences as well, and folders and sites of one such word.
const COMMON: [&str; 4] = ["Office", "SYSTEM", "Default", "General"];

/// Collects the values of these fields, and those of pairs with such a name.
fn collect(value: &Value, key: &str, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let name = members.get("Name").and_then(Value::as_str).unwrap_or_default();
            for (member, value) in members {
                let is_value =
                    matches!(member.as_str(), "Value" | "NewValue" | "OldValue") && NAMING.contains(&name);
                collect(value, if is_value { name } else { member }, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, names)),
        Value::String(text) if NAMING.contains(&key) => {
            names.insert(text.trim_matches(['[', ']', '"']).to_owned());
        }
        // Values inside of texts that are JSON.
        Value::String(text) if text.starts_with(['[', '{']) => {
            if let Ok(inner) = serde_json::from_str(text) {
                collect(&inner, key, names);
            }
        }
        _ => {}
    }
}

/// Returns what names the company and its people.
fn names_of(plan: &Plan) -> BTreeSet<String> {
    let tenant = &plan.tenants[0];
    let mut names =
        BTreeSet::from([tenant.domain.clone(), tenant.domain.split('.').next().unwrap().to_owned()]);
    let id = "11111111-1111-4111-8111-111111111111".to_owned();
    for person in Tenant::new(id, &tenant.domain, tenant.users, plan.seed).people {
        names.extend([person.upn, person.display]);
    }
    let until = Moment::from_millis(plan.clock.start.unwrap().millis() + 3 * 24 * 3600 * 1000);
    for record in records(plan, until).unwrap() {
        collect(&serde_json::from_str(&record.json).unwrap(), "", &mut names);
    }
    names.retain(|name| name.chars().count() > 3 && !COMMON.contains(&name.as_str()));
    names
}

/// Returns the texts of all files below a folder; of workbooks those of their parts.
fn texts_of(folder: &Path, texts: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
        if path.is_dir() {
            texts_of(&path, texts);
        } else if path.extension().is_some_and(|ending| ending == "xlsx") {
            let mut book = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
            for at in 0..book.len() {
                let mut text = String::new();
                book.by_index(at).unwrap().read_to_string(&mut text).unwrap();
                texts.push((name.clone(), text));
            }
        } else {
            texts.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Reports whether a text has a name, neither in front of nor behind a letter.
fn has_name(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn no_file_names_anybody() {
    let mut left = BTreeSet::new();
    for entry in [Entry::Aitm, Entry::Consent] {
        let plan = Plan::of_attack(1, Some(entry));
        let victim = attacks(&plan).unwrap().remove(0).victim;
        let folder = tempfile::tempdir().unwrap();
        let lake = lake_of(&plan, &folder);
        let first = format!("anna.keller@{}", plan.tenants[0].domain);
        let mut report = report_on(&lake, &[victim, first]);
        let names = names_of(&plan);
        assert!(names.len() > 100, "{}", names.len());
        let out = folder.path().join("case");
        write_report(&report, &RunFacts::default(), &out, false).unwrap();
        let mut texts = Vec::new();
        texts_of(&out, &mut texts);
        let shown = names.iter().filter(|name| texts.iter().any(|(_, text)| has_name(text, name))).count();
        assert!(shown > 50, "the report names {shown} of them without pseudonyms");

        deidentify(&mut report, false).unwrap();
        let out = folder.path().join("deidentified");
        write_report(&report, &RunFacts::default(), &out, false).unwrap();
        let mut texts = Vec::new();
        texts_of(&out, &mut texts);
        assert!(texts.len() > 20);
        for name in &names {
            let files: BTreeSet<&str> = texts
                .iter()
                .filter(|(_, text)| has_name(text, name))
                .map(|(file, _)| file.as_str())
                .collect();
            if !files.is_empty() {
                left.insert(format!("{name}: {files:?}"));
            }
        }
    }
    assert!(left.is_empty(), "{left:#?}");
}
