//! The rules that watch an operation.

use trail365_sigma::{Collection, Level, Match, Metadata, Needle, RuleSet, Subject, Target};

use crate::generated::RULES;

/// Returns the titles of the rules that ship and name an operation, and of the correlations over them in the same file.
///
/// ```
/// let titles = trail365_findings::rules_watching("New-InboxRule");
/// assert!(titles.iter().any(|title| title == "Inbox rule sends mail outside the organisation"));
/// assert!(trail365_findings::rules_watching("NoSuchOperation").is_empty());
/// ```
pub fn rules_watching(operation: &str) -> Vec<String> {
    let wanted = operation.to_lowercase();
    // Only a file that has the name is read as rules.
    let files = RULES.iter().filter(|(_, text)| text.to_lowercase().contains(&wanted));
    let mut titles: Vec<String> = files
        .flat_map(|(name, text)| titles_in(&Collection::from_text(name, text).link(), &wanted))
        .collect();
    titles.sort();
    titles.dedup();
    titles
}

fn titles_in(set: &RuleSet, wanted: &str) -> Vec<String> {
    let watches = |place: usize| {
        let mut found = false;
        set.rules[place].condition.visit_matches(&mut |matched| found |= names_operation(matched, wanted));
        found
    };
    let watching: Vec<usize> = (0..set.rules.len()).filter(|place| watches(*place)).collect();
    let rules = watching.iter().map(|place| &set.rules[*place].metadata);
    let builds_on = |target: Target| matches!(target, Target::Rule(place) if watching.contains(&place));
    let correlations =
        set.correlations.iter().filter(|of| of.parts.iter().any(|part| builds_on(part.target)));
    let is_alert = |metadata: &&Metadata| metadata.level != Some(Level::Informational);
    rules
        .chain(correlations.map(|of| &of.metadata))
        .filter(is_alert)
        .map(|metadata| metadata.title.clone())
        .collect()
}

fn names_operation(matched: &Match, wanted: &str) -> bool {
    let is_operation =
        matches!(&matched.subject, Subject::Field(name) if name.eq_ignore_ascii_case("Operation"));
    let is_wanted = |needle: &Needle| match needle {
        Needle::Text { pattern, .. } => {
            pattern.as_literal().is_some_and(|text| text.to_lowercase() == wanted)
        }
        _ => false,
    };
    is_operation && matched.needles.iter().any(is_wanted)
}
