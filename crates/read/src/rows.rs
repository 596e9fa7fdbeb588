//! How many rows the places that exports come from give at most.

use crate::notice::NoticeKind;

/// The audit search of the portal: <https://learn.microsoft.com/purview/audit-search>. A merge of several has a
/// multiple of it.
const PORTAL: u64 = 50_000;

/// `Search-UnifiedAuditLog`: a call without `-ResultSize`, and the most that a call gives.
pub(crate) const SEARCHES: [u64; 2] = [100, 5000];

/// The results of a query in the portals of Defender and Log Analytics, formerly and now.
pub(crate) const QUERIES: [u64; 2] = [10_000, 30_000];

/// What is to be said of so many rows, where `limits` hold beside the portal's.
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
