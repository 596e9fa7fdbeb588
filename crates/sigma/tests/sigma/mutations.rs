//! Rules with random changes: whatever comes out, nothing panics, and the rule beside them stays.

use proptest::prelude::*;
use trail365_sigma::Collection;

const RULES: &str = r"title: Mail forwarded
id: one
name: forwarded
logsource: {product: m365, service: exchange}
detection:
  sel_a:
    Operation: [New-InboxRule, 'Set-*']
    Parameters|contains|all: [Forward, 'a\*?']
    ClientIP|cidr: 192.0.2.0/24
  sel_b:
    - keyword
    - Subject|re|i: '^inv.*\d{1,3}$'
      Time|hour|gte: 22
  filter:
    Changes[any]: {Name|base64offset|contains: Role, New|windash: '-x'}
    F|expand: '%home%'
    G: null
  condition: 1 of sel_* and not filter
sigma-version: 3
---
title: Many
correlation:
  type: value_count
  rules: [forwarded]
  group-by: [user]
  timespan: 1h
  condition: {field: ClientIP, gte: 3}
  aliases: {user: {forwarded: UserId}}
---
title: Own
logsource: {product: m365}
filter: {rules: any, s: {UserId|endswith: '@contoso.com'}, condition: s}
";

const SOUND: &str =
    "title: Sound\nid: sound\nlogsource: {product: other}\ndetection: {s: {F: 1}, condition: s}\n";

/// Pieces that are put into the text: those that mean something in YAML or Sigma, and some that do not.
const PIECES: [&str; 22] = [
    "\n", "  ", "- ", ": ", "'", "\"", "[", "]", "{", "}", "|", "*", "&a ", "*a", "\\", "%", "null", "not ",
    "\u{1b}", "é", "---\n", "9",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), 0..8_usize, 0..PIECES.len()), 1..6)) {
        let mut chars: Vec<char> = RULES.chars().collect();
        for (place, removed, piece) in changes {
            let start = place.index(chars.len());
            let end = (start + removed).min(chars.len());
            chars.splice(start..end, PIECES[piece].chars());
        }
        let text: String = chars.into_iter().collect();
        let mut collection = Collection::from_text("changed.yml", &text);
        collection.add_text("sound.yml", SOUND);
        let set = collection.link();
        prop_assert!(set.rules.iter().any(|rule| rule.metadata.identity() == "sound"));
        for problem in &set.problems {
            let is_safe = !problem.to_string().contains(|c: char| c.is_control());
            prop_assert!(is_safe && !problem.remedy.is_empty());
        }
        for rule in &set.rules {
            let _ = rule.fill(&[("home".to_owned(), vec!["CH".to_owned()])].into());
        }
    }
}

#[test]
fn the_unchanged_rules_are_sound() {
    let set = Collection::from_text("rules.yml", RULES).link();
    assert_eq!(set.problems, []);
    assert_eq!((set.rules.len(), set.correlations.len(), set.filters.len()), (1, 1, 1));
}
