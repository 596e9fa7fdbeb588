//! Records of accounts, with their sessions.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;
use trail365_sql::Session;

use super::rows::rows;
use crate::error::Result;
use crate::sql::any_of;

/// Operation of a record that says that somebody was not let in.
pub(crate) const REFUSED: &str = "UserLoginFailed";

/// Records asked for at once: each time is a scan of the files that may have them.
pub(crate) const AT_ONCE: usize = 10_000;

/// A record of an account in one of its sessions.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Act {
    /// In microseconds since 1970.
    pub time: i64,
    pub id: Option<String>,
    pub user_id: String,
    pub session_key: String,
    pub is_surrogate: bool,
    pub client_ip: Option<String>,
    pub network: Option<String>,
    pub agent: Option<String>,
    pub device_id: Option<String>,
    pub app_id: Option<String>,
    pub operation: Option<String>,
    pub record_type: Option<i32>,
    pub source: Option<String>,
    pub source_line: Option<i64>,
    pub content_hash: i64,
}

impl Act {
    /// Reports whether it says that somebody was not let in.
    pub fn is_refused(&self) -> bool {
        self.operation.as_deref() == Some(REFUSED)
    }
}

/// Reads the records of some accounts in order of time.
pub(crate) async fn read_acts(session: &Session, users: &[String]) -> Result<Vec<Act>> {
    let query = format!(
        "SELECT arrow_cast(arrow_cast(time, 'Timestamp(Microsecond, Some(\"UTC\"))'), 'Int64') AS time, id, user_id, session_key, \
         is_surrogate, client_ip, network, agent, device_id, app_id, operation, record_type, source, source_line, content_hash \
         FROM session_records WHERE {} ORDER BY time, content_hash",
        any_of("user_id", users)
    );
    rows(session, &query).await
}

/// Finds whose records some are, by their content.
pub(crate) async fn read_users(session: &Session, records: &BTreeSet<i64>) -> Result<HashMap<i64, String>> {
    #[derive(Deserialize)]
    struct Of {
        content_hash: i64,
        user_id: String,
    }
    let hashes: Vec<String> = records.iter().map(i64::to_string).collect();
    let mut users = HashMap::new();
    for part in hashes.chunks(AT_ONCE) {
        let query = format!(
            "SELECT content_hash, lower(user_id) AS user_id FROM events WHERE user_id IS NOT NULL AND content_hash IN ({})",
            part.join(", ")
        );
        users.extend(rows::<Of>(session, &query).await?.into_iter().map(|of| (of.content_hash, of.user_id)));
    }
    Ok(users)
}
