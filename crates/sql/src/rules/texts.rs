//! Texts that many matches have in common.

use std::collections::HashSet;
use std::sync::Arc;

/// Most texts that are kept to be shared; then it begins anew.
const MOST: usize = 200_000;

/// Texts of which equal ones are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts(HashSet<Arc<str>>);

impl Texts {
    /// Returns a text, the same one for equal texts.
    pub fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let new: Arc<str> = text.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}
