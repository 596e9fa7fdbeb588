//! Notices and their texts.

use std::fmt;

use crate::code_page::CodePage;
use crate::item::{Wrapper, count_of};

/// An observation about an input that its records alone do not show.
///
/// ```
/// use trail365_read::{NoticeKind, Reader};
///
/// let mut reader = Reader::new(&b"{\"Id\":\"1\"}\n{\"Id\":\"2"[..])?;
/// while reader.next()?.is_some() {}
/// let notice = &reader.notices()[0];
/// assert_eq!((notice.line, &notice.kind), (2, &NoticeKind::CutOff));
/// assert_eq!(notice.to_string(), "line 2: the last record is cut off: everything after it is missing");
/// # Ok::<(), trail365_read::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Line that it is about, counted from 1; 0 for the input as a whole.
    pub line: u64,
    /// Kind of observation.
    pub kind: NoticeKind,
}

/// The kind of a [`Notice`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoticeKind {
    /// The input has exactly as many rows as the search or portal that exports it gives at most, so most likely
    /// there are more.
    RowLimit {
        /// Rows of the input.
        rows: u64,
    },
    /// `Search-UnifiedAuditLog` found more records than the input has, by `ResultCount`.
    ResultCount {
        /// Records that were found, by `ResultCount`, in all searches whose records are not all there.
        told: u64,
        /// Records of those searches in the input.
        read: u64,
    },
    /// More searches in one input than are counted for [`NoticeKind::ResultCount`].
    ManySearches,
    /// The last record is cut off, so everything after it is missing.
    CutOff,
    /// An array is not closed at the end, so records may be missing after it.
    ArrayNotClosed,
    /// The last page of Microsoft Graph or Power BI names a next page, which is not in the input.
    NextLink,
    /// The records went through a table of Sentinel and Log Analytics that has no column for some of their fields.
    LostFields {
        /// Name of the table.
        table: &'static str,
        /// Fields of nearly every record that are lost. Others may be, too.
        fields: Vec<&'static str>,
    },
    /// PowerShell wrote the type of a value in place of the value.
    LostValues {
        /// Name of the column.
        column: String,
        /// Rows with such a value.
        rows: u64,
    },
    /// Rows of one record were put together: an export that gives each item of a list a row of its own.
    JoinedRows {
        /// Records that had several rows.
        records: u64,
        /// Their rows.
        rows: u64,
    },
    /// Rows repeat the Id of the record before, and were too many to be put together with it.
    RepeatedIds {
        /// Such rows.
        rows: u64,
    },
    /// PowerShell wrote the name of a type in place of records.
    LostRecords {
        /// Rows without their record.
        rows: u64,
    },
    /// A program changed the quotes of records, and they were changed back.
    RepairedQuotes {
        /// Such rows.
        rows: u64,
    },
    /// Values are as long as the longest that a program writes, so that they are most likely cut.
    LikelyCut {
        /// Such values.
        values: u64,
    },
    /// Records are cut off, and what stands before the cut was read.
    Truncated {
        /// Such records.
        records: u64,
    },
    /// Records are larger than the limit, and what stands before it was read.
    Oversized {
        /// Such records.
        records: u64,
        /// The limit.
        limit_bytes: usize,
    },
    /// Lines are in a code page, not in UTF-8.
    CodePage {
        /// The code page.
        page: CodePage,
        /// Lines that were decoded.
        lines: u64,
        /// True if the caller has named the code page; else it is a guess.
        is_named: bool,
    },
    /// Records say something else than the row or object around them, and what they say was taken.
    Contradicted {
        /// Records that differ.
        records: u64,
    },
    /// A carrier held no sound record, and the record was taken from another one beside it.
    OtherCarrier {
        /// Carrier without a sound record.
        wrapper: Wrapper,
        /// Records that were taken from elsewhere.
        records: u64,
    },
    /// A rejected piece is longer than what is kept of it.
    PassedOver {
        /// Bytes that are not kept.
        bytes: u64,
    },
    /// The input begins with so much text without a record that it was searched and let go, not rejected line by line.
    SearchedFront {
        /// Lines that were let go.
        lines: u64,
        /// Their bytes.
        bytes: u64,
    },
    /// Further notices were counted, not listed.
    More {
        /// Notices that are not listed.
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
            Self::ResultCount { told, read } => {
                let missing = told - read;
                let are = |count| if count == 1 { "is" } else { "are" };
                write!(
                    f,
                    "at least {} {} missing: by ResultCount the searches found {told}, and {read} of those {} here",
                    count_of(missing, "record"),
                    are(missing),
                    are(*read)
                )
            }
            Self::ManySearches => {
                write!(
                    f,
                    "too many searches to compare ResultCount with the rows of each: some were not compared"
                )
            }
            Self::CutOff => write!(f, "the last record is cut off: everything after it is missing"),
            Self::ArrayNotClosed => {
                write!(f, "the array is not closed at the end: records may be missing after it")
            }
            Self::NextLink => write!(f, "the page names a next one, which is not in this input"),
            Self::LostFields { table, fields } => write_lost_fields(f, table, fields),
            Self::LostValues { column, rows } => write!(
                f,
                "{column} has the type of a PowerShell object in place of its value in {}: {}",
                count_of(*rows, "row"),
                if *rows == 1 { "the value is lost" } else { "the values are lost" }
            ),
            Self::JoinedRows { records, rows } => write!(
                f,
                "{} put together to {}: the export has a row for each item of a list, so fields may be missing; export \
                 without exploding where that matters",
                if *rows == 1 { "1 row was".to_owned() } else { format!("{rows} rows were") },
                count_of(*records, "record")
            ),
            Self::RepeatedIds { rows } => write!(
                f,
                "{} the RecordId of the record before, which has too many rows to be put together: the export has a row \
                 for each item of a list, so each such row is a conflict of its record; export without exploding",
                if *rows == 1 { "1 row repeats".to_owned() } else { format!("{rows} rows repeat") }
            ),
            Self::LostRecords { rows } => write!(
                f,
                "{} the name of a type in place of the record, which Export-Csv has lost: export again with \
                 ConvertTo-Json -Depth 10",
                if *rows == 1 { "1 row has".to_owned() } else { format!("{rows} rows have") }
            ),
            Self::RepairedQuotes { rows } => {
                write!(
                    f,
                    "another program changed the quotes of the record in {}: they were changed back",
                    count_of(*rows, "row")
                )
            }
            Self::LikelyCut { values } => write!(
                f,
                "{} exactly 32,766 or 32,767 characters, the most that Log Analytics and Excel keep: most likely cut off",
                if *values == 1 { "1 value has".to_owned() } else { format!("{values} values have") }
            ),
            Self::Truncated { records } => write!(
                f,
                "{} cut off, and only what stands before the cut was read: export it again, or use the file as it was \
                 exported, not as a spreadsheet saved it",
                if *records == 1 { "1 record is".to_owned() } else { format!("{records} records are") }
            ),
            Self::Oversized { records, limit_bytes } => write_oversized(f, *records, *limit_bytes),
            Self::CodePage { page, lines, is_named } => {
                let are = if *lines == 1 { "is" } else { "are" };
                write!(f, "{} {are} not UTF-8 and read as {page}", count_of(*lines, "line"))?;
                match is_named {
                    true => Ok(()),
                    false => write!(
                        f,
                        ", which is a guess: if letters are wrong, name the code page with --encoding"
                    ),
                }
            }
            Self::Contradicted { records } => write_contradicted(f, *records),
            Self::OtherCarrier { wrapper, records } => write_other_carrier(f, *wrapper, *records),
            Self::PassedOver { bytes } => {
                let further = if *bytes == 1 {
                    "byte of this rejected piece is"
                } else {
                    "bytes of this rejected piece are"
                };
                write!(f, "{bytes} further {further} not kept")
            }
            Self::SearchedFront { lines, bytes } => write_searched_front(f, *lines, *bytes),
            Self::More { count } => {
                write!(f, "{count} further {}", if *count == 1 { "notice" } else { "notices" })
            }
        }
    }
}

fn write_lost_fields(f: &mut fmt::Formatter<'_>, table: &str, fields: &[&str]) -> fmt::Result {
    write!(
        f,
        "the records come from {table}, a table of Sentinel and Log Analytics that keeps only a part of their fields: it \
         has no column for {}, among others, so these records are incomplete",
        fields.join(" and ")
    )
}

fn write_oversized(f: &mut fmt::Formatter<'_>, records: u64, limit_bytes: usize) -> fmt::Result {
    let are = if records == 1 { "is" } else { "are" };
    write!(
        f,
        "{} {are} larger than the limit of {limit_bytes} bytes, and only what stands before it was read",
        count_of(records, "record")
    )
}

fn write_searched_front(f: &mut fmt::Formatter<'_>, lines: u64, bytes: u64) -> fmt::Result {
    let have = if lines == 1 { "has" } else { "have" };
    write!(
        f,
        "{} with {bytes} bytes at the front {have} no record: searched, and not kept as rejected",
        count_of(lines, "line")
    )
}

fn write_contradicted(f: &mut fmt::Formatter<'_>, records: u64) -> fmt::Result {
    let differ = if records == 1 { "differs" } else { "differ" };
    write!(
        f,
        "{} {differ} in Id, operation, type, user or time from the row or object around: what the record itself says was taken",
        count_of(records, "record")
    )
}

fn write_other_carrier(f: &mut fmt::Formatter<'_>, wrapper: Wrapper, records: u64) -> fmt::Result {
    let was = if records == 1 { "was" } else { "were" };
    let count = count_of(records, "record");
    write!(f, "{wrapper} is empty or broken: {count} {was} taken from what stands beside it")
}
