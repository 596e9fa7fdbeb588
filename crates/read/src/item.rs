//! Pieces that a reader yields: records and rejected pieces.

use std::fmt;

/// A piece of the input, with its place.
///
/// ```
/// use trail365_read::{ItemKind, Reader, Wrapper};
///
/// let export = "Id,AuditData\n1,\"{\"\"Operation\"\":\"\"FileAccessed\"\"}\"\n";
/// let mut reader = Reader::new(export.as_bytes())?;
/// let item = reader.next()?.unwrap();
/// assert_eq!((item.line, item.offset, item.wrapper), (2, 13, Wrapper::AuditData));
/// assert_eq!(item.kind, ItemKind::Record(br#"{"Operation":"FileAccessed"}"#));
/// # Ok::<(), trail365_read::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// First line of the piece, counted from 1 in line feeds. In CSV, the line where its row begins; of a wrapper's
    /// record, that of the wrapper, or of the element of an array that the wrapper is.
    pub line: u64,
    /// First byte of the piece, from 0, in the text without compression and in UTF-8. In CSV, that of its row; of
    /// an element of a page, that of the element.
    pub offset: u64,
    /// Kind of carrier that the record was taken out of.
    pub wrapper: Wrapper,
    /// The piece of the input that the record was taken out of, whole: a row of CSV, an object, an element of a page.
    /// It is empty for a record that stands for itself, and for rejected pieces, whose bytes are whole already.
    pub carrier: &'a [u8],
    /// How much of the service's record the item still has.
    pub completeness: Completeness,
    /// The record, or the reason why there is none.
    pub kind: ItemKind<'a>,
}

/// A record, or a piece of the input that holds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind<'a> {
    /// The bytes of one record as they stand in the input. From CSV they are the cell without its quoting, from a
    /// wrapper's string the text without its escapes. What Graph has added is taken off, and what the record lacks of
    /// its time, operation, type, Id and user is taken from the row or object around. They begin with `{`, and no more is promised: a JSON Lines
    /// record may be cut off, and any record may be invalid inside.
    Record(&'a [u8]),
    /// A piece that holds no record.
    Rejected {
        /// The reason.
        reason: Reason,
        /// Bytes of the piece as they stand in the input; from CSV those of the row, from a wrapper all of it. They
        /// are at most [`Limits::record_bytes`](crate::Limits) and [`Limits::reject_bytes`](crate::Limits) of a
        /// longer piece, and a [`Notice`](crate::Notice) says how many more there were.
        bytes: &'a [u8],
    },
}

/// The part of the service's record that an item has.
///
/// ```
/// use trail365_read::{Completeness, Reader};
///
/// let row = "{\"TimeGenerated\":\"2026-01-12T10:00:00Z\",\"Operation\":\"FileAccessed\",\"UserId\":\"a@example.com\"}";
/// let mut reader = Reader::new(row.as_bytes())?;
/// assert_eq!(reader.next()?.unwrap().completeness, Completeness::Partial);
/// # Ok::<(), trail365_read::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completeness {
    /// The end of the record's text is missing.
    Truncated,
    /// The record went through columns of a table. Fields without a column, empty values and null are missing.
    Partial,
    /// Nothing is known to be missing.
    Whole,
}

/// The reason why a piece of the input is not yielded as a record.
///
/// ```
/// use trail365_read::Reason;
///
/// let reason = Reason::ColumnCount { expected: 12, found: 1 };
/// assert_eq!(reason.to_string(), "1 column in a table of 12");
/// assert_eq!(reason.summary(), "other number of columns than the table");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
// Numbers have 32 bits, so that a reason takes 16 bytes: moving larger ones showed in the profile of splitting.
pub enum Reason {
    /// A line of JSON Lines, or an `AuditData` cell, that begins with something else than `{`.
    NotAnObject,
    /// A line of JSON Lines that begins an array and does not end it.
    ArrayNotClosedOnLine,
    /// Other text between the records of a JSON stream: one item for all of it up to the next record.
    StrayText,
    /// An object that is still open where the next line begins another record, or where its row of CSV ends.
    NotClosed,
    /// An object that is still open at the end of the input.
    CutOff,
    /// Fewer closing than opening array brackets at the end of the input. All records before it were yielded.
    ArrayNotClosed,
    /// A record longer than the limit, [`Limits::record_bytes`](crate::Limits). The reader skips it unread.
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// A CSV row or a wrapper whose `AuditData` is empty, blank or null.
    EmptyAuditData,
    /// A CSV row that ends before the column that holds its record.
    NoAuditData,
    /// Another wrapper whose value is empty, blank or null.
    EmptyInner {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A wrapper whose value is neither an object nor a string that begins with `{`.
    InnerNotAnObject {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A wrapper that holds what PowerShell's `ConvertTo-Json` writes for an object deeper than its `-Depth`:
    /// `System.Object[]`, `@{Name=...}`. The record is lost.
    DepthLimited {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A CSV row whose record ends where Excel cuts cells short, at 32,767 characters.
    CellCutShort {
        /// Characters that are left, in units of UTF-16.
        chars: u32,
    },
    /// A row with another number of columns than its table.
    ColumnCount {
        /// Columns of the table.
        expected: u32,
        /// Columns of the row.
        found: u32,
    },
    /// An object, or a row of a table, that neither is an audit record nor has one inside.
    NoRecord {
        /// Kind of content that its keys are known from.
        looks_like: LooksLike,
    },
    /// A wrapper that has its key twice, with different values. Nothing shows which one is meant, so neither is
    /// taken.
    Doubled {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A wrapper, page or row that is not JSON to its end: it was cut off, or something was joined to it. Its
    /// record cannot be separated from the rest.
    Torn,
    /// An entry of the list of content that the Management Activity API gives, instead of a record of that content.
    ContentListing,
}

impl Reason {
    /// Returns the reason for a wrapper whose value is empty.
    pub(crate) fn of_empty(wrapper: Wrapper) -> Self {
        match wrapper {
            Wrapper::None | Wrapper::AuditData | Wrapper::RawAuditData | Wrapper::GraphAuditData => {
                Self::EmptyAuditData
            }
            _ => Self::EmptyInner { wrapper },
        }
    }

    /// Reports whether this is a wrapper that has nothing to lose.
    pub(crate) fn is_of_empty(self) -> bool {
        matches!(self, Self::EmptyAuditData | Self::EmptyInner { .. })
    }

    /// Returns the reason in a few words of a closed set. Unlike the `Display` text they hold no numbers of the input, so
    /// that counting pieces by them stays bounded whatever the input holds.
    pub fn summary(self) -> &'static str {
        match self {
            Reason::NotAnObject => "no JSON object",
            Reason::ArrayNotClosedOnLine => "array not closed on its line",
            Reason::StrayText => "text between records",
            Reason::NotClosed => "object not closed before the next record",
            Reason::CutOff => "cut off at end of input",
            Reason::ArrayNotClosed => "array not closed at end of input",
            Reason::TooLarge { .. } => "larger than the limit",
            Reason::EmptyAuditData => "empty AuditData",
            Reason::NoAuditData => "row ends before its AuditData column",
            Reason::EmptyInner { .. } => "empty wrapper",
            Reason::InnerNotAnObject { .. } => "no JSON object in its wrapper",
            Reason::DepthLimited { .. } => "PowerShell value in place of the record",
            Reason::CellCutShort { .. } => "cut short by a spreadsheet",
            Reason::ColumnCount { .. } => "other number of columns than the table",
            Reason::NoRecord { looks_like } => looks_like.summary(),
            Reason::Doubled { .. } => "two different records in one wrapper",
            Reason::Torn => "torn wrapper or row",
            Reason::ContentListing => "listing of content",
        }
    }
}

/// The kind of content that an object without an audit record is known from, by its keys.
///
/// ```
/// use trail365_read::{ItemKind, LooksLike, Reader, Reason};
///
/// let mut reader = Reader::new(&br#"{"error":{"code":"AF20001","message":"x"}}"#[..])?;
/// let ItemKind::Rejected { reason, .. } = reader.next()?.unwrap().kind else { panic!("not rejected") };
/// assert_eq!(reason, Reason::NoRecord { looks_like: LooksLike::ApiError });
/// assert_eq!(reason.to_string(), "no audit record: looks like an error of an API");
/// # Ok::<(), trail365_read::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum LooksLike {
    /// A sign-in of Entra ID, as Graph, the portal and Log Analytics give it.
    SignIn,
    /// An entry of Entra's directory log.
    DirectoryAudit,
    /// A risk detection, or a risky user, of Entra ID.
    RiskDetection,
    /// A cmdlet of the administrator audit log, `Search-AdminAuditLog`.
    AdminAudit,
    /// An entry of the mailbox audit log, `Search-MailboxAuditLog`.
    MailboxAudit,
    /// A message of a message trace.
    MessageTrace,
    /// A rule of an inbox, as a listing of rules has it.
    InboxRule,
    /// A row of the audit search without its `AuditData`.
    SearchRow,
    /// An alert or incident of Microsoft Defender.
    DefenderAlert,
    /// A result of a content search or of eDiscovery in Purview.
    ContentSearch,
    /// An event of AWS CloudTrail.
    CloudTrail,
    /// A row of another table of advanced hunting.
    HuntingRow,
    /// An entry of Azure's activity log or of a resource's log.
    AzureLog,
    /// An event of a Windows log.
    WindowsEvent,
    /// A subscription of the Management Activity API.
    Subscription,
    /// An error of an API in place of its answer.
    ApiError,
    /// An object with the keys of a record in another case, or with nothing under them that a record has there.
    RecordKeys,
    /// A description of JSON in place of JSON.
    JsonSchema,
    /// Text in base64, which is not decoded.
    Base64,
    /// Something else.
    Other,
}

impl LooksLike {
    /// Returns the name of one such object, with its article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SignIn => "an Entra sign-in log (Graph signIns)",
            Self::DirectoryAudit => "an Entra directory log (Graph directoryAudits)",
            Self::RiskDetection => "a risk detection of Entra",
            Self::AdminAudit => "the admin audit log of Exchange (Search-AdminAuditLog)",
            Self::MailboxAudit => "the mailbox audit log of Exchange (Search-MailboxAuditLog)",
            Self::MessageTrace => "a message trace",
            Self::InboxRule => "a listing of inbox rules",
            Self::SearchRow => "a row of the audit search without its AuditData",
            Self::DefenderAlert => "an alert or incident of Defender",
            Self::ContentSearch => "results of a content search (Purview)",
            Self::CloudTrail => "a log of AWS CloudTrail",
            Self::HuntingRow => "advanced hunting in another table than CloudAppEvents",
            Self::AzureLog => "a log of Azure resources",
            Self::WindowsEvent => "a Windows event log",
            Self::Subscription => "a subscription of the Management Activity API",
            Self::ApiError => "an error of an API",
            Self::RecordKeys => {
                "a record whose keys are in another case or have no values: CreationTime, Operation and RecordType \
                 are expected, with text or numbers"
            }
            Self::JsonSchema => "a JSON Schema, which describes records and has none",
            Self::Base64 => "base64, which is to be decoded first",
            Self::Other => "something else",
        }
    }

    /// Returns the reason for a rejection in a few words of a closed set.
    fn summary(self) -> &'static str {
        match self {
            Self::SignIn => "no audit record: Entra sign-in log",
            Self::DirectoryAudit => "no audit record: Entra directory log",
            Self::RiskDetection => "no audit record: risk detection",
            Self::AdminAudit => "no audit record: admin audit log",
            Self::MailboxAudit => "no audit record: mailbox audit log",
            Self::MessageTrace => "no audit record: message trace",
            Self::InboxRule => "no audit record: inbox rule",
            Self::SearchRow => "no audit record: search row without AuditData",
            Self::DefenderAlert => "no audit record: Defender alert",
            Self::ContentSearch => "no audit record: content search",
            Self::CloudTrail => "no audit record: AWS CloudTrail",
            Self::HuntingRow => "no audit record: other hunting table",
            Self::AzureLog => "no audit record: Azure log",
            Self::WindowsEvent => "no audit record: Windows event",
            Self::Subscription => "no audit record: API subscription",
            Self::ApiError => "no audit record: API error",
            Self::RecordKeys => "no audit record: keys in another case or without values",
            Self::JsonSchema => "no audit record: JSON Schema",
            Self::Base64 => "no audit record: base64",
            Self::Other => "no audit record",
        }
    }
}

/// Returns a number with its noun: `1 row`, `2 rows`.
pub(crate) fn count_of(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::NotAnObject => "does not begin with `{`: no JSON object",
            Reason::ArrayNotClosedOnLine => {
                "array not closed on its line: in JSON Lines a line holds whole records"
            }
            Reason::StrayText => "text between records that is no JSON object",
            Reason::NotClosed => "object not closed before the next record begins",
            Reason::CutOff => "cut off at end of input: object not closed, export or copy it again",
            Reason::ArrayNotClosed => {
                "array not closed at end of input: records may be missing, export or copy it again"
            }
            Reason::TooLarge { limit_bytes } => {
                let limit = count_of(*limit_bytes as u64, "byte");
                return write!(f, "larger than {limit}, the most that is read as one record");
            }
            Reason::EmptyAuditData => "empty AuditData",
            Reason::NoAuditData => "row ends before its AuditData column",
            Reason::EmptyInner { wrapper } => return write!(f, "empty {wrapper}"),
            Reason::InnerNotAnObject { wrapper } => return write!(f, "{wrapper} holds no JSON object"),
            Reason::CellCutShort { chars } => {
                return write!(
                    f,
                    "cut short to {chars} characters, the most in a cell of Excel: use the file as it was exported"
                );
            }
            Reason::ColumnCount { expected, found } => {
                return write!(f, "{} in a table of {expected}", count_of((*found).into(), "column"));
            }
            Reason::NoRecord { looks_like: LooksLike::Other } => "no audit record",
            Reason::NoRecord { looks_like } => {
                return write!(f, "no audit record: looks like {}", looks_like.name());
            }
            Reason::Doubled { wrapper } => {
                return write!(f, "has {wrapper} twice, with different values");
            }
            Reason::Torn => "a wrapper or row that is not JSON to its end: cut off, or joined with something else",
            Reason::ContentListing => {
                "a listing of content, not the content: fetch what its contentUri names, and read that"
            }
            Reason::DepthLimited { wrapper } => {
                return write!(
                    f,
                    "{wrapper} holds a PowerShell value in place of the record: exported without -Depth"
                );
            }
        })
    }
}

/// The carrier of a record. Whatever else it holds repeats the record or describes the export; only the record is
/// yielded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wrapper {
    /// Nothing: the record stands for itself.
    None,
    /// An object with the key `RawAuditData`, the record beside a reduced `AuditData`: SharePoint's administration.
    RawAuditData,
    /// The column `AuditData`, or an object with that key: the audit search of the portal and of PowerShell.
    AuditData,
    /// The column or key `auditData`: the audit log queries of Microsoft Graph.
    GraphAuditData,
    /// The column or key `RawEventData`: `CloudAppEvents` of Microsoft Defender.
    RawEventData,
    /// An object with the key `office365`: Wazuh.
    Wazuh,
    /// An object with the key `event.original`, or `original` in `event`: Elastic.
    ElasticOriginal,
    /// The object `_source` of a document of Elastic.
    ElasticSource,
    /// The object `o365.audit`, or all keys that begin so: Elastic's module for Microsoft 365.
    ElasticAudit,
    /// The object `o365audit`, or all keys that begin so: Elastic's input without the module.
    ElasticInput,
    /// The key `_raw` in `result`: a search of Splunk.
    SplunkRaw,
    /// A row of `OfficeActivity`, or of a custom table with types at the ends of names: Microsoft Sentinel and Log
    /// Analytics. The record is put together again from its columns.
    OfficeActivity,
    /// A column of a table that holds records as text under any name.
    TextColumn,
    /// A row of a table whose columns are fields. The record is put together again from them.
    Columns,
    /// An object of no known kind, which has the record a few levels inside.
    Nested,
}

impl Wrapper {
    /// Returns the key whose value is the record: empty for [`Wrapper::None`], and the name of the shape for rows
    /// of tables and objects of no known kind.
    pub fn key(self) -> &'static str {
        match self {
            Wrapper::None => "",
            Wrapper::RawAuditData => "RawAuditData",
            Wrapper::AuditData => "AuditData",
            Wrapper::GraphAuditData => "auditData",
            Wrapper::RawEventData => "RawEventData",
            Wrapper::Wazuh => "office365",
            Wrapper::ElasticOriginal => "event.original",
            Wrapper::ElasticSource => "_source",
            Wrapper::ElasticAudit => "o365.audit",
            Wrapper::ElasticInput => "o365audit",
            Wrapper::SplunkRaw => "_raw",
            Wrapper::OfficeActivity => "OfficeActivity",
            Wrapper::TextColumn => "text column",
            Wrapper::Columns => "columns",
            Wrapper::Nested => "nested",
        }
    }
}

impl fmt::Display for Wrapper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Wrapper::None => "none",
            wrapper => wrapper.key(),
        })
    }
}
