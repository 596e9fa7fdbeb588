//! One notice for many inputs that say the same.

use super::kind::{Notice, NoticeKind};

/// Notices that say different things, at most; further ones are counted.
const KINDS: usize = 200;

/// A notice that takes in those of other inputs.
pub trait Merge: PartialEq {
    /// Takes in a notice of another input, if both say the same but for their counts: these are added up. Returns false, and
    /// changes nothing, where they say different things.
    fn absorb(&mut self, other: &Self) -> bool;
}

impl Merge for Notice {
    fn absorb(&mut self, other: &Self) -> bool {
        let absorbed = self.kind.absorb(&other.kind);
        if absorbed {
            // A line of one input says nothing about the other.
            self.line = 0;
        }
        absorbed
    }
}

impl Merge for NoticeKind {
    fn absorb(&mut self, other: &Self) -> bool {
        match (&mut *self, other) {
            (Self::ResultCount { told, read }, Self::ResultCount { told: more_told, read: more_read }) => {
                *told = told.saturating_add(*more_told);
                *read = read.saturating_add(*more_read);
                true
            }
            (Self::JoinedRows { records, rows }, Self::JoinedRows { records: more_records, rows: more }) => {
                *records = records.saturating_add(*more_records);
                *rows = rows.saturating_add(*more);
                true
            }
            (
                Self::SearchedFront { lines, bytes },
                Self::SearchedFront { lines: more_lines, bytes: more_bytes },
            ) => {
                *lines = lines.saturating_add(*more_lines);
                *bytes = bytes.saturating_add(*more_bytes);
                true
            }
            (
                Self::Oversized { records, limit_bytes },
                Self::Oversized { records: more, limit_bytes: other },
            ) if limit_bytes == other => {
                *records = records.saturating_add(*more);
                true
            }
            (Self::LostValues { column, rows }, Self::LostValues { column: other, rows: more })
                if column == other =>
            {
                *rows = rows.saturating_add(*more);
                true
            }
            (
                Self::CodePage { page, lines, is_named },
                Self::CodePage { page: other, lines: more, is_named: other_named },
            ) if page == other && is_named == other_named => {
                *lines = lines.saturating_add(*more);
                true
            }
            (
                Self::OtherCarrier { wrapper, records },
                Self::OtherCarrier { wrapper: other, records: more },
            ) if wrapper == other => {
                *records = records.saturating_add(*more);
                true
            }
            (Self::RepeatedIds { rows: all }, Self::RepeatedIds { rows: more })
            | (Self::Contradicted { records: all }, Self::Contradicted { records: more })
            | (Self::PassedOver { bytes: all }, Self::PassedOver { bytes: more })
            | (Self::More { count: all }, Self::More { count: more }) => {
                *all = all.saturating_add(*more);
                true
            }
            _ => self == other,
        }
    }
}

/// A notice of one or several inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedNotice<N> {
    /// The notice, with the counts of all inputs added up.
    pub notice: N,
    /// Number of inputs that have it.
    pub inputs: u64,
    /// Name of the first of these.
    pub first: String,
    /// Name of the last of these, so that an input with several counts once.
    last: String,
}

/// The notices of many inputs in bounded memory: those that say the same are one.
///
/// ```
/// use trail365_read::{MergedNotices, Notice, NoticeKind};
///
/// let mut all = MergedNotices::default();
/// for input in ["a.csv", "b.csv"] {
///     all.add(input, Notice { line: 0, kind: NoticeKind::ResultCount { told: 10, read: 7 } });
/// }
/// let [one] = all.list() else { panic!() };
/// assert_eq!((one.inputs, one.first.as_str()), (2, "a.csv"));
/// assert!(one.notice.to_string().starts_with("at least 6 records are missing"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedNotices<N> {
    notices: Vec<MergedNotice<N>>,
    unlisted: u64,
}

impl<N> Default for MergedNotices<N> {
    fn default() -> Self {
        Self { notices: Vec::new(), unlisted: 0 }
    }
}

impl<N: Merge> MergedNotices<N> {
    /// Adds a notice of an input. Returns the number of inputs that say so by now.
    pub fn add(&mut self, input: &str, notice: N) -> u64 {
        for known in &mut self.notices {
            if known.notice.absorb(&notice) {
                if known.last != input {
                    known.inputs += 1;
                    input.clone_into(&mut known.last);
                }
                return known.inputs;
            }
        }
        if self.notices.len() < KINDS {
            let name = input.to_owned();
            self.notices.push(MergedNotice { notice, inputs: 1, first: name.clone(), last: name });
        } else {
            self.unlisted += 1;
        }
        1
    }

    /// Returns the notices, each once.
    pub fn list(&self) -> &[MergedNotice<N>] {
        &self.notices
    }

    /// Returns the number of notices that are too many to be listed.
    pub fn unlisted(&self) -> u64 {
        self.unlisted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(line: u64) -> Notice {
        Notice { line, kind: NoticeKind::ResultCount { told: 10, read: 7 } }
    }

    #[test]
    fn twenty_equal_notices_are_one_with_their_sum() {
        let mut all = MergedNotices::default();
        (0..20).for_each(|n| _ = all.add(&format!("{n:02}.csv"), missing(0)));
        let [one] = all.list() else { panic!("{all:?}") };
        assert_eq!((one.inputs, &*one.first), (20, "00.csv"));
        assert_eq!(
            one.notice.to_string(),
            "at least 60 records are missing: by ResultCount the searches found 200, and 140 of those are here"
        );
    }

    #[test]
    fn an_input_counts_once_and_a_line_only_while_it_is_the_only_one() {
        let mut all = MergedNotices::default();
        assert_eq!(all.add("a", missing(7)), 1);
        assert!(all.list()[0].notice.to_string().starts_with("line 7: "));
        assert_eq!(all.add("a", missing(9)), 1);
        assert_eq!(all.list()[0].inputs, 1);
        assert!(all.list()[0].notice.to_string().starts_with("at least 6 "));
    }

    #[test]
    fn different_notices_stay_apart_in_bounded_memory() {
        let mut all = MergedNotices::default();
        for n in 0..1_000 {
            all.add("a", Notice { line: 1, kind: NoticeKind::LostValues { column: n.to_string(), rows: 1 } });
        }
        assert_eq!((all.list().len(), all.unlisted()), (KINDS, 1_000 - KINDS as u64));
    }

    #[test]
    fn other_words_are_kept_apart() {
        let mut lost = NoticeKind::LostValues { column: "AuditData".into(), rows: 1 };
        assert!(lost.absorb(&NoticeKind::LostValues { column: "AuditData".into(), rows: 2 }));
        assert!(!lost.absorb(&NoticeKind::LostValues { column: "Operations".into(), rows: 2 }));
        assert_eq!(lost, NoticeKind::LostValues { column: "AuditData".into(), rows: 3 });
        let mut limit = NoticeKind::RowLimit { rows: 5_000 };
        assert!(limit.absorb(&NoticeKind::RowLimit { rows: 5_000 }));
        assert!(!limit.absorb(&NoticeKind::RowLimit { rows: 50_000 }));
        assert_eq!(limit, NoticeKind::RowLimit { rows: 5_000 });
        let mut bytes = NoticeKind::PassedOver { bytes: u64::MAX };
        assert!(bytes.absorb(&NoticeKind::PassedOver { bytes: 1 }));
        assert_eq!(bytes, NoticeKind::PassedOver { bytes: u64::MAX });
    }
}
