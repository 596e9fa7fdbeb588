//! The key by which an operation is looked up.

/// Folds the name of an operation: letter case, surplus blanks, a dot at its end and the kind of dash do not count.
///
/// Entra ID writes `Add member to role.`, its portal drops the dot, and people copy either.
pub fn fold_operation(name: &str) -> String {
    let words: Vec<_> = name.trim().trim_end_matches('.').split_whitespace().collect();
    let dash = |c| if c == '\u{2013}' { '-' } else { c };
    words.join(" ").chars().map(dash).flat_map(char::to_lowercase).collect()
}
