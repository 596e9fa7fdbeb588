//! Declared dependencies are used: one that nobody names costs every build its time.

use std::collections::BTreeSet;

use super::floors::Unnamed;
use super::source::all_tokens;
use super::tree::Sources;

/// Returns the dependencies of a manifest's section that the sources never name, a sentence each.
pub fn check_dependencies(
    name: &str,
    manifest: &toml::Table,
    section: &str,
    sources: &[&Sources],
    unnamed: &[Unnamed],
) -> Vec<String> {
    let declared = manifest.get(section).and_then(|section| section.as_table());
    let declared: Vec<_> = declared.into_iter().flat_map(toml::Table::keys).collect();
    if declared.is_empty() {
        return Vec::new();
    }
    let words: BTreeSet<_> =
        sources.iter().flat_map(|sources| sources.values()).flat_map(|t| words(t)).collect();
    let is_listed = |key: &str| {
        unnamed.iter().any(|it| it.house == name && it.dependency == key && !it.reason.trim().is_empty())
    };
    let silent =
        declared.into_iter().filter(|key| !words.contains(&key.replace('-', "_")) && !is_listed(key));
    silent.map(|key| format!("{name}: {key} is in [{section}], and nothing uses it")).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    all_tokens(text).iter().filter_map(|token| token.word().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_declared_and_not_used_is_found() {
        let manifest =
            toml::from_str("[dependencies]\nserde-json = \"1\"\nold = \"1\"\nallocator = \"1\"").unwrap();
        let text = "use serde_json::Value; // old";
        let sources = Sources::from([("lib.rs".to_owned(), text.to_owned())]);
        let unnamed = [Unnamed {
            house: "house".into(),
            dependency: "allocator".into(),
            reason: "switches a feature on".into(),
        }];
        let found = check_dependencies("house", &manifest, "dependencies", &[&sources], &unnamed);
        assert_eq!(found, ["house: old is in [dependencies], and nothing uses it"]);
    }
}
