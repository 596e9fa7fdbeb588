//! Other accounts with something of the attacker's.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use trail365_sql::Session;

use super::cited::Cited;
use super::coverage::micros;
use super::rows::rows;
use crate::error::Result;
use crate::sql::{any_of, quote};

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
    /// Time of the record that it is named by.
    pub named_time: i64,
    pub id: Option<String>,
    pub operation: Option<String>,
    pub source: Option<String>,
    pub source_line: Option<i64>,
    pub content_hash: i64,
}

impl Other {
    /// Names its first record; one that shows use, where there is one.
    pub fn cited(&self) -> Cited {
        Cited {
            time: self.named_time,
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

impl Shared {
    /// Writes the query of the accounts that were used with something of the attacker's; `crowded` is what many accounts use.
    pub fn query(&self, crowded: &BTreeSet<&str>) -> String {
        let queries: Vec<String> = [
            ("address", "client_ip", &self.addresses),
            ("session", "session_id", &self.sessions),
            ("app", "app_id", &self.apps),
        ]
        .into_iter()
        .filter_map(|(kind, column, values)| query_of_kind(kind, column, values, crowded))
        .collect();
        if queries.is_empty() {
            return "-- Nothing is the attacker's.\nSELECT user_id FROM session_records WHERE false"
                .to_owned();
        }
        format!("{}\nORDER BY user_id, kind, value", queries.join("\nUNION ALL\n"))
    }
}

fn query_of_kind(
    kind: &str,
    column: &str,
    values: &BTreeMap<String, BTreeSet<String>>,
    crowded: &BTreeSet<&str>,
) -> Option<String> {
    let told = values.iter().filter(|(value, _)| !crowded.contains(value.as_str()));
    let names: Vec<&String> = told.clone().map(|(value, _)| value).collect();
    // The one account that something was found at is no other.
    let own = told.filter(|(_, of)| of.len() == 1).flat_map(|(value, of)| {
        of.iter().map(move |user| {
            format!("  AND NOT ({column} = {} AND user_id = {})\n", quote(value), quote(user))
        })
    });
    let own: String = own.collect();
    (!names.is_empty()).then(|| {
        format!(
            "SELECT user_id, '{kind}' AS kind, {column} AS value, count(*) AS records,\n       \
             count(*) FILTER (WHERE operation = 'UserLoginFailed') AS refused, min(time) AS first_time, max(time) AS last_time\n\
             FROM session_records\nWHERE {} AND strpos(user_id, '@') > 0\n{own}GROUP BY user_id, {column}\n\
             HAVING count(*) > count(*) FILTER (WHERE operation = 'UserLoginFailed')",
            any_of(column, &names)
        )
    })
}

fn query(kind: &str, column: &str, values: &[String]) -> String {
    // A record that shows use goes before one that somebody was refused by.
    let first =
        |of: &str| format!("first_value({of} ORDER BY operation = 'UserLoginFailed', time, content_hash)");
    let named = ["id", "operation", "source", "source_line", "content_hash"]
        .map(|of| format!("{} AS {of}", first(of)))
        .join(", ");
    format!(
        "SELECT user_id, '{kind}' AS kind, {column} AS value, count(*) AS records, \
         count(*) FILTER (WHERE operation = 'UserLoginFailed') AS refused, {} AS first_time, {} AS last_time, {} AS named_time, {named} \
         FROM session_records WHERE {} AND strpos(user_id, '@') > 0 GROUP BY user_id, {column}",
        micros("min(time)"),
        micros("max(time)"),
        micros(&first("time")),
        any_of(column, values),
    )
}
