//! Pieces of the inputs that are not records, by reason.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::place::RecordPlace;

/// Number of places that are kept for each reason.
const MOST_PLACES: usize = 5;

/// Number of reasons that are told apart. Parser and readers have some thirty; the limit holds memory where a caller
/// passes reasons that quote the text.
const MOST_REASONS: usize = 1_000;

/// Pieces of the inputs that are not records, by reason.
#[derive(Debug, Default)]
pub struct Unreadable {
    by_reason: HashMap<String, Pieces>,
    further: u64,
}

/// The pieces with the same reason.
#[derive(Debug)]
#[non_exhaustive]
pub struct Pieces {
    /// Advice to a person.
    pub remedy: &'static str,
    /// Number of pieces.
    pub count: u64,
    /// Places of the first few.
    pub places: Vec<RecordPlace>,
}

impl Unreadable {
    pub(super) fn add_piece(&mut self, place: RecordPlace, reason: &str, remedy: &'static str) {
        if let Some(pieces) = self.by_reason.get_mut(reason) {
            pieces.count += 1;
            if pieces.places.len() < MOST_PLACES {
                pieces.places.push(place);
            }
        } else if self.by_reason.len() < MOST_REASONS {
            self.by_reason.insert(reason.to_owned(), Pieces { remedy, count: 1, places: vec![place] });
        } else {
            self.further += 1;
        }
    }

    /// Returns each reason with its pieces, the most frequent first.
    pub fn by_count(&self) -> Vec<(&str, &Pieces)> {
        let mut all: Vec<_> =
            self.by_reason.iter().map(|(reason, pieces)| (reason.as_str(), pieces)).collect();
        all.sort_by_key(|(reason, pieces)| (Reverse(pieces.count), *reason));
        all
    }

    /// Returns the number of pieces whose reasons are too many to be told apart.
    pub fn further_pieces(&self) -> u64 {
        self.further
    }
}
