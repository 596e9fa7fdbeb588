//! Parts of SQL: texts of records in it, and conditions.

use trail365_text::terminal::acts_on_terminal;

/// Query of the files and blobs that records came from.
pub(crate) const SOURCES_QUERY: &str = "SELECT source, sha256, bytes, rows_added, imported_at\nFROM ledger\nWHERE lost IS NULL\nORDER BY source, imported_at";

/// Writes a text as one of SQL. Characters that act on a terminal are written by their numbers, because people read the queries, too.
pub(crate) fn quote(text: &str) -> String {
    if !text.contains(is_by_number) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut parts = Vec::new();
    let mut plain = String::new();
    for c in text.chars() {
        if is_by_number(c) {
            parts.extend((!plain.is_empty()).then(|| quote(&std::mem::take(&mut plain))));
            parts.push(format!("chr({})", u32::from(c)));
        } else {
            plain.push(c);
        }
    }
    parts.extend((!plain.is_empty()).then(|| quote(&plain)));
    format!("({})", parts.join(" || "))
}

/// Reports whether a character is written by its number; there is no function that makes the character 0.
fn is_by_number(c: char) -> bool {
    acts_on_terminal(c) && c != '\0'
}

/// Writes the condition that a column has one of some texts; none holds for no text.
pub(crate) fn any_of<T: AsRef<str>>(column: &str, texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quote(text.as_ref())).collect();
    match texts.as_slice() {
        [] => "false".to_owned(),
        [one] => format!("{column} = {one}"),
        _ => format!("{column} IN ({})", texts.join(", ")),
    }
}

/// What tells the branches of an account from each other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BranchKey<'a> {
    pub session_key: &'a str,
    pub network: Option<&'a str>,
    pub agent: Option<&'a str>,
    pub device_id: Option<&'a str>,
}

/// Writes the condition that a record of `session_records` is an account's, in one of some branches.
pub(crate) fn in_branches<'a>(user: &str, branches: impl Iterator<Item = BranchKey<'a>>) -> String {
    let of_branch = |branch: BranchKey<'_>| {
        let part = |column: &str, value: Option<&str>| match value {
            Some(value) => format!("{column} = {}", quote(value)),
            None => format!("{column} IS NULL"),
        };
        format!(
            "(session_key = {} AND {} AND {} AND {})",
            quote(branch.session_key),
            part("network", branch.network),
            part("agent", branch.agent),
            part("device_id", branch.device_id)
        )
    };
    let branches: Vec<String> = branches.map(of_branch).collect();
    let any = if branches.is_empty() { "false".to_owned() } else { branches.join("\n    OR ") };
    format!("user_id = {} AND ({any})", quote(user))
}

#[cfg(test)]
mod tests {
    use super::{any_of, quote};

    #[test]
    fn texts_stay_texts() {
        for (text, expect) in [
            ("a'b; DROP", "'a''b; DROP'"),
            ("", "''"),
            ("\u{1b}[2J' x\u{202e}", "(chr(27) || '[2J'' x' || chr(8238))"),
            ("a\nb", "('a' || chr(10) || 'b')"),
        ] {
            assert_eq!(quote(text), expect);
        }
        assert_eq!(any_of("x", &["a", "b"]), "x IN ('a', 'b')");
        assert_eq!(
            (any_of("x", &["a"]), any_of::<&str>("x", &[])),
            ("x = 'a'".to_owned(), "false".to_owned())
        );
    }
}
