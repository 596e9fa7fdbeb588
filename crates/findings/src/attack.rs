//! Tags of ATT&CK.

/// Returns the techniques that tags name, such as `T1114.003` for `attack.t1114.003`.
///
/// ```
/// let tags = ["attack.t1114.003".to_owned(), "attack.collection".to_owned()];
/// assert_eq!(trail365_findings::techniques(&tags), ["T1114.003"]);
/// assert_eq!(trail365_findings::tactics(&tags), ["collection"]);
/// ```
pub fn techniques(tags: &[String]) -> Vec<String> {
    names(tags).filter(|name| is_technique(name)).map(str::to_uppercase).collect()
}

/// Returns the tactics that tags name, such as `collection` for `attack.collection`.
pub fn tactics(tags: &[String]) -> Vec<String> {
    // Groups and software have tags of the same kind.
    let is_other = |name: &str| name.starts_with(['g', 's']) && name[1..].bytes().all(|b| b.is_ascii_digit());
    names(tags).filter(|name| !is_technique(name) && !is_other(name)).map(str::to_owned).collect()
}

fn names(tags: &[String]) -> impl Iterator<Item = &str> {
    tags.iter().filter_map(|tag| tag.strip_prefix("attack.")).filter(|name| !name.is_empty())
}

fn is_technique(name: &str) -> bool {
    name.strip_prefix('t').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
