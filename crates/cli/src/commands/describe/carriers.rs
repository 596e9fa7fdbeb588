//! Record types named as part of an answer.

use serde::Serialize;
use trail365_schema::{RECORD_TYPES, RecordType};

use crate::output::enumerate;

/// Some of the record types, in order of their number.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Carriers(Vec<Carrier>);

#[derive(Serialize)]
struct Carrier {
    number: i32,
    name: &'static str,
}

impl Carriers {
    /// Makes the list of these record types; one that is named twice counts once.
    pub fn new(record_types: impl IntoIterator<Item = &'static RecordType>) -> Self {
        let mut carriers: Vec<_> =
            record_types.into_iter().map(|t| Carrier { number: t.value, name: t.name }).collect();
        carriers.sort_by_key(|carrier| carrier.number);
        carriers.dedup_by_key(|carrier| carrier.number);
        Self(carriers)
    }

    /// Returns their number.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Names the record types; if they are more than half of all, names those that are missing.
    pub fn words(&self) -> String {
        let missing: Vec<_> =
            RECORD_TYPES.iter().filter(|t| self.0.iter().all(|carrier| carrier.number != t.value)).collect();
        if self.0.is_empty() {
            "none is known".to_owned()
        } else if missing.is_empty() {
            format!("all {}", RECORD_TYPES.len())
        } else if missing.len() < self.0.len() {
            // A common field is carried by nearly all record types. The few that lack it are the shorter answer.
            let missing = Self::new(missing);
            format!("all {} but {}", RECORD_TYPES.len(), missing.names())
        } else {
            self.names()
        }
    }

    fn names(&self) -> String {
        enumerate(self.0.iter().map(|t| format!("{} ({})", t.name, t.number)))
    }
}
