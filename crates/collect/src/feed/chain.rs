//! The pages of a window, each of which leads to the next.

use std::collections::HashSet;

use trail365_client::ContentInfo;
use twox_hash::XxHash3_64;

/// Pages in a row that list nothing which the ones before did not.
const MOST_BARREN: usize = 100;

/// Pages of a window at all.
const MOST_PAGES: usize = 10_000;

/// Tells a chain that goes on for ever.
#[derive(Debug, Default)]
pub(super) struct Chain {
    pages: HashSet<String>,
    /// What they list, by a hash of the IDs.
    listed: HashSet<u64>,
    barren: usize,
    /// Whether one of the same window was given up.
    pub is_anew: bool,
}

impl Chain {
    /// That of a window whose pages led nowhere before.
    pub fn anew() -> Self {
        Chain { is_anew: true, ..Chain::default() }
    }

    /// After a page that leads to another.
    pub fn follow(&mut self, items: &[ContentInfo], next: &str) -> Result<(), String> {
        let before = self.listed.len();
        self.listed.extend(items.iter().map(|item| XxHash3_64::oneshot(item.content_id.as_bytes())));
        self.barren = if self.listed.len() > before { 0 } else { self.barren + 1 };
        if !self.pages.insert(next.to_owned()) {
            return Err("a page leads back to one before".into());
        }
        if self.barren >= MOST_BARREN {
            return Err(format!("{MOST_BARREN} pages in a row list nothing new and lead to another"));
        }
        if self.pages.len() >= MOST_PAGES {
            return Err(format!("a window has more than {MOST_PAGES} pages"));
        }
        Ok(())
    }
}
