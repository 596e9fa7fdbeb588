//! A round of listing: windows one after the other, each page by page.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use trail365_client::Window;

use super::Listed;
use super::chain::Chain;

/// A window to be listed, or one of its further pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The window.
    pub window: Window,
    /// The address of the page; none for the first.
    pub page: Option<String>,
}

/// A round up to a time.
#[derive(Debug)]
pub(super) struct Round {
    pub until: DateTime<Utc>,
    left: VecDeque<Listing>,
    is_flying: bool,
    /// Pages of the current window.
    chain: Chain,
    /// Whether all that can be fetched is listed.
    pub is_sweep: bool,
    /// Whether the mark lay in the future when it was planned.
    pub doubts_mark: bool,
}

impl Round {
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>, is_sweep: bool, doubts_mark: bool) -> Self {
        let mut left = VecDeque::new();
        let mut start = from;
        while let Ok(window) = Window::new(start, until.min(start + Window::LONGEST)) {
            left.push_back(Listing { window, page: None });
            start = window.end();
        }
        Round { until, left, is_flying: false, chain: Chain::default(), is_sweep, doubts_mark }
    }

    pub fn next(&mut self) -> Option<Listing> {
        if self.is_flying {
            return None;
        }
        let listing = self.left.pop_front()?;
        self.is_flying = true;
        Some(listing)
    }

    pub fn is_flying(&self) -> bool {
        self.is_flying
    }

    /// Whether the current window was begun anew: its pages prove nothing before it has come to its end.
    pub fn is_anew(&self) -> bool {
        self.chain.is_anew
    }

    pub fn is_over(&self) -> bool {
        self.left.is_empty() && !self.is_flying
    }

    /// After a page that leads to another, or ends its window.
    pub fn page(&mut self, listing: &Listing, listed: &Listed) -> Result<(), String> {
        self.is_flying = false;
        let Some(next) = &listed.next else {
            self.chain = Chain::default();
            return Ok(());
        };
        self.chain.follow(&listed.items, next)?;
        self.left.push_front(Listing { window: listing.window, page: Some(next.clone()) });
        Ok(())
    }

    /// The same again.
    pub fn again(&mut self, listing: Listing) {
        self.is_flying = false;
        self.left.push_front(listing);
    }

    /// The window from its first page.
    pub fn anew(&mut self, listing: &Listing) {
        self.chain = Chain::anew();
        self.again(Listing { window: listing.window, page: None });
    }
}
