//! Folders in which mail is as good as gone for its reader.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Folders that nobody looks into: the list that detection uses.
const HIDING: &str = include_str!("../../../../../../rules/lists/hiding_folders.toml");

/// Folders where mail is put away or thrown away.
const DELETION: &str = include_str!("../../../../../../rules/lists/deletion_folders.toml");

static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let values = |text: &str, key: &str| {
        let table = text.parse::<toml::Table>().ok();
        let list = table.as_ref().and_then(|table| table.get(key)?.get("values")?.as_array());
        let names = list.into_iter().flatten().filter_map(|name| name.as_str());
        names.map(str::to_lowercase).collect::<Vec<_>>()
    };
    // People let rules file mail in their archive and read it there.
    let thrown_away =
        values(DELETION, "deletion_folders").into_iter().filter(|name| !name.starts_with("archi"));
    values(HIDING, "hiding_folders").into_iter().chain(thrown_away).collect()
});

/// Reports whether mail in this folder is hidden from its reader. Only the last name of a path counts.
pub(super) fn is_hiding(folder: &str) -> bool {
    let last = folder.rsplit(['\\', '/', ':']).next().unwrap_or(folder);
    NAMES.contains(&last.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::is_hiding;

    #[test]
    fn folders_that_hide() {
        for folder in [
            "RSS Feeds",
            "rss subscriptions",
            "Conversation History",
            "ann\\:\\Deleted Items",
            "\\Inbox\\RSS Feeds",
        ] {
            assert!(is_hiding(folder), "{folder}");
        }
        for folder in ["Archive", "Bills 2026", "", "RSS Feeds\\Bills"] {
            assert!(!is_hiding(folder), "{folder}");
        }
    }
}
