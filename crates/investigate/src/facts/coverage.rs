//! How much there is: spans of workloads, operations that need a licence, gaps.

use serde::Deserialize;
use trail365_sql::Session;

use super::rows::rows;
use crate::error::Result;
use crate::sql::any_of;

/// The records of a workload.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Span {
    #[serde(default)]
    pub workload: String,
    pub records: u64,
    pub of_accounts: u64,
    /// In microseconds since 1970.
    pub first_time: Option<i64>,
    pub last_time: Option<i64>,
}

/// Counts the records of each workload, all and those of some accounts.
pub(crate) async fn read_spans(session: &Session, users: &[String]) -> Result<Vec<Span>> {
    let query = format!(
        "SELECT workload, count(*) AS records, count(*) FILTER (WHERE {}) AS of_accounts, {} AS first_time, {} AS last_time \
         FROM events GROUP BY workload ORDER BY records DESC, workload",
        any_of("lower(user_id)", users),
        micros("min(creation_time)"),
        micros("max(creation_time)"),
    );
    rows(session, &query).await
}

/// A workload that an account has records of.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Used {
    pub user_id: String,
    #[serde(default)]
    pub workload: String,
}

/// Lists the workloads that each of some accounts has records of.
pub(crate) async fn read_used(session: &Session, users: &[String]) -> Result<Vec<Used>> {
    let query = format!(
        "SELECT DISTINCT lower(user_id) AS user_id, workload FROM events WHERE {}",
        any_of("lower(user_id)", users)
    );
    rows(session, &query).await
}

/// Records of an operation that only some licences write.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Licensed {
    pub operation: String,
    user_id: Option<String>,
    mailbox: Option<String>,
    pub records: u64,
}

/// Operations that mailboxes write only with some licences, or when their audit set has them.
pub(crate) const LICENSED: [&str; 4] =
    ["MailItemsAccessed", "Send", "SearchQueryInitiatedExchange", "SearchQueryInitiatedSharePoint"];

impl Licensed {
    /// Reports whether an account did it, or it was done in its mailbox.
    pub fn is_of(&self, user: &str) -> bool {
        [&self.user_id, &self.mailbox].into_iter().any(|name| name.as_deref() == Some(user))
    }
}

/// Counts the operations that need a licence, of some accounts or in their mailboxes.
pub(crate) async fn read_licensed(session: &Session, users: &[String]) -> Result<Vec<Licensed>> {
    let query = format!(
        "SELECT operation, lower(user_id) AS user_id, lower(mailbox_owner_upn) AS mailbox, count(*) AS records FROM events \
         WHERE {} AND ({} OR {}) GROUP BY operation, lower(user_id), lower(mailbox_owner_upn)",
        any_of("operation", &LICENSED.map(str::to_owned)),
        any_of("lower(user_id)", users),
        any_of("lower(mailbox_owner_upn)", users),
    );
    rows(session, &query).await
}

/// A span that was not collected.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Gap {
    pub content_type: Option<String>,
    pub state: String,
    pub from: Option<String>,
    pub until: Option<String>,
    pub reason: Option<String>,
}

/// Reads what the collector could not get, or has not got yet.
pub(crate) async fn read_gaps(session: &Session) -> Result<Vec<Gap>> {
    const GAPS: &str = "SELECT content_type, state, CAST(\"from\" AS VARCHAR) AS \"from\", CAST(until AS VARCHAR) AS until, reason \
                        FROM lake.gaps WHERE state = 'lost' ORDER BY \"from\", content_type";
    rows(session, GAPS).await
}

/// A file or blob of the ledger.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Imported {
    pub source: String,
    pub sha256: Option<String>,
    pub bytes: Option<u64>,
    pub rows_added: Option<u64>,
    pub rejected: Option<u64>,
    #[serde(default)]
    pub notices: Vec<String>,
    /// When it was imported, in microseconds since 1970.
    pub at: Option<i64>,
}

/// Reads what the lake's records came from.
pub(crate) async fn read_imported(session: &Session) -> Result<Vec<Imported>> {
    let query = format!(
        "SELECT source, sha256, bytes, rows_added, rejected, notices, {} AS at FROM ledger WHERE lost IS NULL ORDER BY source, at",
        micros("imported_at")
    );
    rows(session, &query).await
}

/// Writes a time as microseconds since 1970.
pub(super) fn micros(time: &str) -> String {
    format!("arrow_cast(arrow_cast({time}, 'Timestamp(Microsecond, Some(\"UTC\"))'), 'Int64')")
}
