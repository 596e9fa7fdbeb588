//! Loads the words for what records say, and checks them: operations, sign-in errors, apps, keys of property bags, attacks.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::catalog::read;
use crate::names::fold_operation;

/// Longest name, and longest sentence, in characters: both stand in tables that fit a terminal.
const NAME: usize = 100;
const SENTENCE: usize = 240;

/// Everything that the glossary explains.
pub struct Glossary {
    pub workloads: Vec<Workload>,
    /// By key, the best known meaning of a name first.
    pub operations: Vec<Operation>,
    pub sign_in_errors: Vec<SignInError>,
    /// By id.
    pub apps: Vec<App>,
    pub property_keys: Vec<PropertyKey>,
    pub attacks: Vec<Attack>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attacks {
    attacks: Vec<Attack>,
}

/// A name of an attack, and where it leaves traces.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attack {
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub techniques: Vec<String>,
    pub operations: Vec<String>,
    #[serde(default)]
    pub errors: Vec<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Operations {
    workloads: Vec<Workload>,
    operations: Vec<Operation>,
}

/// A service, and what its records name as actor and object.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    pub name: String,
    pub title: String,
    pub actor: String,
    pub object: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    pub name: String,
    pub workload: String,
    #[serde(default)]
    pub also_in: Vec<String>,
    pub record_types: Vec<i32>,
    pub area: String,
    pub licence: Option<String>,
    pub by_default: Option<bool>,
    #[serde(default)]
    pub logons: Vec<String>,
    pub note: Option<String>,
    pub actor: Option<String>,
    pub object: Option<String>,
    #[serde(default)]
    pub attack: Vec<String>,
    #[serde(default)]
    pub observed: bool,
    pub doubt: Option<String>,
    pub meaning: String,
    pub proves: Option<String>,
    pub proves_not: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignInErrors {
    sign_in_errors: Vec<SignInError>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInError {
    pub number: u32,
    pub name: String,
    #[serde(default)]
    pub name_is_ours: bool,
    pub class: String,
    #[serde(default)]
    pub observed: bool,
    #[serde(default)]
    pub unconfirmed: bool,
    pub meaning: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Apps {
    apps: Vec<App>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub kind: String,
    #[serde(default)]
    pub family: bool,
    #[serde(default)]
    pub watch: bool,
    #[serde(default)]
    pub look_alike: bool,
    pub area: Option<String>,
    #[serde(default)]
    pub attack: Vec<String>,
    pub meaning: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PropertyKeys {
    property_keys: Vec<PropertyKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyKey {
    pub name: String,
    pub bags: Vec<String>,
    pub operations: Vec<String>,
    #[serde(default)]
    pub values: Vec<String>,
    pub meaning: String,
}

impl Glossary {
    /// Reads the files of `schema/` below `root`; `record_types` are the numbers that the schema knows.
    pub fn load(root: &Path, record_types: &BTreeSet<i32>) -> Result<Self> {
        let dir = root.join("schema");
        let operations: Operations = read(&dir.join("operations.toml"))?;
        let errors: SignInErrors = read(&dir.join("sign_in_errors.toml"))?;
        let apps: Apps = read(&dir.join("apps.toml"))?;
        let keys: PropertyKeys = read(&dir.join("property_keys.toml"))?;
        let attacks: Attacks = read(&dir.join("attacks.toml"))?;
        let mut glossary = Glossary {
            workloads: operations.workloads,
            operations: operations.operations,
            sign_in_errors: errors.sign_in_errors,
            apps: apps.apps,
            property_keys: keys.property_keys,
            attacks: attacks.attacks,
        };
        // Whoever asks for a name most likely has a record of the meaning that real records show.
        glossary.operations.sort_by_cached_key(|o| {
            (fold_operation(&o.name), !o.observed, o.doubt.is_some(), o.workload.clone())
        });
        glossary.apps.sort_by(|a, b| a.id.cmp(&b.id));
        glossary.check(record_types)?;
        Ok(glossary)
    }

    fn check(&self, record_types: &BTreeSet<i32>) -> Result<()> {
        let mut seen = BTreeSet::new();
        for workload in &self.workloads {
            check_sentences([&workload.actor, &workload.object]).with_context(|| workload.name.clone())?;
            ensure!(seen.insert(&workload.name), "workload {} stands twice", workload.name);
        }
        let mut meanings = BTreeSet::new();
        for o in &self.operations {
            self.check_operation(o, record_types).with_context(|| format!("operation {}", o.name))?;
            let one = meanings.insert((fold_operation(&o.name), &o.workload));
            ensure!(one, "operation {} of {} stands twice", o.name, o.workload);
        }
        ensure!(self.sign_in_errors.is_sorted_by(|a, b| a.number < b.number), "errors out of order or twice");
        for e in &self.sign_in_errors {
            check_name(&e.name)
                .and_then(|()| check_sentences([&e.meaning]))
                .with_context(|| e.name.clone())?;
        }
        ensure!(self.apps.is_sorted_by(|a, b| a.id < b.id), "an app id stands twice");
        for app in &self.apps {
            check_app(app).with_context(|| format!("app {}", app.id))?;
        }
        let mut keys = BTreeSet::new();
        for key in &self.property_keys {
            self.check_property_key(key).with_context(|| format!("property key {}", key.name))?;
            ensure!(keys.insert(key.name.to_lowercase()), "property key {} stands twice", key.name);
        }
        let mut names = BTreeSet::new();
        for attack in &self.attacks {
            self.check_attack(attack).with_context(|| format!("attack {}", attack.name))?;
            for name in [&attack.name].into_iter().chain(&attack.also) {
                ensure!(names.insert(name.to_lowercase()), "attack {name} stands twice");
            }
        }
        Ok(())
    }

    fn check_attack(&self, attack: &Attack) -> Result<()> {
        [&attack.name].into_iter().chain(&attack.also).try_for_each(|name| check_name(name))?;
        check_techniques(&attack.techniques)?;
        ensure!(!attack.operations.is_empty(), "no operation");
        self.check_operations(&attack.operations)?;
        let unknown =
            attack.errors.iter().find(|number| self.sign_in_errors.iter().all(|e| e.number != **number));
        ensure!(unknown.is_none(), "no sign-in error {unknown:?}");
        Ok(())
    }

    fn check_operations(&self, names: &[String]) -> Result<()> {
        for name in names {
            let known = self.operations.iter().any(|o| fold_operation(&o.name) == fold_operation(name));
            ensure!(known, "no operation {name}");
        }
        Ok(())
    }

    fn check_operation(&self, o: &Operation, record_types: &BTreeSet<i32>) -> Result<()> {
        check_name(&o.name)?;
        ensure!(self.workloads.iter().any(|w| w.name == o.workload), "no workload {}", o.workload);
        let unknown = o.record_types.iter().find(|number| !record_types.contains(number));
        ensure!(unknown.is_none(), "no record type {unknown:?}");
        ensure!(o.proves.is_some() == o.proves_not.is_some(), "proves and proves_not go together");
        check_sentences([&o.meaning].into_iter().chain(&o.actor).chain(&o.object))?;
        check_sentences(o.proves.iter().chain(&o.proves_not))?;
        check_cells(o.also_in.iter().chain(&o.logons).chain(&o.licence).chain(&o.note).chain(&o.doubt))?;
        check_techniques(&o.attack)
    }

    fn check_property_key(&self, key: &PropertyKey) -> Result<()> {
        check_name(&key.name)?;
        check_sentences([&key.meaning])?;
        check_cells(key.bags.iter().chain(&key.values))?;
        ensure!(!key.bags.is_empty(), "no bag");
        self.check_operations(&key.operations)
    }
}

fn check_app(app: &App) -> Result<()> {
    check_name(&app.name)?;
    check_cells(&app.also)?;
    check_sentences(&app.meaning)?;
    check_techniques(&app.attack)?;
    ensure!(["first-party", "third-party", "malicious"].contains(&app.kind.as_str()), "kind {}", app.kind);
    let lengths: Vec<_> = app.id.split('-').map(str::len).collect();
    let is_hex = app.id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    ensure!(is_hex && lengths == [8, 4, 4, 4, 12], "no GUID in lower case");
    Ok(())
}

fn check_name(name: &str) -> Result<()> {
    ensure!(!name.is_empty() && name.chars().count() <= NAME, "the name is empty or too long");
    check_cells([name])
}

fn check_sentences<'t>(texts: impl IntoIterator<Item = &'t String>) -> Result<()> {
    for text in texts {
        ensure!(text.ends_with('.') && text.chars().count() <= SENTENCE, "no sentence, or too long: {text}");
        ensure!(!text.starts_with(char::is_lowercase), "a sentence begins with a capital: {text}");
        ensure!(text.trim() == text && !text.contains("  "), "surplus blanks: {text}");
        ensure!(!text.contains(char::is_control), "a character that acts on a terminal: {text:?}");
    }
    Ok(())
}

/// Holds texts to what one cell of a table of lists can carry.
fn check_cells<'t, T: AsRef<str> + ?Sized + 't>(texts: impl IntoIterator<Item = &'t T>) -> Result<()> {
    for text in texts {
        let text = text.as_ref();
        // Inside a name two blanks may be the service's own mistake.
        ensure!(text.trim() == text, "surplus blanks: {text:?}");
        ensure!(!text.contains(';') && !text.contains(char::is_control), "a separator in {text:?}");
    }
    Ok(())
}

fn check_techniques(techniques: &[String]) -> Result<()> {
    for id in techniques {
        let digits = id.strip_prefix('T').unwrap_or_default();
        let is_id = digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        ensure!(is_id, "no number of a technique: {id}");
    }
    Ok(())
}
