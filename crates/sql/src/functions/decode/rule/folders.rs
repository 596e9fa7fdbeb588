//! Folders in which mail is as good as gone for its reader.

use crate::generated::HIDING_FOLDERS;

/// Reports whether mail in this folder is hidden from its reader. Only the last name of a path counts.
pub(super) fn is_hiding(folder: &str) -> bool {
    let last = folder.rsplit(['\\', '/', ':']).next().unwrap_or(folder);
    HIDING_FOLDERS.binary_search(&last.trim().to_lowercase().as_str()).is_ok()
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
