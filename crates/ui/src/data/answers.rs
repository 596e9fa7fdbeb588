//! Answers to queries over one version of the lake, kept for whoever asks again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of queries and answers that are kept.
const MOST_BYTES: usize = 8 << 20;

/// Bytes of one that is kept: a larger one would push out all others.
const LARGEST: usize = MOST_BYTES / 8;

/// The answers that were asked for last. A version never changes, so that they stay true.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Queries with their rows as lines of JSON; the one that was asked for last stands last.
    entries: VecDeque<(String, Arc<str>)>,
    bytes: usize,
}

impl Answers {
    /// Returns the answer to a query.
    pub fn find(&self, query: &str) -> Option<Arc<str>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.entries.iter().position(|(of, _)| of == query)?;
        let entry = kept.entries.remove(place)?;
        let answer = Arc::clone(&entry.1);
        kept.entries.push_back(entry);
        Some(answer)
    }

    /// Keeps an answer, for which those go that nobody asked for longest.
    pub fn keep(&self, query: &str, answer: &str) {
        let bytes = query.len() + answer.len();
        // Another may have asked the same at the same time.
        if bytes > LARGEST || self.find(query).is_some() {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.entries.push_back((query.to_owned(), Arc::from(answer)));
        kept.bytes += bytes;
        while kept.bytes > MOST_BYTES
            && let Some((query, answer)) = kept.entries.pop_front()
        {
            kept.bytes -= query.len() + answer.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answers, LARGEST, MOST_BYTES};

    #[test]
    fn the_last_answers_are_kept_within_their_bytes() {
        let answers = Answers::default();
        let answer = "x".repeat(LARGEST - 8);
        for number in 0..20 {
            answers.keep(&number.to_string(), &answer);
            // This one is asked for time and again.
            assert_eq!(answers.find("0").as_deref(), Some(answer.as_str()));
            assert!(answers.0.lock().unwrap().bytes <= MOST_BYTES);
        }
        assert!(answers.find("19").is_some() && answers.find("2").is_none());
        answers.keep("19", "other");
        assert_ne!(answers.find("19").as_deref(), Some("other"));
        answers.keep("large", &"x".repeat(LARGEST));
        assert!(answers.find("large").is_none());
    }
}
