//! Notices of one unit.

use std::fmt;

use trail365_read::{Merge, Notice};

/// A notice about a unit: something that its counts do not say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnitNotice {
    /// An observation of the reader.
    Read(Notice),
    /// Some records have no time.
    NoTime {
        /// All records of the unit.
        records: u64,
        /// Records without a time.
        without: u64,
    },
    /// Some records have no record type.
    NoType {
        /// All records of the unit.
        records: u64,
        /// Records without a type.
        without: u64,
    },
    /// Characters that the encoding does not have.
    Replaced {
        /// Number of characters.
        characters: u64,
    },
    /// Pieces that are no records, of which `rejected` has the text.
    Rejected {
        /// Reason in a few words.
        reason: String,
        /// Number of pieces.
        pieces: u64,
    },
    /// Records have the Id of another and say something else.
    Conflicts {
        /// The first such Id.
        id: String,
    },
    /// Records lack fields of others with their Id that are there.
    PartialCopies,
    /// Anything else, in words.
    Other(String),
}

impl Merge for UnitNotice {
    fn absorb(&mut self, other: &UnitNotice) -> bool {
        match (&mut *self, other) {
            (Self::Read(notice), Self::Read(other)) => notice.absorb(other),
            (Self::NoTime { records, without }, Self::NoTime { records: all, without: more })
            | (Self::NoType { records, without }, Self::NoType { records: all, without: more }) => {
                *records = records.saturating_add(*all);
                *without = without.saturating_add(*more);
                true
            }
            (Self::Replaced { characters }, Self::Replaced { characters: more }) => {
                *characters = characters.saturating_add(*more);
                true
            }
            (Self::Rejected { reason, pieces }, Self::Rejected { reason: other, pieces: more })
                if reason == other =>
            {
                *pieces = pieces.saturating_add(*more);
                true
            }
            // One Id is enough to begin with.
            (Self::Conflicts { .. }, Self::Conflicts { .. }) => true,
            _ => self == other,
        }
    }
}

impl fmt::Display for UnitNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(notice) => notice.fmt(f),
            Self::NoTime { records, without } => {
                lack(f, (*records, *without), "a time", "questions by time do not find")
            }
            Self::NoType { records, without } => {
                lack(f, (*records, *without), "a record type", "views and questions by type do not find")
            }
            Self::Replaced { characters } => {
                let noun = if *characters == 1 { "character" } else { "characters" };
                write!(f, "{characters} {noun} could not be decoded and became U+FFFD")
            }
            Self::Rejected { reason, pieces } => write!(f, "{pieces} rejected: {reason}"),
            Self::Conflicts { id } => write!(
                f,
                "records in conflict with another of the same Id, such as {id}: both are kept, and `events` has the fuller one"
            ),
            Self::PartialCopies => f.write_str(
                "copies of records that the lake has, with fields missing: `activity` keeps them, and `events` has the fullest \
                 of each Id",
            ),
            Self::Other(words) => f.write_str(words),
        }
    }
}

/// Says how many records lack something, and which questions do not find them.
fn lack(
    f: &mut fmt::Formatter<'_>,
    (records, without): (u64, u64),
    thing: &str,
    questions: &str,
) -> fmt::Result {
    let with = records.saturating_sub(without);
    let have = if with == 1 || records == 1 { "has" } else { "have" };
    let (none, them) = if without == 1 { ("has", "it") } else { ("have", "them") };
    let noun = if records == 1 { "record" } else { "records" };
    write!(f, "{with} of {records} {noun} {have} {thing}; {without} {none} none: {questions} {them}")
}

#[cfg(test)]
mod tests {
    use trail365_read::MergedNotices;

    use super::*;

    #[test]
    fn reasons_are_kept_apart_and_their_pieces_added_up() {
        let rejected = |reason: &str| UnitNotice::Rejected { reason: reason.into(), pieces: 2 };
        let mut all = MergedNotices::default();
        for (unit, reason) in [("a", "no JSON object"), ("b", "broken JSON"), ("c", "no JSON object")] {
            all.add(unit, rejected(reason));
        }
        let words: Vec<_> = all.list().iter().map(|it| it.notice.to_string()).collect();
        assert_eq!(words, ["4 rejected: no JSON object", "2 rejected: broken JSON"]);
    }

    #[test]
    fn numbers_agree() {
        let words = |records, without| UnitNotice::NoTime { records, without }.to_string();
        assert_eq!(
            words(5, 2),
            "3 of 5 records have a time; 2 have none: questions by time do not find them"
        );
        assert_eq!(words(1, 1), "0 of 1 record has a time; 1 has none: questions by time do not find it");
        assert_eq!(words(2, 1), "1 of 2 records has a time; 1 has none: questions by time do not find it");
    }
}
