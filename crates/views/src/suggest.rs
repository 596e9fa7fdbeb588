//! The name that was meant.

use strsim::osa_distance;

/// The candidate nearest to a name: one that differs in a few letters, else the shortest one that has the name in it.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    let wanted = letters(name);
    let most = (wanted.chars().count() / 3).max(1);
    let by_letters = candidates
        .clone()
        .map(|c| (osa_distance(&wanted, &letters(c)), c))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance);
    let part = || {
        candidates.filter(|c| wanted.len() >= PART && letters(c).contains(&wanted)).min_by_key(|c| c.len())
    };
    by_letters.map(|(_, c)| c).or_else(part).map(str::to_owned)
}

/// Fewest letters that tell what a part of a name belongs to.
const PART: usize = 4;

/// Letters and digits of a name, in lower case: `UserId` and `user_id` are alike.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_near_name_is_found() {
        let names = ["id", "operation", "user_id", "mailbox_owner_upn", "client_ip", "creation_time"];
        for (name, expect) in [
            ("UserId", Some("user_id")),
            ("opertion", Some("operation")),
            ("opreation", Some("operation")),
            ("mailboxownerupn", Some("mailbox_owner_upn")),
            ("creation", Some("creation_time")),
            ("time", Some("creation_time")),
            ("colour", None),
            ("ip", Some("id")),
            ("", None),
        ] {
            assert_eq!(nearest(name, names.into_iter()).as_deref(), expect, "{name}");
        }
    }
}
