//! Checks of the project's own source: floors inside the crates, the order of crates, dependencies, words.

mod circles;
#[cfg(test)]
mod crates;
mod dependencies;
mod floors;
mod imports;
mod source;
mod tree;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use floors::Plan;
use tree::{Sources, read_sources};
use words::{TABLE_HEAD, WordFigures, is_counted};

/// The members of the workspace, with their folders.
fn members(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut members: Vec<_> =
        ["python", "xtask", "benches"].map(|name| (name.to_owned(), root.join(name))).into();
    for entry in fs::read_dir(root.join("crates"))? {
        let entry = entry?;
        members.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    members.sort();
    Ok(members)
}

fn read_toml<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("parse {}", path.display()))
}

/// Findings about the whole project.
pub struct Findings {
    /// Those that fail the check.
    pub faults: Vec<String>,
    /// Those of crates that `xtask/floors.toml` does not list yet.
    pub notes: Vec<String>,
}

/// Checks the folders, files and dependencies of every member of the workspace.
///
/// # Errors
/// When a source or manifest cannot be read.
pub fn check_floors(root: &Path) -> Result<Findings> {
    let plan: Plan = read_toml(&root.join("xtask/floors.toml"))?;
    let mut findings = Findings { faults: Vec::new(), notes: Vec::new() };
    for (name, folder) in members(root)? {
        let sources = read_sources(&folder.join("src"))?;
        let found = floors::check_crate(&name, &sources, &plan);
        let listed = plan.floors.contains_key(&name);
        if listed { &mut findings.faults } else { &mut findings.notes }.extend(found);
        findings.faults.extend(check_manifest(&name, &folder, &sources, &plan)?);
    }
    Ok(findings)
}

/// Prints which folders and files of a crate's `src` use which others: what an order in `xtask/floors.toml` is made from.
///
/// # Errors
/// When there is no such crate, or a source cannot be read.
pub fn print_entries(root: &Path, name: &str) -> Result<()> {
    let all = members(root)?;
    let (_, folder) = all.iter().find(|(member, _)| member == name).context("no crate has this name")?;
    let uses = tree::find_uses(&read_sources(&folder.join("src"))?);
    let mut entries: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, targets) in &uses {
        let below = entries.entry(floors::top_entry(from)).or_default();
        below.extend(targets.iter().map(|to| floors::top_entry(to)));
    }
    for (entry, mut below) in entries {
        below.remove(entry);
        println!("{entry}: {}", below.into_iter().collect::<Vec<_>>().join(", "));
    }
    Ok(())
}

fn check_manifest(name: &str, folder: &Path, sources: &Sources, plan: &Plan) -> Result<Vec<String>> {
    let manifest: toml::Table = read_toml(&folder.join("Cargo.toml"))?;
    let beside = ["tests", "benches", "examples"].map(|below| read_sources(&folder.join(below)));
    let beside = beside.into_iter().collect::<Result<Vec<_>>>()?;
    let all: Vec<_> = std::iter::once(sources).chain(&beside).collect();
    let mut found =
        dependencies::check_dependencies(name, &manifest, "dependencies", &[sources], &plan.unnamed);
    found.extend(dependencies::check_dependencies(name, &manifest, "dev-dependencies", &all, &plan.unnamed));
    Ok(found)
}

/// Prints the figures of names and comments: a row for each member of the workspace, and one for all of them. With
/// `offenders` also each line that counts against its file.
///
/// # Errors
/// When a source cannot be read.
pub fn print_words(root: &Path, offenders: bool) -> Result<()> {
    let mut all = WordFigures::default();
    let mut rows = Vec::new();
    for (name, folder) in members(root)? {
        let mut figures = WordFigures::default();
        for (path, text) in read_sources(&folder.join("src"))? {
            let path = folder.join("src").join(path);
            let path = path.strip_prefix(root).unwrap_or(&path);
            if !is_counted(path) {
                continue;
            }
            let found = figures.add_file(&text);
            for offender in found.iter().filter(|_| offenders) {
                println!("{}:{}: {}", path.display(), offender.line, offender.text);
            }
        }
        rows.push(format!("| `{name}` | {figures} |"));
        all.add_figures(&figures);
    }
    println!("{TABLE_HEAD}\n{}\n| all | {all} |", rows.join("\n"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_keeps_its_floors() {
        let findings = check_floors(&crate::files::root().unwrap()).unwrap();
        assert!(findings.faults.is_empty(), "{}", findings.faults.join("\n"));
    }
}
