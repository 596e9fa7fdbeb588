//! The way to values: names that match in any case, one or several at once.

use std::sync::LazyLock;

/// A path, prepared for many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    names: Vec<String>,
    /// For each start the names from it on, joined by dots, up to each end.
    joined: Vec<Vec<Name>>,
}

/// One or more names of a path, joined by dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    text: String,
    /// In lower case and without underscores, as [`fold_name`] writes it.
    folded: String,
}

/// The rest of a path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps<'p> {
    path: &'p Path,
    at: usize,
}

/// Members that hold the value of an item that has a name: `{"Name": ..., "Value": ...}`, `{"Name": ..., "NewValue": ...}`.
pub(super) static VALUES: LazyLock<[Path; 2]> =
    LazyLock::new(|| ["Value", "NewValue"].map(|name| Path::new(vec![name.to_owned()])));

/// Writes a name as `new_value` and `NewValue` have in common.
pub(crate) fn fold_name(name: &str) -> String {
    name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// Most names of a path that may be one key with dots in it.
const MOST_JOINED: usize = 16;

impl Path {
    pub fn new(names: Vec<String>) -> Self {
        let joins = |start: usize| {
            let ends = start + 1..=names.len().min(start + MOST_JOINED);
            ends.map(|end| Name::new(names[start..end].join("."))).collect()
        };
        let joined = (0..names.len()).map(joins).collect();
        Path { names, joined }
    }

    pub fn steps(&self) -> Steps<'_> {
        Steps { path: self, at: 0 }
    }
}

impl Name {
    fn new(text: String) -> Self {
        let folded = fold_name(&text);
        Name { text, folded }
    }

    /// Reports whether a key of a record is this name.
    pub fn is(&self, key: &str) -> bool {
        self.text.eq_ignore_ascii_case(key)
    }

    /// Reports whether a member of a struct has this name.
    pub fn is_member(&self, member: &str) -> bool {
        let letters = member.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase());
        letters.eq(self.folded.bytes())
    }
}

impl<'p> Steps<'p> {
    pub fn is_done(self) -> bool {
        self.at == self.path.names.len()
    }

    /// Iterates over the names that may come next, the longest first, each with what is behind it.
    pub fn splits(self) -> impl Iterator<Item = (&'p Name, Steps<'p>)> {
        let names = self.path.joined.get(self.at).map(Vec::as_slice).unwrap_or_default();
        let behind = move |count: usize| Steps { at: self.at + count, ..self };
        names.iter().enumerate().rev().map(move |(place, name)| (name, behind(place + 1)))
    }

    /// Returns the single name that comes next, and what is behind it.
    pub fn split_first(self) -> Option<(&'p Name, Steps<'p>)> {
        let name = self.path.joined.get(self.at)?.first()?;
        Some((name, Steps { at: self.at + 1, ..self }))
    }

    /// Returns what is behind the name of an item, if the path names it.
    pub fn behind_name(self, name: &str) -> Option<Steps<'p>> {
        self.splits().find(|(wanted, _)| wanted.is(name)).map(|(_, behind)| behind)
    }
}
