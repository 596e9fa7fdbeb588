//! Collects the notices of an input in bounded memory.

use std::collections::{BTreeMap, HashMap};
use std::mem::take;

use super::kind::{Notice, NoticeKind};
use crate::item::Wrapper;

/// Most notices that are listed; further ones are counted.
const LISTED: usize = 1000;

/// Most values of `ResultCount` that are kept apart.
const COUNTS: usize = 1000;

/// The place of a record among the results of its search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ResultRank {
    pub index: u64,
    pub count: u64,
}

/// The notices of an input so far.
#[derive(Debug, Default)]
pub(crate) struct NoticeLog {
    notices: Vec<Notice>,
    unlisted: u64,
    /// Searches by their `ResultCount`.
    searches: HashMap<u64, Search>,
    too_many: bool,
    /// Line of the last page, if it names a next one.
    next_link: Option<u64>,
    contradicted: Tally,
    repaired: Tally,
    /// Values in records that are most likely cut.
    cut: Tally,
    /// Records that were taken from another carrier, by the carrier that failed.
    other_carriers: BTreeMap<&'static str, (Wrapper, Tally)>,
}

/// Count of equal observations.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    first_line: u64,
    count: u64,
}

impl Tally {
    fn count(&mut self, line: u64) {
        self.add(line, 1);
    }

    fn add(&mut self, line: u64, count: u64) {
        self.first_line = if self.count == 0 { line } else { self.first_line };
        self.count += count;
    }
}

/// Searches with the same `ResultCount`.
#[derive(Debug, Default)]
struct Search {
    rows: u64,
    /// Rows that are the first of their search, which is how many searches there are.
    firsts: u64,
}

impl NoticeLog {
    pub(crate) fn listed(&self) -> &[Notice] {
        &self.notices
    }

    pub(crate) fn add(&mut self, line: u64, kind: NoticeKind) {
        // A hostile input may give a notice a line: a number stands for those beyond the list.
        if self.notices.len() < LISTED {
            self.notices.push(Notice { line, kind });
        } else {
            self.unlisted += 1;
        }
    }

    /// Takes note of a page: only the last one's link matters, since earlier ones were followed.
    pub(crate) fn note_page(&mut self, line: u64, has_next: bool) {
        self.next_link = has_next.then_some(line);
    }

    /// Counts a record that its envelope contradicts.
    pub(crate) fn count_contradicted(&mut self, line: u64) {
        self.contradicted.count(line);
    }

    /// Counts records whose quotes were repaired.
    pub(crate) fn count_repaired(&mut self, line: u64, records: u64) {
        self.repaired.add(line, records);
    }

    /// Counts values that are most likely cut.
    pub(crate) fn count_cut(&mut self, line: u64, values: u64) {
        self.cut.add(line, values);
    }

    /// Counts a record that was taken from elsewhere than this carrier.
    pub(crate) fn count_other_carrier(&mut self, line: u64, wrapper: Wrapper) {
        self.other_carriers.entry(wrapper.key()).or_insert((wrapper, Tally::default())).1.count(line);
    }

    // Rows carry no id of their search. Searches are kept apart by their number of results, and counted by their
    // first rows.
    pub(crate) fn count_rank(&mut self, rank: ResultRank) {
        // Exchange Online gives 0 where a search has run out of time: that says nothing of how many there are.
        if rank.count == 0 {
            return;
        }
        if self.searches.len() >= COUNTS && !self.searches.contains_key(&rank.count) {
            self.too_many = true;
            return;
        }
        let search = self.searches.entry(rank.count).or_default();
        search.rows += 1;
        search.firsts += u64::from(rank.index == 1);
    }

    /// Adds the notices that only the end of the input shows.
    pub(crate) fn add_final(&mut self) {
        // In this order, so that the notices of an input are the same in each run.
        self.compare_counts();
        for (wrapper, Tally { first_line, count }) in take(&mut self.other_carriers).into_values() {
            self.add(first_line, NoticeKind::OtherCarrier { wrapper, records: count });
        }
        if self.contradicted.count > 0 {
            let Tally { first_line, count } = self.contradicted;
            self.add(first_line, NoticeKind::Contradicted { records: count });
        }
        if let Tally { first_line, count: rows @ 1.. } = self.repaired {
            self.add(first_line, NoticeKind::RepairedQuotes { rows });
        }
        if let Tally { first_line, count: values @ 1.. } = self.cut {
            self.add(first_line, NoticeKind::LikelyCut { values });
        }
        if let Some(line) = self.next_link.take() {
            self.add(line, NoticeKind::NextLink);
        }
        if self.unlisted > 0 {
            self.notices.push(Notice { line: 0, kind: NoticeKind::More { count: self.unlisted } });
        }
    }

    /// Compares the results of searches with the rows of them. The order of the rows does not matter; doubled rows
    /// hide missing ones.
    fn compare_counts(&mut self) {
        let (mut told, mut read) = (0, 0);
        for (count, search) in self.searches.drain() {
            // Two searches with the same number of results look like one of twice the size.
            let expected = count.saturating_mul(search.firsts.max(1));
            if search.rows < expected {
                told += expected;
                read += search.rows;
            }
        }
        if told > 0 {
            self.add(0, NoticeKind::ResultCount { told, read });
        }
        if self.too_many {
            self.add(0, NoticeKind::ManySearches);
        }
    }
}

/// Most rows of the portal's audit search: <https://learn.microsoft.com/purview/audit-search>. A merge of several
/// exports has a multiple of it.
const PORTAL: u64 = 50_000;

/// Rows of `Search-UnifiedAuditLog`: of a call without `-ResultSize`, and of any call at most.
pub(crate) const SEARCHES: [u64; 2] = [100, 5000];

/// Most rows of a query in the portals of Defender and Log Analytics, formerly and now.
pub(crate) const QUERIES: [u64; 2] = [10_000, 30_000];

/// Returns a notice if a table has exactly as many rows as the portal, or one of `limits`, gives at most.
pub(crate) fn row_limit(limits: &[u64], rows: u64) -> Option<(u64, NoticeKind)> {
    let is_portal = rows > 0 && rows.is_multiple_of(PORTAL);
    (is_portal || limits.contains(&rows)).then_some((0, NoticeKind::RowLimit { rows }))
}

#[cfg(test)]
mod tests {
    use super::{QUERIES, SEARCHES, row_limit};

    #[test]
    fn the_limits_are_told_and_nothing_beside_them() {
        assert!([50_000, 100_000].into_iter().all(|rows| row_limit(&[], rows).is_some()));
        assert!([0, 1, 49_999, 50_001, 5000, 100].into_iter().all(|rows| row_limit(&[], rows).is_none()));
        assert!(row_limit(&SEARCHES, 5000).is_some() && row_limit(&QUERIES, 30_000).is_some());
    }
}
