//! Names: which are skipped, and how units in archives are named.

/// Stands between an archive's name and that of what is in it.
const WITHIN: char = '!';

/// The hidden folder that holds records: the parts of a run of PAX.
const RECORDS: &str = ".pax_incremental";

/// The folder into which macOS puts, in archives, what is no part of a file.
const RESOURCES: &str = "__MACOSX";

/// Reports whether a file or folder of this name is hidden.
pub(crate) fn is_hidden(name: &str) -> bool {
    name == RESOURCES || (name.starts_with('.') && !matches!(name, RECORDS | "." | ".."))
}

/// Reports whether any part of an archive's path is hidden.
pub(crate) fn is_hidden_within(path: &str) -> bool {
    path.split('/').any(is_hidden)
}

/// Returns the name of what is at `path` in `archive`.
pub(crate) fn name_within(archive: &str, path: &str) -> String {
    format!("{archive}{WITHIN}{path}")
}

/// Returns the path of an archive's entry. Some programs write it with backslashes, and in an encoding that they do
/// not name.
pub(crate) fn entry_path(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::{entry_path, is_hidden_within};

    #[test]
    fn hidden_are_dots_and_resources_but_not_the_records_of_pax() {
        for hidden in [".DS_Store", "a/.git/b", "__MACOSX/._a.csv", ".a/b", "x/.pax"] {
            assert!(is_hidden_within(hidden), "{hidden}");
        }
        for shown in ["a.csv", "a/b.json", ".pax_incremental/Part1.jsonl", "./a", "../a", "a..b", ""] {
            assert!(!is_hidden_within(shown), "{shown}");
        }
    }

    #[test]
    fn paths_have_slashes() {
        assert_eq!(entry_path(b"a\\b.csv"), "a/b.csv");
        assert_eq!(entry_path(b"\xE9.csv"), "\u{fffd}.csv");
    }
}
