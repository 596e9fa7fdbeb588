//! Names of folders that rules know by their ids alone.

use std::collections::HashMap;

use serde::Deserialize;
use trail365_sql::Session;

use super::decoded::Decoded;
use super::rows::rows;
use crate::error::Result;
use crate::sql::any_of;

/// Words of a decoded rule in front of the id of a folder.
const BY_ID: &str = "the folder with the id «";

/// Puts the paths of folders in place of their ids, where other records of the mailboxes show both.
pub(super) async fn name_folders(session: &Session, users: &[String], rules: &mut [Decoded]) -> Result<()> {
    if !rules.iter().any(|rule| rule.text("sentence").is_some_and(|text| text.contains(BY_ID))) {
        return Ok(());
    }
    let paths = read_paths(session, users).await?;
    for rule in rules {
        rule.change_texts(&mut |text| name_all(text, &paths));
    }
    Ok(())
}

/// Reads the ids of folders of some mailboxes with their paths.
async fn read_paths(session: &Session, users: &[String]) -> Result<HashMap<String, String>> {
    #[derive(Deserialize)]
    struct Folder {
        id: String,
        path: String,
    }
    let of_mailbox = any_of("lower(mailbox_owner_upn)", users);
    let found = |from: &str| {
        format!(
            "SELECT DISTINCT unnest(values_at({from}, 'Id')) AS id, unnest(values_at({from}, 'Path')) AS path FROM events \
             WHERE record_type IN (2, 3, 50) AND ({of_mailbox}) \
             AND array_length(values_at({from}, 'Id')) = array_length(values_at({from}, 'Path'))"
        )
    };
    // A folder of single items stands inside of the item, that of several beside them.
    let parts = ["folder", "dest_folder", "aggregated_folders", "item, 'ParentFolder'"].map(found);
    let query = format!("SELECT id, min(path) AS path FROM ({}) GROUP BY id", parts.join(" UNION ALL "));
    Ok(rows::<Folder>(session, &query).await?.into_iter().map(|of| (of.id, of.path)).collect())
}

/// Writes a text with the paths of the folders that are known; `None` where it names no known one.
fn name_all(text: &str, paths: &HashMap<String, String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(BY_ID) {
        let (before, behind) = (&rest[..at], &rest[at + BY_ID.len()..]);
        let end = behind.find('»')?;
        out.push_str(before);
        match paths.get(&behind[..end]) {
            Some(path) => out.extend(["the folder «", path, "»"]),
            None => out.push_str(&rest[at..at + BY_ID.len() + end + '»'.len_utf8()]),
        }
        rest = &behind[end + '»'.len_utf8()..];
    }
    (!out.is_empty()).then(|| out + rest)
}

#[cfg(test)]
mod tests {
    use super::name_all;

    #[test]
    fn known_folders_get_their_paths() {
        let paths = [("7A".to_owned(), "\\RSS Feeds".to_owned())].into();
        for (text, expect) in [
            (
                "move it to the folder with the id «7A»; copy it to the folder with the id «8»",
                Some("move it to the folder «\\RSS Feeds»; copy it to the folder with the id «8»"),
            ),
            ("delete it", None),
            ("move it to the folder with the id «7A", None),
        ] {
            assert_eq!(name_all(text, &paths).as_deref(), expect);
        }
    }
}
