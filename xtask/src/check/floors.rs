//! Floors: the folders of a crate stand upon each other in the order of `xtask/floors.toml`.
//!
//! A file may use its own folder and those below it, never those above it and never the crate's root. Files do not use
//! each other in a circle, but for those that the list calls `together`, each with the reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::circles::{Graph, find_circles};
use super::tree::{Sources, Uses, find_uses};

/// `xtask/floors.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Folders and files from the ground up, by the crate or by the folder of a crate (`lake/import`).
    pub floors: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    together: Vec<Together>,
    #[serde(default)]
    pub unnamed: Vec<Unnamed>,
}

/// Files that belong to each other and may use each other.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Together {
    #[serde(rename = "crate")]
    house: String,
    files: Vec<String>,
    reason: String,
}

/// A dependency that is declared though no code names it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unnamed {
    #[serde(rename = "crate")]
    pub house: String,
    pub dependency: String,
    pub reason: String,
}

/// Returns what a crate's files do against the plan, a sentence each.
pub fn check_crate(name: &str, sources: &Sources, plan: &Plan) -> Vec<String> {
    let uses = find_uses(sources);
    let together: Vec<_> = plan.together.iter().filter(|t| t.house == name).collect();
    let mut findings = check_together(&together, &uses);
    for (key, order) in &plan.floors {
        let folder = match key.strip_prefix(name) {
            Some("") => String::new(),
            Some(rest) if rest.starts_with('/') => format!("{}/", &rest[1..]),
            _ => continue,
        };
        let floors = Floors { folder, order };
        findings.extend(floors.check_order(sources));
        findings.extend(floors.check_uses(&uses, &together));
    }
    findings.extend(check_circles(&uses, &together));
    findings.into_iter().map(|finding| format!("{name}: {finding}")).collect()
}

/// The order within one folder.
struct Floors<'a> {
    /// Empty for the crate's `src`, else with a slash behind it.
    folder: String,
    order: &'a [String],
}

impl Floors<'_> {
    /// Returns the folder or file of this level that a file belongs to; `None` for the level's root and for files of
    /// other folders.
    fn entry<'f>(&self, file: &'f str) -> Option<&'f str> {
        let below = file.strip_prefix(&self.folder)?;
        let first = below.split('/').next()?;
        let entry = first.trim_end_matches(".rs");
        (!is_root(below)).then_some(entry)
    }

    fn place(&self, entry: &str) -> Option<usize> {
        self.order.iter().position(|listed| listed == entry)
    }

    /// Every folder and file is in the order, and the order lists no other.
    fn check_order(&self, sources: &Sources) -> Vec<String> {
        let there: BTreeSet<_> = sources.keys().filter_map(|file| self.entry(file)).collect();
        let missing = there.iter().filter(|entry| self.place(entry).is_none());
        let missing = missing.map(|entry| format!("{}{entry} is missing in the order", self.folder));
        let gone = self.order.iter().filter(|listed| !there.contains(listed.as_str()));
        let gone = gone.map(|listed| format!("{}{listed} is in the order but not in the crate", self.folder));
        missing.chain(gone).collect()
    }

    fn check_uses(&self, uses: &Uses, together: &[&Together]) -> Vec<String> {
        let mut findings = Vec::new();
        for (from, used) in uses {
            let Some(floor) = self.entry(from).and_then(|entry| self.place(entry)) else { continue };
            for to in used.iter().filter(|to| !stand_together(together, from, to)) {
                // A `mod.rs` hands on everything below it: through it a file could use what stands above it unseen.
                let is_root = to.strip_prefix(&self.folder).is_some_and(is_root);
                let above = self.entry(to).and_then(|entry| self.place(entry)).is_some_and(|it| it > floor);
                if is_root || above {
                    let what = if is_root { "the root of its folder" } else { "stands above it" };
                    findings.push(
                        format!("{from} imports {to}, which {} {what}", if is_root { "is" } else { "" })
                            .replace("  ", " "),
                    );
                }
            }
        }
        findings
    }
}

/// Returns the folder or file at the top of `src` that a file belongs to.
pub fn top_entry(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

/// Reports whether a file is the root of a folder, `mod.rs`, or of a crate.
fn is_root(file: &str) -> bool {
    matches!(file, "mod.rs" | "lib.rs" | "main.rs")
}

fn stand_together(together: &[&Together], a: &str, b: &str) -> bool {
    let has = |t: &Together, file: &str| t.files.iter().any(|listed| listed == file);
    together.iter().any(|t| has(t, a) && has(t, b))
}

fn check_together(together: &[&Together], uses: &Uses) -> Vec<String> {
    let mut findings = Vec::new();
    for group in together {
        let gone = group.files.iter().filter(|file| !uses.contains_key(*file));
        findings.extend(gone.map(|file| format!("{file} stands together with others but is not there")));
        let within = |file: &String| group.files.contains(file);
        let inner = uses.iter().filter(|(file, _)| within(file));
        let inner = inner.map(|(f, used)| (f.clone(), used.iter().filter(|u| within(u)).cloned().collect()));
        // A list that outlives its circle would let a new one pass.
        if find_circles(&inner.collect()).is_empty() {
            findings.push(format!("{} form no circle: take them off the list", group.files.join(", ")));
        }
        if group.reason.trim().is_empty() {
            findings.push(format!("{} stand together without a reason", group.files.join(", ")));
        }
    }
    findings
}

/// Finds the circles that remain when each group that stands together counts as one file.
fn check_circles(uses: &Uses, together: &[&Together]) -> Vec<String> {
    let group_of = |file: &String| {
        let group = together.iter().find(|t| t.files.contains(file));
        group.map_or_else(|| file.clone(), |t| t.files.join(" + "))
    };
    // One node a group, instead of leaving the edges within a group out: a circle that goes through a group and back into
    // it stays a finding.
    let mut graph = Graph::new();
    for (file, targets) in uses {
        let from = group_of(file);
        let targets = targets.iter().map(group_of).filter(|to| *to != from);
        graph.entry(from.clone()).or_default().extend(targets);
    }
    find_circles(&graph).iter().map(|circle| format!("circle: {}", circle.join(" -> "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"
        [floors]
        house = ["error", "parse", "record"]
        "house/parse" = ["scan", "walk"]
    "#;

    fn check(plan: &str, files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        check_crate("house", &sources, &toml::from_str(plan).unwrap())
    }

    const SOUND: [(&str, &str); 6] = [
        ("lib.rs", "mod error; mod parse; mod record; pub use record::Record; fn f(_: error::Error) {}"),
        ("error.rs", "pub struct Error;"),
        ("parse/mod.rs", "mod scan; mod walk; pub use walk::walk;"),
        ("parse/scan.rs", "use crate::error::Error;"),
        ("parse/walk.rs", "use super::scan; pub fn walk() {}"),
        ("record.rs", "use crate::parse::walk; pub struct Record;"),
    ];

    /// The sound crate with another text for one of its files.
    fn check_changed(plan: &str, file: &str, text: &str) -> Vec<String> {
        let mut files = SOUND.to_vec();
        files.retain(|(path, _)| *path != file);
        files.push((file, text));
        check(plan, &files)
    }

    #[test]
    fn a_crate_in_order_has_no_findings() {
        assert!(check(PLAN, &SOUND).is_empty());
    }

    #[test]
    fn a_forbidden_import_is_found() {
        let found = check_changed(PLAN, "parse/scan.rs", "use crate::Record;");
        assert_eq!(
            found,
            [
                "house: parse/scan.rs imports record.rs, which stands above it",
                "house: circle: parse/scan.rs -> record.rs -> parse/walk.rs -> parse/scan.rs"
            ]
        );
        let found = check_changed(PLAN, "parse/scan.rs", "fn f() { super::walk() }");
        assert!(found[0].contains("parse/scan.rs imports parse/walk.rs, which stands above it"), "{found:?}");
        let found = check_changed(PLAN, "error.rs", "use crate::f; pub struct Error;");
        assert!(found[0].contains("error.rs imports lib.rs, which is the root of its folder"), "{found:?}");
    }

    #[test]
    fn the_order_is_complete() {
        let found = check_changed(PLAN, "stray.rs", "");
        assert_eq!(found, ["house: stray is missing in the order"]);
        let plan = PLAN.replace("\"error\",", "\"error\", \"gone\",");
        assert_eq!(check(&plan, &SOUND), ["house: gone is in the order but not in the crate"]);
    }

    #[test]
    fn files_that_stand_together_may_use_each_other() {
        let together = |files: &str| {
            format!("{PLAN}\n[[together]]\ncrate = \"house\"\nfiles = {files}\nreason = \"a pair\"\n")
        };
        let plan = together(r#"["parse/scan.rs", "parse/walk.rs"]"#);
        assert!(check_changed(&plan, "parse/scan.rs", "fn f() { super::walk() }").is_empty());
        assert_eq!(
            check(&plan, &SOUND),
            ["house: parse/scan.rs, parse/walk.rs form no circle: take them off the list"]
        );
        let found = check_changed(&plan, "parse/scan.rs", "use super::walk; use crate::Record;");
        assert!(
            found.iter().any(|f| f.contains("circle: parse/scan.rs + parse/walk.rs -> record.rs")),
            "{found:?}"
        );
    }
}
