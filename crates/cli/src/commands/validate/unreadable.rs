//! Pieces of the inputs that are no records, by reason.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::input::{Place, Problem};

/// How many places are kept for each reason.
const PLACES: usize = 5;

/// The pieces by their reason. There are only so many reasons, whatever the input.
#[derive(Debug, Default)]
pub struct Unreadable(HashMap<String, Pieces>);

/// The pieces with the same problem.
#[derive(Debug)]
pub struct Pieces {
    pub remedy: &'static str,
    pub count: u64,
    /// The first few.
    pub places: Vec<Place>,
}

impl Unreadable {
    /// Counts a piece.
    pub fn count(&mut self, place: Place, problem: &Problem) {
        if let Some(pieces) = self.0.get_mut(&problem.reason) {
            pieces.count += 1;
            if pieces.places.len() < PLACES {
                pieces.places.push(place);
            }
        } else {
            let pieces = Pieces { remedy: problem.remedy, count: 1, places: vec![place] };
            self.0.insert(problem.reason.clone(), pieces);
        }
    }

    /// Each reason with its pieces, the most frequent first.
    pub fn by_count(&self) -> Vec<(&str, &Pieces)> {
        let mut all: Vec<_> = self.0.iter().map(|(reason, pieces)| (reason.as_str(), pieces)).collect();
        all.sort_by_key(|(reason, pieces)| (Reverse(pieces.count), *reason));
        all
    }
}
