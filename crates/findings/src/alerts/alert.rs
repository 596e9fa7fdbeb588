//! An alert: what a rule found, and the records that say so.

use std::sync::Arc;

use trail365_sigma::Level;

use crate::attack;

/// What a rule found in a tenant: an episode, with the records that say so.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Identity: the same records give the same key, however often and in whatever order they are looked at.
    pub key: String,
    /// Id of the rule.
    pub rule_id: String,
    /// Title of the rule.
    pub title: String,
    /// Severity.
    pub level: Level,
    /// Tags of ATT&CK, such as `attack.t1114.003`.
    pub tags: Vec<String>,
    /// Id of the tenant; empty where records name none.
    pub tenant: String,
    /// Names and values that the records agree in.
    pub group: Vec<(String, String)>,
    /// Users who acted.
    pub users: Vec<String>,
    /// Addresses that they came from.
    pub addresses: Vec<String>,
    /// Ids of the apps that they used.
    pub apps: Vec<String>,
    /// Ids of their sessions.
    pub sessions: Vec<String>,
    /// Time of the first record, in microseconds since 1970.
    pub first_time: i64,
    /// Time of the last record.
    pub last_time: i64,
    /// Number of records.
    pub count: u64,
    /// The records in the order of their times; of very many the first.
    pub members: Vec<Member>,
    /// Why the rule holds, in words.
    pub reason: String,
    /// When it was found, in microseconds since 1970; `None` for one that was not kept yet.
    pub found_at: Option<i64>,
}

impl Alert {
    /// Returns the techniques of ATT&CK, such as `T1114.003`.
    pub fn techniques(&self) -> Vec<String> {
        attack::techniques(&self.tags)
    }

    /// Returns the tactics of ATT&CK, such as `collection`.
    pub fn tactics(&self) -> Vec<String> {
        attack::tactics(&self.tags)
    }
}

/// A record of an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its Id.
    pub id: Option<Arc<str>>,
    /// Hash of its content.
    pub content_hash: i64,
    /// Its time in microseconds since 1970.
    pub time: i64,
    /// Its operation.
    pub operation: Option<Arc<str>>,
    /// File or content that it was read from.
    pub source: Option<Arc<str>>,
    /// Line or number in the source.
    pub line: Option<i64>,
}

/// Most records that an alert names; it counts all.
pub const MOST_MEMBERS: usize = 10_000;

/// Most users, addresses, apps or sessions that an alert names.
pub const MOST_NAMES: usize = 100;
