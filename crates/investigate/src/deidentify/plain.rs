//! Texts of records that name nobody: words of Microsoft's, and those of the lists that ship.

use std::collections::BTreeSet;

use trail365_findings::shipped_lists;
use trail365_schema::glossary::apps;

/// Parts of the names of permissions, behind their first dot. What people are called by has none of them.
const PERMISSION_PARTS: [&str; 9] =
    ["read", "readbasic", "readwrite", "write", "send", "manage", "fullcontrol", "accessasuser", "all"];

/// Permissions, rights on mailboxes and folders, folders and settings that no list has.
const WORDS: [&str; 46] = [
    "accessrights",
    "all",
    "author",
    "automatic",
    "availabilityonly",
    "calendar",
    "changeowner",
    "changepermission",
    "contacts",
    "contributor",
    "create",
    "deleteditems",
    "deleteitem",
    "deletions",
    "drafts",
    "editor",
    "email",
    "externalaccount",
    "false",
    "folderowner",
    "foldervisible",
    "full_access_as_app",
    "fullaccess",
    "limiteddetails",
    "none",
    "noneditingauthor",
    "off",
    "offline_access",
    "on",
    "openid",
    "outbox",
    "owner",
    "profile",
    "publishingauthor",
    "publishingeditor",
    "purges",
    "readany",
    "readpermission",
    "recoverable items",
    "reviewer",
    "sendas",
    "sendonbehalf",
    "true",
    "user_impersonation",
    "versions",
    "journal",
];

/// Texts that name nobody.
#[derive(Debug)]
pub struct PlainTexts(BTreeSet<String>);

impl PlainTexts {
    /// Collects them from the lists that ship, and from the names of apps that are the same in every tenant.
    pub fn new() -> Self {
        let listed = shipped_lists().values().flat_map(|list| &list.values).map(|text| text.to_lowercase());
        let apps =
            apps().iter().flat_map(|app| app.also.iter().chain([&app.name])).map(|name| name.to_lowercase());
        PlainTexts(listed.chain(apps).chain(WORDS.map(str::to_owned)).collect())
    }

    /// Reports whether a text names nobody: a known word, several of them, an id, a number, or a permission.
    pub fn has(&self, text: &str) -> bool {
        let folded = text.trim().to_lowercase();
        folded.split(", ").all(|part| self.0.contains(part) || is_number(part) || is_permission(part))
    }
}

/// Reports whether a text is an id or a number: digits, and what stands between them.
fn is_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_hexdigit() || "-.:{}".contains(c);
    text.is_empty() || (text.chars().all(is_part) && text.contains(|c: char| c.is_ascii_digit()))
}

fn is_permission(text: &str) -> bool {
    let mut parts = text.split('.');
    let is_word =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    text.split('.').all(is_word)
        && parts.next().is_some()
        && parts.any(|part| PERMISSION_PARTS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::PlainTexts;

    #[test]
    fn words_of_microsoft_name_nobody() {
        let plain = PlainTexts::new();
        for text in [
            "Inbox",
            "RSS Feeds",
            "FullAccess",
            "Mail.ReadWrite",
            "invoice",
            "Microsoft Teams",
            "10.0.26100.4061",
            "",
        ] {
            assert!(plain.has(text), "{text}");
        }
        for text in [
            "Anna Keller",
            "anna.keller",
            "All of Sales",
            "Project Bridge",
            "anna.all-hands",
            "Bad",
            "Inbox, Anna",
        ] {
            assert!(!plain.has(text), "{text}");
        }
    }
}
