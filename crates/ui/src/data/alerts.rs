//! What rules found, and what people said of it.

use serde::{Deserialize, Serialize};
use trail365_findings::{Status, note_alert};
use trail365_sql::search::quoted_text;

use super::engine::{Answer, Engine, Pin};
use super::failure::{Failure, Result};
use super::params::Params;

/// Alerts that are listed.
const LISTED: usize = 500;

/// Characters of a note and of the name of who wrote it, at most.
pub const LONGEST_NOTE: usize = 4000;
pub const LONGEST_WHO: usize = 200;

/// Alerts, the open ones of the highest level first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlertList {
    /// Status that was asked for.
    pub status: Option<String>,
    /// All alerts of that status.
    pub total: u64,
    /// The alerts; the first ones where there are very many.
    pub alerts: Vec<Alert>,
}

/// An alert: an episode that a rule found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// Its key, the same whenever the same records are asked.
    pub key: String,
    /// The rule.
    pub rule_id: Option<String>,
    /// What the rule finds.
    pub title: Option<String>,
    /// How grave it is.
    pub level: Option<String>,
    /// What people said that it is: open, triaged and so on.
    pub status: Option<String>,
    /// Why these records are one episode.
    pub reason: Option<String>,
    /// Users in it.
    #[serde(default)]
    pub users: Vec<String>,
    /// Addresses in it.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Apps in it.
    #[serde(default)]
    pub apps: Vec<String>,
    /// Sessions in it.
    #[serde(default)]
    pub sessions: Vec<String>,
    /// Techniques of MITRE ATT&CK.
    #[serde(default)]
    pub techniques: Vec<String>,
    /// When it began.
    pub first: Option<String>,
    /// When it ended.
    pub last: Option<String>,
    /// Its records.
    pub count: Option<u64>,
    /// What was said of it last.
    pub note: Option<String>,
    /// Who said so.
    pub who: Option<String>,
    /// When it was said.
    pub noted_at: Option<String>,
}

/// An alert with its records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Episode {
    /// The alert.
    pub alert: Alert,
    /// Its records.
    pub members: Vec<Member>,
}

/// A record behind an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its Id.
    pub id: Option<String>,
    /// Hash of its content.
    pub hash: Option<String>,
    /// When it happened.
    pub time: Option<String>,
    /// What was done.
    pub operation: Option<String>,
    /// File or blob.
    pub source: Option<String>,
    /// Line of the source.
    pub line: Option<u64>,
}

const COLUMNS: &str = "key, rule_id, title, level, status, reason, users, addresses, apps, sessions, techniques, first_time AS first, \
                       last_time AS last, count, note, who, noted_at";

/// Says what an alert is: a row beside the evidence, which stays as it is.
///
/// # Errors
/// If there is no such alert or status, or the lake cannot be written.
pub async fn note(engine: &Engine, params: &Params) -> Result<String> {
    let key = params.need("key")?.to_owned();
    let word = params.need("status")?;
    let status = Status::ALL.into_iter().find(|status| status.as_str() == word);
    let status =
        status.ok_or_else(|| Failure::parameter("status", word, "neither open, benign nor confirmed"))?;
    let (note, who) = (bounded(params, "note", LONGEST_NOTE)?, bounded(params, "who", LONGEST_WHO)?);
    let lake = engine.newest_lake().await?;
    let now = chrono::Utc::now().timestamp_micros();
    let noted = note_alert(&lake, &key, status, note, who, now).await;
    noted.map_err(|error| Failure::Lake(error.to_string()))?;
    engine.forget_sessions().await;
    Ok(key)
}

/// Returns a text that is not too long: what is cut would be lost without a word.
fn bounded<'p>(params: &'p Params, name: &'static str, most: usize) -> Result<&'p str> {
    let text = params.get(name).unwrap_or_default().trim();
    let count = text.chars().count();
    if count <= most {
        return Ok(text);
    }
    let problem = format!("the text has {count} characters, and {most} at most; nothing was kept");
    Err(Failure::Parameter { name, problem })
}

/// Lists alerts, of one status where one is asked for.
pub async fn list(engine: &Engine, params: &Params) -> Result<Answer<AlertList>> {
    let status = params.get("status").map(str::to_owned);
    engine.ask(params.version()?, move |pin| find(pin, status)).await
}

async fn find(pin: Pin, status: Option<String>) -> Result<AlertList> {
    let condition = status.as_deref().map(|status| format!("WHERE status = {}", quoted_text(status)));
    let condition = condition.unwrap_or_default();
    let query = format!(
        "SELECT {COLUMNS} FROM alerts {condition} ORDER BY status <> 'open', \
         array_position(make_array('critical', 'high', 'medium', 'low'), level) NULLS LAST, first_time DESC, key LIMIT {LISTED}"
    );
    let total = pin.asked.count(&format!("SELECT count(*) AS count FROM alerts {condition}")).await?;
    Ok(AlertList { status, total, alerts: pin.asked.rows(&query).await? })
}

/// Alerts of a rule that its page lists.
const LISTED_OF_RULE: usize = 20;

/// Lists the last alerts of a rule.
pub(crate) async fn alerts_of_rule(pin: &Pin, rule: &str) -> Result<Vec<Alert>> {
    let rule = quoted_text(rule);
    pin.asked
        .rows(&format!(
            "SELECT {COLUMNS} FROM alerts WHERE rule_id = {rule} ORDER BY last_time DESC, key LIMIT {LISTED_OF_RULE}"
        ))
        .await
}

/// Shows an alert with its records.
pub async fn show(engine: &Engine, params: &Params) -> Result<Answer<Episode>> {
    let key = params.need("key")?.to_owned();
    engine.ask(params.version()?, move |pin| episode(pin, key)).await
}

async fn episode(pin: Pin, key: String) -> Result<Episode> {
    let quoted = quoted_text(&key);
    let found = pin.asked.rows(&format!("SELECT {COLUMNS} FROM alerts WHERE key = {quoted}")).await?;
    let alert =
        found.into_iter().next().ok_or_else(|| Failure::NotFound(format!("there is no alert {key}")))?;
    let members = pin
        .asked
        .rows(&format!(
            "SELECT id, content_hash::varchar AS hash, time, operation, source, line FROM alert_records WHERE key = {quoted} ORDER BY time, id"
        ))
        .await?;
    Ok(Episode { alert, members })
}
