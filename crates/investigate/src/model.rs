//! The report as data: every form of it is made from this, and says the same.

use std::fmt;

use chrono::{DateTime, SecondsFormat};
use serde::{Serialize, Serializer};

/// Version of the form of `report.json`: it grows when a name in it changes its meaning or goes away.
pub const REPORT_VERSION: u32 = 2;

/// Program and version that make reports.
pub(crate) const PROGRAM: &str = concat!("trail365 ", env!("CARGO_PKG_VERSION"));

/// A report on one or more accounts.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// Version of this form.
    pub version: u32,
    /// Program and version that made it: `trail365 0.2.0`.
    pub program: String,
    /// What the examiner says of the case.
    pub case: Case,
    /// What was asked.
    pub question: Question,
    /// The lake that was asked.
    pub lake: LakeFacts,
    /// Databases that say where addresses are and whose networks they are in.
    pub databases: Vec<Database>,
    /// What to look at before the report is trusted: words of the analyst that match nothing, databases that are old.
    pub warnings: Vec<String>,
    /// How complete the data is, and what cannot be told from it.
    pub coverage: Section,
    /// One report an account, in the order of the question.
    pub accounts: Vec<Account>,
    /// Sections about several accounts: spread, indicators, techniques, method.
    pub common: Vec<Section>,
    /// The records that statements name, in the order in which they are first named. Numbers of records begin with 1 and are places in
    /// this list.
    pub evidence: Vec<Evidence>,
}

/// What the examiner says of the case.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Case {
    /// Number of the case.
    pub number: Option<String>,
    /// Name of the examiner.
    pub examiner: Option<String>,
    /// Notes, word for word.
    pub notes: Option<String>,
}

/// What was asked: the accounts, the span, and what the analyst decided beforehand.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Question {
    /// Names of the accounts.
    pub users: Vec<String>,
    /// Start of the span; without it the data's start.
    pub from: Option<Time>,
    /// End of the span, not in it.
    pub until: Option<Time>,
    /// Addresses or networks that the analyst says are the attacker's.
    pub attacker_addresses: Vec<String>,
    /// Sessions that the analyst says are the attacker's.
    pub attacker_sessions: Vec<String>,
    /// Addresses or networks that the analyst says are the owner's.
    pub owner_addresses: Vec<String>,
}

impl Question {
    /// Reports whether it is about a part of the data's time.
    pub fn has_span(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }
}

/// The lake that was asked.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LakeFacts {
    /// Version of its table.
    pub version: u64,
    /// Number of records.
    pub records: u64,
    /// Time of the first record.
    pub first_time: Option<Time>,
    /// Time of the last record.
    pub last_time: Option<Time>,
    /// Files and blobs that its records came from.
    pub sources: Vec<Source>,
}

/// A file or blob that records came from.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes, where the lake knows it.
    pub sha256: Option<String>,
    /// Its bytes.
    pub bytes: Option<u64>,
    /// Its records.
    pub records: u64,
    /// When it was imported.
    pub imported_at: Option<Time>,
}

/// A database that says where addresses are, or whose networks they are in.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Database {
    /// Name of its file, without its folder.
    pub file: String,
    /// The kind that its maker gave it: `GeoLite2-City`.
    pub kind: String,
    /// When it was built.
    pub built_at: Option<Time>,
    /// Whether countries or coordinates are taken from it.
    pub tells_places: bool,
    /// Whether owners of networks are taken from it.
    pub tells_owners: bool,
}

/// The report on one account.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Account {
    /// Its user name, in lower case.
    pub user: String,
    /// Was it taken over?
    pub verdict: Verdict,
    /// Time of the first act that is taken for the attacker's.
    pub first_act: Option<Time>,
    /// Time of the last one.
    pub last_act: Option<Time>,
    /// The sentences of the first page.
    pub summary: Vec<Statement>,
    /// Its sessions by branch, the earliest first.
    pub sessions: Vec<Branch>,
    /// What is known of the addresses of its sessions.
    pub addresses: Vec<AddressFacts>,
    /// Key events, the earliest first.
    pub timeline: Vec<Event>,
    /// Sections 5 to 15, in their order.
    pub sections: Vec<Section>,
}

/// Whether an account was taken over, how sure that is, and why.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Verdict {
    /// The verdict in a word.
    pub word: VerdictWord,
    /// The verdict in a sentence.
    pub text: String,
    /// Findings that led to it.
    pub speaks_for: Vec<Statement>,
    /// Findings that speak against it.
    pub speaks_against: Vec<Statement>,
    /// Data that would decide, where it is missing.
    pub missing: Vec<String>,
}

/// A verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictWord {
    /// The data cannot tell.
    #[default]
    Undecidable,
    /// The data is good enough, and nothing above low was found.
    NoSign,
    /// Findings of medium level only.
    Possible,
    /// One finding of high level, or several of medium level on one branch.
    Likely,
    /// Two independent findings of high level that one session or address ties together, or one with the analyst's word.
    Confirmed,
}

/// Whose acts the records of a branch are taken to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// An attacker's.
    Attacker,
    /// Nobody can tell.
    #[default]
    Undetermined,
    /// The owner's.
    Owner,
    /// Work of a service, without a person.
    Service,
}

impl Class {
    /// Returns its name in files and styles.
    pub fn key(self) -> &'static str {
        match self {
            Class::Attacker => "attacker",
            Class::Undetermined => "undetermined",
            Class::Owner => "owner",
            Class::Service => "service",
        }
    }
}

/// A session's records from one network, by one program, on one device.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Branch {
    /// Its short name in the report: `S1`, or `S1b` for a second branch.
    pub label: String,
    /// The session's id, or the surrogate for one.
    pub session_key: String,
    /// Whether the key is a surrogate.
    pub is_surrogate: bool,
    /// Its network.
    pub network: Option<String>,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// Program and system.
    pub agent: Option<String>,
    /// Device of the directory.
    pub device_id: Option<String>,
    /// Names of its apps, or their ids.
    pub apps: Vec<String>,
    /// Whose it is taken to be.
    pub class: Class,
    /// Whether the analyst said so.
    pub is_by_analyst: bool,
    /// Points for an attacker less those for the owner.
    pub score: i64,
    /// Reasons, each with its records.
    pub reasons: Vec<Statement>,
    /// Time of its first record.
    pub first_time: Time,
    /// Time of its last record.
    pub last_time: Time,
    /// Number of its records.
    pub records: u64,
    /// Number of its records in the span of the report.
    pub records_in_span: u64,
}

/// What is known of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AddressFacts {
    /// The address.
    pub address: String,
    /// Code of its country (ISO 3166-1), by a database.
    pub country: Option<String>,
    /// Number of the autonomous system that it is in, by a database.
    pub as_number: Option<u32>,
    /// Name of the network's owner, by a database.
    pub network_owner: Option<String>,
    /// Kind of an address that says nothing about who acted.
    pub kind: Option<AddressKind>,
}

/// Kind of an address that says nothing about who acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressKind {
    /// In a network of Microsoft: a front end of its services, or a machine that anybody can rent.
    Microsoft,
    /// Not routed on the internet.
    Private,
}

/// How sure a statement is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Recorded as it stands.
    #[default]
    Recorded,
    /// Found by a rule of detection: the records are as named, what they mean is the rule's inference.
    Finding,
    /// An inference with two independent supports or more.
    VeryLikely,
    /// An inference with one support.
    Likely,
    /// Consistent with the data, not supported by it.
    Possible,
    /// Looked for in data that is complete for the question, and not found.
    NoEvidence,
    /// The data that would tell is missing.
    CannotBeDetermined,
}

/// A sentence with the records that it stands on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Statement {
    /// How sure it is.
    pub confidence: Confidence,
    /// The sentence. It may hold text of records, so it is an attacker's text.
    pub text: String,
    /// Numbers of its records; of many the first ones.
    pub records: Vec<u32>,
    /// Number of all its records.
    pub record_count: u64,
}

/// A section of the report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Section {
    /// Its name in links and files: `mail_read`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its sentences.
    pub statements: Vec<Statement>,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// A table of a section, which is also a file.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// Its name in links and files: `messages`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What a row is, what the table proves and what not; empty where the title says enough.
    pub note: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// SQL of the rows that it is made from; empty where no query makes it.
    pub query: String,
}

/// A column of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name in CSV: `internet_message_id`.
    pub key: String,
    /// Its heading for people.
    pub title: String,
}

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing is known.
    #[default]
    Missing,
    /// A text, which may be an attacker's.
    Text(String),
    /// Several texts.
    Texts(Vec<String>),
    /// A moment.
    Time(Time),
    /// A count.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Numbers of records.
    Records(Records),
}

/// A moment in microseconds since 1970, written as RFC 3339 in UTC: `2026-03-02T08:00:00Z`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub i64);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match DateTime::from_timestamp_micros(self.0) {
            Some(time) => f.write_str(&time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            None => write!(f, "{} µs", self.0),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Numbers of records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Records {
    /// The numbers; of many the first ones.
    pub records: Vec<u32>,
}

/// A key event.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Event {
    /// Its time.
    pub time: Time,
    /// What happened, in a sentence.
    pub text: String,
    /// The operation.
    pub operation: String,
    /// Whose act it is taken to be.
    pub class: Class,
    /// Label of its branch.
    pub branch: Option<String>,
    /// Address it came from.
    pub address: Option<String>,
    /// Level of the finding that it belongs to: `high`.
    pub level: Option<String>,
    /// Number of its record.
    pub record: u32,
}

/// A record that statements name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Evidence {
    /// Its number.
    pub number: u32,
    /// Its Id.
    pub id: Option<String>,
    /// Its time.
    pub time: Option<Time>,
    /// Its operation.
    pub operation: Option<String>,
    /// File or blob that it was read from.
    pub source: Option<String>,
    /// Line or place in the source.
    pub line: Option<i64>,
    /// Hash of its content, as the lake has it; a text in JSON, where readers take long numbers for decimal fractions.
    #[serde(serialize_with = "as_text")]
    pub content_hash: i64,
    /// SHA-256 of `json`.
    pub sha256: String,
    /// Its JSON as it was read, on one line: line ends between its members are blanks. `records.jsonl` has it; `report.json` does not.
    #[serde(skip)]
    pub json: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn as_text<S: Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}
