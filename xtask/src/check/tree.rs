//! The modules of one crate, and which file uses which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::imports::{Import, Names, read_names};
use super::source::tokens_without_tests;

/// Longest chain of re-exports that is followed to the file that defines a name: a bound against re-exports in a circle.
const MAX_HOPS: usize = 16;

/// Files below `src`, by their path there.
pub type Sources = BTreeMap<String, String>;

/// Reads every Rust file below a folder.
pub fn read_sources(folder: &Path) -> Result<Sources> {
    let mut sources = Sources::new();
    collect_sources(folder, "", &mut sources)?;
    Ok(sources)
}

fn collect_sources(folder: &Path, below: &str, sources: &mut Sources) -> Result<()> {
    // Few members have all of the folders tests, benches and examples.
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{below}{name}");
        if entry.file_type()?.is_dir() {
            collect_sources(&entry.path(), &format!("{path}/"), sources)?;
        } else if entry.path().extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(entry.path()).with_context(|| format!("read {path}"))?;
            sources.insert(path, text);
        }
    }
    Ok(())
}

/// The files of a crate that each file uses. A re-export is no use of what it hands on.
pub type Uses = BTreeMap<String, BTreeSet<String>>;

/// Finds which file of a crate uses which.
pub fn find_uses(sources: &Sources) -> Uses {
    let tree = Tree::new(sources);
    let mut uses = Uses::new();
    for (module, file) in &tree.files {
        let targets = uses.entry(file.clone()).or_default();
        let names = &tree.names[file];
        for import in names.imports.iter().filter(|import| is_use(import, names)) {
            let scope: Vec<_> = module.iter().chain(&import.inside).cloned().collect();
            let target = tree.resolve(&scope, &import.path, import.is_glob, MAX_HOPS);
            targets.extend(target.filter(|target| target != file));
        }
    }
    uses
}

/// A name that is handed on counts as used where the file's own code has the word too.
fn is_use(import: &Import, names: &Names) -> bool {
    !import.is_public || import.name.as_ref().is_some_and(|name| names.words.contains(name))
}

struct Tree {
    /// File of each module, by the module's path.
    files: BTreeMap<Vec<String>, String>,
    names: BTreeMap<String, Names>,
}

impl Tree {
    fn new(sources: &Sources) -> Self {
        let has_library = sources.contains_key("lib.rs");
        let files = sources.keys().map(|path| (module_path(path, has_library), path.clone())).collect();
        let read = |(path, text): (&String, &String)| (path.clone(), read_names(&tokens_without_tests(text)));
        Tree { files, names: sources.iter().map(read).collect() }
    }

    /// Returns the file that defines what a path leads to; `None` for what is not of this crate.
    fn resolve(&self, scope: &[String], path: &[String], is_glob: bool, hops: usize) -> Option<String> {
        let mut module = scope.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (module, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|word| word == "super") {
                    module.pop();
                    rest = &rest[1..];
                }
            }
            first if self.has_module(&module, first) => {}
            // Another crate, or a name of the prelude.
            _ => return None,
        }
        self.descend(module, rest, is_glob, hops)
    }

    fn has_module(&self, module: &[String], child: &str) -> bool {
        let path: Vec<_> = module.iter().cloned().chain([child.to_owned()]).collect();
        self.files.contains_key(&path)
    }

    fn descend(
        &self,
        mut module: Vec<String>,
        path: &[String],
        is_glob: bool,
        hops: usize,
    ) -> Option<String> {
        let mut rest = path;
        while let Some((first, behind)) = rest.split_first() {
            if !self.has_module(&module, first) {
                break;
            }
            module.push(first.clone());
            rest = behind;
        }
        // A module inside a file belongs to the file.
        let file = loop {
            match self.files.get(&module) {
                Some(file) => break file,
                None => drop(module.pop()?),
            }
        };
        let handed_on = rest.first().filter(|_| hops > 0 && !is_glob || rest.len() > 1);
        let behind = handed_on.and_then(|name| self.follow(&module, file, name, &rest[1..], hops));
        Some(behind.unwrap_or_else(|| file.clone()))
    }

    /// Follows a name that a module's file did not define but brought into scope.
    fn follow(
        &self,
        module: &[String],
        file: &str,
        name: &str,
        rest: &[String],
        hops: usize,
    ) -> Option<String> {
        let names = self.names.get(file)?;
        if names.defined.contains(name) || hops == 0 {
            return None;
        }
        let import = names.imports.iter().find(|import| import.name.as_deref() == Some(name));
        if let Some(import) = import {
            let path: Vec<_> = import.path.iter().chain(rest).cloned().collect();
            return self.resolve(module, &path, false, hops - 1);
        }
        names.imports.iter().filter(|import| import.is_glob).find_map(|import| {
            let glob = self.resolve(module, &import.path, true, hops - 1)?;
            self.names.get(&glob)?.defined.contains(name).then_some(glob)
        })
    }
}

/// Returns the path of the module that a file holds. A program beside a library has a root of its own.
fn module_path(file: &str, has_library: bool) -> Vec<String> {
    let stem = file.trim_end_matches(".rs");
    if stem == "lib" || (stem == "main" && !has_library) {
        return Vec::new();
    }
    stem.trim_end_matches("/mod").split('/').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let uses = find_uses(&sources);
        uses.iter().flat_map(|(from, to)| to.iter().map(move |to| format!("{from} > {to}"))).collect()
    }

    #[test]
    fn a_re_export_is_followed_to_its_definition() {
        let found = uses(&[
            ("lib.rs", "mod a; mod b; pub use a::{Thing, inner}; pub use a::deep::*;"),
            ("a/mod.rs", "pub mod deep; pub mod inner; pub use inner::Thing;"),
            ("a/inner.rs", "pub struct Thing;"),
            ("a/deep.rs", "pub fn dig() {}"),
            ("b.rs", "use crate::Thing; fn f() { crate::dig(); crate::inner::other() }"),
        ]);
        assert_eq!(found, ["b.rs > a/deep.rs", "b.rs > a/inner.rs"]);
    }

    #[test]
    fn relative_paths_and_used_re_exports_count() {
        let found = uses(&[
            ("main.rs", "mod a; fn main() { a::run() }"),
            ("a/mod.rs", "mod b; mod c; pub use b::Own; fn run() { Own; } pub const LIMIT: u8 = 1;"),
            ("a/b.rs", "use super::LIMIT; use super::super::nothing;"),
            ("a/c.rs", "use super::*; mod inside { use super::super::b::Own; }"),
        ]);
        let expect = [
            "a/b.rs > a/mod.rs",
            "a/b.rs > main.rs",
            "a/c.rs > a/b.rs",
            "a/c.rs > a/mod.rs",
            "a/mod.rs > a/b.rs",
            "main.rs > a/mod.rs",
        ];
        assert_eq!(found, expect);
    }
}
