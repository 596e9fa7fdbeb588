//! A round of listing: windows one after the other, each page by page.

use std::collections::{HashSet, VecDeque};

use chrono::{DateTime, Utc};
use trail365_client::{ContentInfo, Window};
use twox_hash::XxHash3_64;

/// Most pages in a row that list nothing new: pages that each lead to a new one were once followed for ever.
const MOST_BARREN: usize = 100;

/// Most pages of a window.
const MOST_PAGES: usize = 10_000;

/// A window to be listed, or one of its further pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The window.
    pub window: Window,
    /// Address of the page; `None` for the first.
    pub page: Option<String>,
}

/// A round of listings up to a time.
#[derive(Debug)]
pub(super) struct Round {
    pub until: DateTime<Utc>,
    /// Listings that are still to be made.
    left: VecDeque<Listing>,
    is_in_flight: bool,
    /// Pages of the current window.
    pages: PageChain,
    /// The round lists everything that can still be fetched.
    pub is_sweep: bool,
    /// The mark lay in the future when the round was planned.
    pub doubts_mark: bool,
}

impl Round {
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>, is_sweep: bool, doubts_mark: bool) -> Self {
        // Windows meet: each starts where the last one ends, and an end is not part of its window.
        let mut left = VecDeque::new();
        let mut start = from;
        while let Ok(window) = Window::new(start, until.min(start + Window::LONGEST)) {
            left.push_back(Listing { window, page: None });
            start = window.end();
        }
        Round { until, left, is_in_flight: false, pages: PageChain::default(), is_sweep, doubts_mark }
    }

    /// Returns the next listing. Pages of a window lead to each other, so there is one at a time.
    pub fn next_listing(&mut self) -> Option<Listing> {
        if self.is_in_flight {
            return None;
        }
        let listing = self.left.pop_front()?;
        self.is_in_flight = true;
        Some(listing)
    }

    pub fn is_in_flight(&self) -> bool {
        self.is_in_flight
    }

    /// Reports whether the current window was restarted. Its pages prove nothing before its last one is listed.
    pub fn is_restarted(&self) -> bool {
        self.pages.is_restarted
    }

    pub fn is_over(&self) -> bool {
        self.left.is_empty() && !self.is_in_flight
    }

    /// Records a page that lists `items`. A page without `next` is the last of its window.
    ///
    /// # Errors
    /// The reason if the pages go on for ever.
    pub fn follow_page(
        &mut self,
        listing: &Listing,
        items: &[ContentInfo],
        next: Option<&str>,
    ) -> Result<(), String> {
        self.is_in_flight = false;
        let Some(next) = next else {
            self.pages = PageChain::default();
            return Ok(());
        };
        self.pages.follow(items, next)?;
        self.left.push_front(Listing { window: listing.window, page: Some(next.to_owned()) });
        Ok(())
    }

    /// Makes the same listing again.
    pub fn retry_listing(&mut self, listing: Listing) {
        self.is_in_flight = false;
        self.left.push_front(listing);
    }

    /// Lists the window from its first page again.
    pub fn restart_window(&mut self, listing: &Listing) {
        self.pages = PageChain { is_restarted: true, ..PageChain::default() };
        self.retry_listing(Listing { window: listing.window, page: None });
    }
}

/// The pages of a window so far, to notice a chain that never ends. Bounded by [`MOST_PAGES`].
#[derive(Debug, Default)]
struct PageChain {
    addresses: HashSet<String>,
    /// Hashes of the IDs of listed content.
    listed: HashSet<u64>,
    /// Pages in a row that listed nothing new.
    barren: usize,
    is_restarted: bool,
}

impl PageChain {
    fn follow(&mut self, items: &[ContentInfo], next: &str) -> Result<(), String> {
        let before = self.listed.len();
        self.listed.extend(items.iter().map(|item| XxHash3_64::oneshot(item.content_id.as_bytes())));
        // A window that is listed while content arrives may repeat some of it, but not a hundred pages of it.
        self.barren = if self.listed.len() > before { 0 } else { self.barren + 1 };
        if !self.addresses.insert(next.to_owned()) {
            return Err("a page leads back to one before".into());
        }
        if self.barren >= MOST_BARREN {
            return Err(format!("{MOST_BARREN} pages in a row list nothing new and lead to another"));
        }
        if self.addresses.len() >= MOST_PAGES {
            return Err(format!("a window has more than {MOST_PAGES} pages"));
        }
        Ok(())
    }
}
