//! The name that was probably meant by a mistyped one.

use strsim::{jaro_winkler, osa_distance};

/// Shortest name that is looked for inside longer ones: fewer letters are found in too many of them.
const SHORTEST_PART: usize = 4;

/// Least [`similarity`] of a name that may be meant.
const ALIKE: f64 = 0.8;

/// Returns the candidate nearest to a name: one that differs in a few letters, else the shortest that contains the name.
/// Case and punctuation do not count: `UserId` and `user_id` are alike. The first of equally near candidates wins.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str> + Clone) -> Option<&'c str> {
    let by_letters =
        candidates.clone().into_iter().filter_map(|c| Some((distance(name, c)?, c))).min_by_key(|(d, _)| *d);
    by_letters.map(|(_, candidate)| candidate).or_else(|| shortest_containing(name, candidates))
}

fn shortest_containing<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = fold_name(name);
    if wanted.len() < SHORTEST_PART {
        return None;
    }
    candidates.into_iter().filter(|c| fold_name(c).contains(&wanted)).min_by_key(|c| c.len())
}

/// Returns how many letters separate two names, if few enough for one to be meant by the other: a third of those of
/// `name`, at least one. Swapped neighbours count as one.
pub fn distance(name: &str, candidate: &str) -> Option<usize> {
    let wanted = fold_name(name);
    let most = (wanted.chars().count() / 3).max(1);
    Some(osa_distance(&wanted, &fold_name(candidate))).filter(|distance| *distance <= most)
}

/// Returns how alike two names are, from 0 to 1, if enough for a list of names that may be meant. Unlike [`distance`] it
/// counts a common start for more than a different length, so that `ExchangeItm` leads to `ExchangeItemGroup`, too.
pub fn similarity(name: &str, candidate: &str) -> Option<f64> {
    Some(jaro_winkler(&fold_name(name), &fold_name(candidate))).filter(|alike| *alike >= ALIKE)
}

/// Returns the letters and digits of a name, in lower case.
pub fn fold_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{nearest, similarity};

    #[test]
    fn the_near_name_is_found() {
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
            assert_eq!(nearest(name, names), expect, "{name}");
        }
    }

    #[test]
    fn alike_are_names_with_a_common_start() {
        for (candidate, expect) in [
            ("ExchangeItem", true),
            ("Exchange_Item_Group", true),
            ("ExchangeItemAggregated", true),
            ("SharePoint", false),
            ("", false),
        ] {
            assert_eq!(similarity("ExchngeItm", candidate).is_some(), expect, "{candidate}");
        }
    }
}
