//! Documents of rule files, before they are linked.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use crate::actions::Actions;
use crate::files::Files;
use crate::limits::Limits;
use crate::link::{RuleSet, link_drafts};
use crate::problem::{Problem, Severity};
use crate::read::{Content, Draft, read_draft};
use crate::source::Source;
use crate::walk::{Fault, Walk};
use crate::yaml::{Budget, Chunk, Map, Node, read_document, split_documents};

/// Documents of rule files.
///
/// A document that is refused never stops the others: it becomes a problem of the [`RuleSet`].
///
/// ```no_run
/// use trail365_sigma::{Collection, Limits};
///
/// let rules = Collection::load(&["rules".into()], &Limits::default()).link();
/// for problem in &rules.problems {
///     eprintln!("{problem}");
/// }
/// ```
#[derive(Debug, Default)]
pub struct Collection {
    limits: Limits,
    drafts: Vec<Draft>,
    problems: Vec<Problem>,
    /// Ids and names of refused documents, for messages about references to them.
    refused: HashSet<String>,
}

impl Collection {
    /// Loads files, and files of folders that end in `.yml` or `.yaml`. Hidden ones are left out. Links are followed;
    /// a file that is reached twice is read once.
    pub fn load(paths: &[PathBuf], limits: &Limits) -> Self {
        let files = Files::new(paths, limits);
        let mut collection = Collection { limits: limits.clone(), ..Collection::default() };
        for (path, text) in files {
            match text {
                Ok(text) => collection.add_text(&path, &text),
                Err(fault) => collection.refuse(&Source::whole(&path), fault),
            }
        }
        collection
    }

    /// Reads the documents of a text that has a name.
    pub fn from_text(name: impl AsRef<Path>, text: &str) -> Self {
        let mut collection = Collection::default();
        collection.add_text(name, text);
        collection
    }

    /// Adds the documents of a text that has a name.
    pub fn add_text(&mut self, name: impl AsRef<Path>, text: &str) {
        let name = name.as_ref();
        if text.len() > self.limits.file_bytes {
            let what = format!("the file is larger than {} bytes", self.limits.file_bytes);
            return self.refuse(&Source::whole(name), Walk::default().fault(what, "split it"));
        }
        let mut reader = FileReader { actions: Actions::default(), budget: Budget::new(&self.limits) };
        let mut count = 0;
        for chunk in split_documents(text) {
            count += 1;
            if count > self.limits.documents {
                let what = format!("the file has more than {} documents", self.limits.documents);
                return self.refuse(&Source::whole(name), Walk::default().fault(what, "split it"));
            }
            self.add_document(name, count, chunk, &mut reader);
        }
        if count == 0 {
            let fault = Walk::default().fault("the file has no document", "write a rule, or remove the file");
            let problem = Source::whole(name).problem(Severity::Warning, fault);
            self.problems.push(problem);
        }
    }

    fn add_document(&mut self, name: &Path, document: usize, chunk: Chunk<'_>, reader: &mut FileReader) {
        let Chunk { text, lines_before } = chunk;
        let source = Source { file: name.into(), document, text: text.into(), lines_before };
        let map = match reader.read_map(text) {
            Ok(Some(map)) => map,
            Ok(None) => return,
            Err(fault) => return self.refuse(&source, fault),
        };
        let mut walk = Walk::default();
        match read_draft(&mut walk, &source, &map) {
            Ok(draft) => self.drafts.push(draft),
            Err(fault) => {
                self.note_names(&map);
                self.refuse(&source, fault);
            }
        }
        self.problems.extend(walk.warnings.into_iter().map(|fault| source.problem(Severity::Warning, fault)));
    }

    fn refuse(&mut self, source: &Source, fault: Fault) {
        self.problems.push(source.problem(Severity::Error, fault));
    }

    fn note_names(&mut self, document: &Map) {
        for key in ["id", "name"] {
            if let Some(Node::Text(name)) = document.get(key) {
                self.refused.insert(name.to_lowercase());
            }
        }
    }

    /// Fills the placeholders of all rules and filters. A rule that lacks values is refused by name.
    pub fn fill(&mut self, values: &BTreeMap<String, Vec<String>>) {
        for draft in std::mem::take(&mut self.drafts) {
            match fill_draft(draft, values) {
                Ok(draft) => self.drafts.push(draft),
                Err(refused) => {
                    let (metadata, problem) = *refused;
                    self.refused
                        .extend(metadata.id.iter().chain(&metadata.name).map(|name| name.to_lowercase()));
                    self.problems.push(problem);
                }
            }
        }
    }

    /// Links the documents with each other: references, aliases, chains and filters.
    pub fn link(self) -> RuleSet {
        link_drafts(self.drafts, self.refused, self.problems)
    }
}

fn fill_draft(
    mut draft: Draft,
    values: &BTreeMap<String, Vec<String>>,
) -> Result<Draft, Box<(crate::model::Metadata, Problem)>> {
    let filled = match &mut draft.content {
        Content::Rule(rule) => rule.fill(values).map(|filled| **rule = filled),
        Content::Filter(filter) => filter.fill(&draft.source, values),
        Content::Correlation(_) => Ok(()),
    };
    match filled {
        Ok(()) => Ok(draft),
        Err(problem) => Err(Box::new((draft.metadata().clone(), problem))),
    }
}

/// Reads the documents of one file.
struct FileReader {
    actions: Actions,
    budget: Budget,
}

impl FileReader {
    /// Returns the map of a document with its templates; `None` for a template itself.
    fn read_map(&mut self, text: &str) -> Result<Option<Map>, Fault> {
        let mut walk = Walk::default();
        let node = read_document(text, &mut self.budget).inspect_err(|_| self.actions.skip(text))?;
        let Node::Map(map) = node else {
            return walk
                .refuse(format!("the document is {}, not a map", node.kind()), "begin it with `title:`");
        };
        self.actions.apply(&mut walk, map, &mut self.budget)
    }
}
