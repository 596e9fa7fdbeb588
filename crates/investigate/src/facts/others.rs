//! Other accounts with something of the attacker's.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use trail365_sql::Session;

use super::cited::Cited;
use super::coverage::micros;
use super::rows::{any_of, rows};
use crate::error::Result;

/// What another account did from an address, in a session or with an app of the attacker's.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Other {
    pub user_id: String,
    /// Kind of what it shares: `address`, `session` or `app`.
    pub kind: String,
    pub value: String,
    pub records: u64,
    /// Records among these that say somebody was not let in.
    pub refused: u64,
    pub first_time: i64,
    pub last_time: i64,
    pub id: Option<String>,
    pub operation: Option<String>,
    pub source: Option<String>,
    pub source_line: Option<i64>,
    pub content_hash: i64,
}

impl Other {
    /// Names its first record.
    pub fn cited(&self) -> Cited {
        Cited {
            time: self.first_time,
            id: self.id.clone(),
            operation: self.operation.clone(),
            source: self.source.clone(),
            line: self.source_line,
            content_hash: self.content_hash,
        }
    }
}

/// Finds people's other accounts with something of the attacker's, over the whole lake. An account of the report is another for what is the
/// attacker's at the others.
pub(crate) async fn find_others(session: &Session, shared: &Shared) -> Result<Vec<Other>> {
    let mut found: Vec<Other> = Vec::new();
    for (kind, column, values) in [
        ("address", "client_ip", &shared.addresses),
        ("session", "session_id", &shared.sessions),
        ("app", "app_id", &shared.apps),
    ] {
        if !values.is_empty() {
            let names: Vec<String> = values.keys().cloned().collect();
            let mut all: Vec<Other> = rows(session, &query(kind, column, &names)).await?;
            all.retain(|other| {
                values.get(&other.value).is_none_or(|of| of.iter().any(|user| *user != other.user_id))
            });
            found.extend(all);
        }
    }
    // Sorted here: DataFusion 55 refuses its own plan for an order by a column that a condition holds to one value.
    found.sort_by(|a, b| (&a.user_id, &a.kind, &a.value).cmp(&(&b.user_id, &b.kind, &b.value)));
    Ok(found)
}

/// What is the attacker's, each with the accounts that it was found at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared {
    pub addresses: BTreeMap<String, BTreeSet<String>>,
    pub sessions: BTreeMap<String, BTreeSet<String>>,
    pub apps: BTreeMap<String, BTreeSet<String>>,
}

fn query(kind: &str, column: &str, values: &[String]) -> String {
    // A record that shows use goes before one that somebody was refused by.
    let first = |of: &str| {
        format!("first_value({of} ORDER BY operation = 'UserLoginFailed', time, content_hash) AS {of}")
    };
    let named = ["id", "operation", "source", "source_line", "content_hash"].map(first).join(", ");
    format!(
        "SELECT user_id, '{kind}' AS kind, {column} AS value, count(*) AS records, \
         count(*) FILTER (WHERE operation = 'UserLoginFailed') AS refused, {} AS first_time, {} AS last_time, {named} \
         FROM session_records WHERE {} AND strpos(user_id, '@') > 0 GROUP BY user_id, {column}",
        micros("min(time)"),
        micros("max(time)"),
        any_of(column, values),
    )
}
