//! Holds a file against the table of keys: what is unknown, and what is not of its kind.
//!
//! It says where and what, and never repeats a value: somebody may have put a secret in the wrong place.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Finding;
use super::key::{KEYS, Key, Kind};

/// Lines of the keys of a file, by path; a place in `tenants` is `tenants[0]`.
pub(super) type Lines = Vec<(String, usize)>;

/// A look through a file.
pub(super) struct Check<'a> {
    text: &'a str,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Where each key stands.
    pub lines: Lines,
}

impl<'a> Check<'a> {
    /// Looks through all of it.
    pub fn of(text: &'a str) -> Self {
        let mut check = Check { text, findings: Vec::new(), lines: Vec::new() };
        match DeTable::parse(text) {
            Ok(document) => check.table(document.get_ref(), "", ""),
            Err(error) => {
                let line = error.span().map(|span| check.line(span.start));
                // The library's own form of the message shows the line, and with it what may be a secret.
                check.findings.push(Finding { line, what: format!("not TOML: {}", error.message()) });
            }
        }
        check
    }

    /// `at` is where the table stands in the file, `path` where in the list of keys.
    fn table(&mut self, table: &DeTable<'_>, path: &str, at: &str) {
        for (name, value) in table {
            let line = self.line(name.span().start);
            let join = |path: &str| {
                if path.is_empty() {
                    name.get_ref().to_string()
                } else {
                    format!("{path}.{name}", name = name.get_ref())
                }
            };
            let (path, at) = (join(path), join(at));
            self.lines.push((at.clone(), line));
            match Key::at(&path) {
                Some(key) => self.value(key, value, &at, line),
                None => self.findings.push(Finding { line: Some(line), what: unknown(&path, &at) }),
            }
        }
    }

    fn value(&mut self, key: &Key, value: &Spanned<DeValue<'_>>, at: &str, line: usize) {
        match (key.kind, value.get_ref()) {
            (Kind::Table, DeValue::Table(table)) => self.table(table, key.path, at),
            (Kind::Tables, DeValue::Array(tables)) if tables.iter().all(|t| t.get_ref().is_table()) => {
                for (number, table) in tables.iter().enumerate() {
                    if let Some(table) = table.get_ref().as_table() {
                        let at = format!("{at}[{number}]");
                        self.lines.push((at.clone(), self.line(tables[number].span().start)));
                        self.table(table, key.path, &at);
                    }
                }
            }
            (kind, value) => {
                if let Some(wrong) = wrong(kind, value) {
                    self.findings.push(Finding { line: Some(line), what: format!("{at}: {wrong}") });
                }
            }
        }
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.char_indices().take_while(|(at, _)| *at < offset);
        1 + before.filter(|(_, c)| *c == '\n').count()
    }
}

/// What is wrong with a value, if it is not of the kind.
fn wrong(kind: Kind, value: &DeValue<'_>) -> Option<&'static str> {
    let fits = match (kind, value) {
        (Kind::Text | Kind::TextOrTable | Kind::TextOrSecret | Kind::Span, DeValue::String(_))
        | (Kind::Number, DeValue::Integer(_))
        | (Kind::Flag, DeValue::Boolean(_))
        | (Kind::Time, DeValue::String(_) | DeValue::Datetime(_)) => true,
        (Kind::Texts, DeValue::Array(items)) => items.iter().all(|item| item.get_ref().is_str()),
        (Kind::TextOrTable, DeValue::Table(table)) => has_texts(table, &["root", "authority"], 2),
        (Kind::Secret | Kind::TextOrSecret, DeValue::Table(table)) => has_texts(table, &["env", "file"], 1),
        _ => false,
    };
    (!fits).then(|| expected(kind, value))
}

fn expected(kind: Kind, value: &DeValue<'_>) -> &'static str {
    match kind {
        Kind::Secret if value.is_str() => {
            "a secret does not stand in this file: put it in an environment variable and write { env = \"NAME\" }, or in a file of its own and write { file = \"PATH\" }"
        }
        Kind::Secret => "write { env = \"NAME\" } or { file = \"PATH\" }",
        Kind::Text => "write a text, in quotes",
        Kind::TextOrTable => {
            "write a text, in quotes, or { root = \"https://...\", authority = \"https://...\" }"
        }
        Kind::TextOrSecret => "write a text, in quotes, or { env = \"NAME\" } or { file = \"PATH\" }",
        Kind::Texts => "write a list of texts, such as [\"Audit.Exchange\"]",
        Kind::Number => "write a whole number",
        Kind::Flag => "write true or false",
        Kind::Span => "write a span of time in quotes, such as \"1m\"",
        Kind::Time => "write a date, such as 2026-01-12, or a time, such as 2026-01-12T06:00:00Z",
        Kind::Table => "write a table of keys",
        Kind::Tables => "write [[tenants]] above its keys",
    }
}

/// Whether the table has so many of these names, all texts, and nothing else.
fn has_texts(table: &DeTable<'_>, names: &[&str], count: usize) -> bool {
    let fits = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        names.contains(&name.as_ref()) && value.get_ref().is_str()
    };
    table.len() == count && table.iter().all(fits)
}

/// What to say of a key that there is not: the one that was probably meant.
fn unknown(path: &str, at: &str) -> String {
    let (table, name) = path.rsplit_once('.').unwrap_or(("", path));
    let siblings = || KEYS.iter().filter(|key| key.table() == table);
    if let Some(key) = KEYS.iter().find(|key| key.name() == name) {
        let home = if key.table().is_empty() { "the top of the file" } else { key.table() };
        return format!("{at}: there is no such key here; {name} belongs to {home}");
    }
    match trail365_text::near::nearest(name, siblings().map(Key::name)) {
        Some(key) => format!("{at}: there is no such key; did you mean {key}?"),
        None => {
            let names: Vec<_> = siblings().map(Key::name).collect();
            format!("{at}: there is no such key; known here are {}", names.join(", "))
        }
    }
}
