//! Properties of patterns.

use proptest::prelude::*;
use trail365_sigma::{Pattern, Piece};

use crate::evaluate::fits;

/// Texts in which everything that wildcards are made of is frequent.
fn notation() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["*", "?", "\\", "a", "B", "ä", "%", "_", " "]), 0..12)
        .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(text in notation()) {
        let pattern = Pattern::parse(&text);
        prop_assert_eq!(Pattern::parse(&pattern.to_string()), pattern);
    }

    #[test]
    fn any_text_is_read_back(text in any::<String>()) {
        let pattern = Pattern::parse(&text);
        prop_assert_eq!(Pattern::parse(&pattern.to_string()), pattern);
    }

    #[test]
    fn literals_match_themselves_alone(text in notation(), other in notation()) {
        let pattern = Pattern::literal(text.clone());
        prop_assert!(pattern.pieces().len() <= 1);
        prop_assert!(fits(&pattern, &text, true));
        prop_assert_eq!(fits(&pattern, &other, true), text == other);
        prop_assert_eq!(Pattern::parse(&pattern.to_string()), pattern);
    }

    #[test]
    fn neighbours_are_joined(text in notation()) {
        let pattern = Pattern::parse(&text);
        for pair in pattern.pieces().windows(2) {
            prop_assert!(!matches!(pair, [Piece::Text(_), Piece::Text(_)] | [Piece::AnyRun, Piece::AnyRun]));
        }
        prop_assert!(!pattern.pieces().contains(&Piece::Text(String::new())));
    }
}
