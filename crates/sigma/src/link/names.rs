//! Ids and names of documents.

use std::collections::{BTreeMap, HashMap};

use crate::problem::{Problem, Severity};
use crate::read::Draft;
use crate::source::Source;
use crate::walk::{Fault, Step, Walk};

/// Ids and names with what has them.
#[derive(Debug, Default)]
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    /// Returns the document with an id or name.
    pub fn find(&self, reference: &str) -> Option<usize> {
        self.0.get(&fold(reference)).copied()
    }

    /// Returns all ids and names.
    pub fn all(&self) -> impl Iterator<Item = &str> + Clone {
        self.0.keys().map(String::as_str)
    }
}

/// Letters of ids count without case, so those of names do, too.
pub(super) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Keeps the first of documents that share an id or name, and refuses the others. Titles count where there is neither:
/// alerts have to be told apart.
pub(super) fn register_names(drafts: Vec<Draft>, problems: &mut Vec<Problem>) -> (Vec<Draft>, Names) {
    let mut names = Names::default();
    let mut titles: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts {
        let metadata = draft.metadata();
        let own = [("id", metadata.id.as_deref()), ("name", metadata.name.as_deref())];
        let own = own.into_iter().filter_map(|(key, name)| Some((key, name?)));
        let title = (metadata.identity() == metadata.title).then_some(metadata.title.as_str());
        let taken = own.clone().find_map(|(key, name)| Some((key, name, names.find(name)?)));
        let taken = taken.or_else(|| title.and_then(|title| Some(("title", title, *titles.get(title)?))));
        if let Some((key, name, other)) = taken {
            let fault = doubled(key, name, &kept[other].source);
            problems.push(draft.source.problem(Severity::Error, fault));
            continue;
        }
        for (_, name) in own {
            names.0.insert(fold(name), kept.len());
        }
        if let Some(title) = title {
            titles.insert(title.to_owned(), kept.len());
        }
        kept.push(draft);
    }
    (kept, names)
}

fn doubled(key: &str, name: &str, other: &Source) -> Fault {
    let place = other.place(&[]);
    let mut walk = Walk::default();
    walk.enter(Step::Key(key.to_owned()));
    let remedy = if key == "title" { "add an `id`".to_owned() } else { format!("give it another {key}") };
    walk.fault(format!("its {key} `{name}` is taken by {place}"), remedy)
}
