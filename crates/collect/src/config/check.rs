//! Checks a file against the table of keys: unknown keys, and values of the wrong type.
//!
//! Findings never repeat a value: somebody may have put a secret in the wrong place.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Finding;
use super::key::{KEYS, Key, KeyType};

/// Lines of the keys of a file, by path. A path within `tenants` begins with `tenants[0]`.
pub(super) type Lines = Vec<(String, usize)>;

/// A check of a file.
pub(super) struct Check<'a> {
    text: &'a str,
    /// Mistakes.
    pub findings: Vec<Finding>,
    /// Line of each key.
    pub lines: Lines,
}

impl<'a> Check<'a> {
    /// Checks the whole file.
    pub fn new(text: &'a str) -> Self {
        let mut check = Check { text, findings: Vec::new(), lines: Vec::new() };
        match DeTable::parse(text) {
            Ok(document) => check.check_table(document.get_ref(), "", ""),
            Err(error) => {
                let line = error.span().map(|span| check.line_of(span.start));
                // The library's own form of the message shows the line, and so perhaps a secret.
                check.findings.push(Finding { line, what: format!("not TOML: {}", error.message()) });
            }
        }
        check
    }

    /// Checks a table. `at` is its path in the file, `path` its path in the table of keys.
    fn check_table(&mut self, table: &DeTable<'_>, path: &str, at: &str) {
        for (name, value) in table {
            let line = self.line_of(name.span().start);
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
                Some(key) => self.check_value(key, value, &at, line),
                None => self.findings.push(Finding { line: Some(line), what: describe_unknown(&path, &at) }),
            }
        }
    }

    fn check_value(&mut self, key: &Key, value: &Spanned<DeValue<'_>>, at: &str, line: usize) {
        match (key.kind, value.get_ref()) {
            (KeyType::Table, DeValue::Table(table)) => self.check_table(table, key.path, at),
            (KeyType::Tables, DeValue::Array(tables)) if tables.iter().all(|t| t.get_ref().is_table()) => {
                for (number, table) in tables.iter().enumerate() {
                    if let Some(table) = table.get_ref().as_table() {
                        let at = format!("{at}[{number}]");
                        self.lines.push((at.clone(), self.line_of(tables[number].span().start)));
                        self.check_table(table, key.path, &at);
                    }
                }
            }
            (kind, value) => {
                // The library's own message for a wrong type quotes the value.
                if let Some(wrong) = describe_wrong(kind, value) {
                    self.findings.push(Finding { line: Some(line), what: format!("{at}: {wrong}") });
                }
            }
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        // Files are short, and findings few: counting lines anew is simpler than an index.
        let before = self.text.char_indices().take_while(|(at, _)| *at < offset);
        1 + before.filter(|(_, c)| *c == '\n').count()
    }
}

/// Describes what a value should be, `None` if it has the right type.
fn describe_wrong(kind: KeyType, value: &DeValue<'_>) -> Option<&'static str> {
    let fits = match (kind, value) {
        (
            KeyType::Text | KeyType::TextOrTable | KeyType::TextOrSecret | KeyType::Span,
            DeValue::String(_),
        )
        | (KeyType::Number, DeValue::Integer(_))
        | (KeyType::Flag, DeValue::Boolean(_))
        | (KeyType::Time, DeValue::String(_) | DeValue::Datetime(_)) => true,
        (KeyType::Texts, DeValue::Array(items)) => items.iter().all(|item| item.get_ref().is_str()),
        (KeyType::TextOrTable, DeValue::Table(table)) => has_texts(table, &["root", "authority"], 2),
        (KeyType::Secret | KeyType::TextOrSecret, DeValue::Table(table)) => {
            has_texts(table, &["env", "file"], 1)
        }
        _ => false,
    };
    (!fits).then(|| describe_expected(kind, value))
}

fn describe_expected(kind: KeyType, value: &DeValue<'_>) -> &'static str {
    match kind {
        KeyType::Secret if value.is_str() => {
            "a secret does not stand in this file: put it in an environment variable and write { env = \"NAME\" }, or in a file of its own and write { file = \"PATH\" }"
        }
        KeyType::Secret => "write { env = \"NAME\" } or { file = \"PATH\" }",
        KeyType::Text => "write a text, in quotes",
        KeyType::TextOrTable => {
            "write a text, in quotes, or { root = \"https://...\", authority = \"https://...\" }"
        }
        KeyType::TextOrSecret => "write a text, in quotes, or { env = \"NAME\" } or { file = \"PATH\" }",
        KeyType::Texts => "write a list of texts, such as [\"Audit.Exchange\"]",
        KeyType::Number => "write a whole number",
        KeyType::Flag => "write true or false",
        KeyType::Span => "write a span of time in quotes, such as \"1m\"",
        KeyType::Time => "write a date, such as 2026-01-12, or a time, such as 2026-01-12T06:00:00Z",
        KeyType::Table => "write a table of keys",
        KeyType::Tables => "write [[tenants]] above its keys",
    }
}

/// Reports whether the table has exactly `count` of these names, all with texts, and nothing else.
fn has_texts(table: &DeTable<'_>, names: &[&str], count: usize) -> bool {
    let fits = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        names.contains(&name.as_ref()) && value.get_ref().is_str()
    };
    table.len() == count && table.iter().all(fits)
}

/// Describes an unknown key by the one that was probably meant.
fn describe_unknown(path: &str, at: &str) -> String {
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
