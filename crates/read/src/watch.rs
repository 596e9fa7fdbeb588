//! Notices what is to be known of an input, in bounded memory.

use std::collections::HashMap;

use crate::notice::{Notice, NoticeKind};

/// How many notices are listed.
const LISTED: usize = 1000;

/// How many numbers of results are told apart.
const SEARCHES: usize = 1000;

/// The place of a record among those that a search has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rank {
    pub index: u64,
    pub count: u64,
}

/// What has been noticed so far.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    notices: Vec<Notice>,
    unlisted: u64,
    /// By the number of results that they tell.
    searches: HashMap<u64, Search>,
    too_many: bool,
    /// The line of the last page, if it names a next one.
    next_link: Option<u64>,
}

/// Searches with the same number of results.
#[derive(Debug, Default)]
struct Search {
    rows: u64,
    /// How many rows are the first of their search.
    firsts: u64,
}

impl Watch {
    pub(crate) fn notices(&self) -> &[Notice] {
        &self.notices
    }

    pub(crate) fn note(&mut self, line: u64, kind: NoticeKind) {
        if self.notices.len() < LISTED {
            self.notices.push(Notice { line, kind });
        } else {
            self.unlisted += 1;
        }
    }

    /// A page has been met.
    pub(crate) fn page(&mut self, line: u64, has_next: bool) {
        self.next_link = has_next.then_some(line);
    }

    pub(crate) fn rank(&mut self, rank: Rank) {
        // Exchange Online tells 0 where a search has run out of time.
        if rank.count == 0 {
            return;
        }
        if self.searches.len() >= SEARCHES && !self.searches.contains_key(&rank.count) {
            self.too_many = true;
            return;
        }
        let search = self.searches.entry(rank.count).or_default();
        search.rows += 1;
        search.firsts += u64::from(rank.index == 1);
    }

    /// The input has ended.
    pub(crate) fn end(&mut self) {
        self.compare();
        if let Some(line) = self.next_link.take() {
            self.note(line, NoticeKind::NextLink);
        }
        if self.unlisted > 0 {
            self.notices.push(Notice { line: 0, kind: NoticeKind::More { count: self.unlisted } });
        }
    }

    /// Compares what searches have found with what is there. That is independent of the order of the rows; where
    /// rows are doubled it finds less.
    fn compare(&mut self) {
        let (mut told, mut read) = (0, 0);
        for (count, search) in self.searches.drain() {
            let expected = count.saturating_mul(search.firsts.max(1));
            if search.rows < expected {
                told += expected;
                read += search.rows;
            }
        }
        if told > 0 {
            self.note(0, NoticeKind::ResultCount { told, read });
        }
        if self.too_many {
            self.note(0, NoticeKind::ManySearches);
        }
    }
}
