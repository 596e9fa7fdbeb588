//! Queries of the tables that follow from the report's lists.

use crate::model::{Account, Branch, Class, Report};
use crate::sql::{BranchKey, in_branches, quote};

/// Returns the query of an account's addresses.
pub fn addresses_query(account: &Account) -> String {
    grouped(&account.user, "client_ip", " AND client_ip IS NOT NULL")
}

/// Returns the query of an account's networks; the table divides them by whose acts came from them.
pub fn networks_query(account: &Account) -> String {
    grouped(&account.user, "network", "")
}

fn grouped(user: &str, column: &str, condition: &str) -> String {
    format!(
        "SELECT {column}, min(time) AS first_time, max(time) AS last_time, count(*) AS records\nFROM session_records\n\
         WHERE user_id = {}{condition}\nGROUP BY {column}\nORDER BY {column}",
        quote(user)
    )
}

/// Returns the query of an account's sessions by branch.
pub fn sessions_query(account: &Account) -> String {
    format!(
        "SELECT session_key, is_surrogate, network, agent, device_id, first_time, last_time, records, addresses, apps\nFROM sessions\n\
         WHERE user_id = {}\nORDER BY first_time, session_key",
        quote(&account.user)
    )
}

/// Returns the query of the acts in the attacker's sessions.
pub fn timeline_query(account: &Account) -> String {
    let attackers = account.sessions.iter().filter(|branch| branch.class == Class::Attacker);
    format!(
        "-- The acts in sessions of the attacker: the table puts repeats together, and has the findings of the rules besides.\n\
         SELECT time, operation, session_key, client_ip, app_id, id, source, source_line, content_hash\nFROM session_records\n\
         WHERE {}\nORDER BY time, content_hash",
        in_branches(&account.user, attackers.map(key_of))
    )
}

fn key_of(branch: &Branch) -> BranchKey<'_> {
    BranchKey {
        session_key: &branch.session_key,
        network: branch.network.as_deref(),
        agent: branch.agent.as_deref(),
        device_id: branch.device_id.as_deref(),
    }
}

/// Returns the query of the cited records.
pub fn evidence_query(report: &Report) -> String {
    if report.evidence.is_empty() {
        return "SELECT content_hash, record FROM records WHERE false".to_owned();
    }
    let hashes: Vec<String> = report.evidence.iter().map(|record| record.content_hash.to_string()).collect();
    format!(
        "SELECT creation_time, operation, id, source, source_line, content_hash, record\nFROM records\nWHERE content_hash IN ({})",
        hashes.join(", ")
    )
}
