//! What is to be known of an input as a whole.

use std::fmt;

/// Something that was noticed while reading, and that the records alone do not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The line it is about, counted from 1; 0 for the input as a whole.
    pub line: u64,
    /// What it is.
    pub kind: NoticeKind,
}

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// The input has exactly as many rows as the search or portal it comes from gives at most: most likely there are
    /// more.
    RowLimit {
        /// How many.
        rows: u64,
    },
    /// `Search-UnifiedAuditLog` found more records than there are: `ResultCount` against the rows with it.
    ResultCount {
        /// How many records were found, by `ResultCount`, in all searches whose records are not all there.
        told: u64,
        /// How many of those are there.
        read: u64,
    },
    /// So many searches in one input that not all were counted for [`NoticeKind::ResultCount`].
    ManySearches,
    /// The last record is cut off: what came after it is missing.
    CutOff,
    /// An array is not closed at the end: records may be missing after it.
    ArrayNotClosed,
    /// The last page of Microsoft Graph names a next one, which is not there.
    NextLink,
    /// The records went through a table that has no column for these fields.
    LostFields {
        /// The table.
        table: &'static str,
        /// The fields.
        fields: Vec<&'static str>,
    },
    /// PowerShell has written the type of a value in place of the value.
    LostValues {
        /// The column.
        column: String,
        /// In how many rows.
        rows: u64,
    },
    /// More of a rejected piece than is kept.
    PassedOver {
        /// How much of it was passed over, in bytes.
        bytes: u64,
    },
    /// Further notices, which are not listed.
    More {
        /// How many.
        count: u64,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for NoticeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RowLimit { rows } => write!(
                f,
                "exactly {rows} rows, the most that such an export has: records are most likely missing, export a \
                 shorter time"
            ),
            Self::ResultCount { told, read } => write!(
                f,
                "at least {} records are missing: by ResultCount the searches found {told}, and {read} of those are here",
                told - read
            ),
            Self::ManySearches => {
                write!(f, "too many searches to compare ResultCount with the rows of each: some were not")
            }
            Self::CutOff => write!(f, "the last record is cut off: what came after it is missing"),
            Self::ArrayNotClosed => {
                write!(f, "the array is not closed at the end: records may be missing after it")
            }
            Self::NextLink => write!(f, "the page names a next one (nextLink), which is not in this input"),
            Self::LostFields { table, fields } => {
                write!(
                    f,
                    "{table} has no column for {}: what the records had there is lost",
                    fields.join(" and ")
                )
            }
            Self::LostValues { column, rows } => write!(
                f,
                "{column} has the type of a PowerShell object in place of its value in {rows} rows: the values are lost"
            ),
            Self::PassedOver { bytes } => {
                write!(f, "{bytes} further bytes of this rejected piece were passed over and are not kept")
            }
            Self::More { count } => write!(f, "{count} further notices"),
        }
    }
}
