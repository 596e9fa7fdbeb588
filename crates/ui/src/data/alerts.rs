//! What rules found, and what people said of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trail365_findings::{Error, Status, note_alert};
use trail365_sql::search::{quoted_text, time_literal};

use super::engine::{Answer, Engine, Pin};
use super::failure::{Failure, Result};
use super::filter::Filter;
use super::params::Params;

/// Alerts that are listed.
const LISTED: usize = 500;

/// Characters of a note and of the name of who wrote it, at most.
pub const LONGEST_NOTE: usize = 4000;
pub const LONGEST_WHO: usize = 200;

/// Alerts, the open ones of the highest level first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlertList {
    /// The conditions.
    #[serde(flatten)]
    pub conditions: Conditions,
    /// All alerts that meet them.
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

/// What somebody said of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What he said that it is.
    pub status: Option<String>,
    /// Why.
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
    /// All that people said of it, the newest first.
    pub notes: Vec<Said>,
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
    noted.map_err(|error| match error {
        Error::NoAlert(key) => Failure::NotFound(format!("there is no alert {key}")),
        error => Failure::Lake(error.to_string()),
    })?;
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
    Err(Failure::missing(name, problem))
}

/// Levels, the gravest first.
pub const LEVELS: [&str; 5] = ["critical", "high", "medium", "low", "informational"];

/// Names of the parameters that narrow the list.
const CONDITIONS: [&str; 6] = ["status", "level", "user", "rule", "since", "until"];

/// The conditions on alerts as the address of a page has them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Conditions {
    /// What people said that they are.
    pub status: Option<String>,
    /// How grave they are.
    pub level: Option<String>,
    /// A user in them; `*` stands for any text.
    pub user: Option<String>,
    /// The rule: its id, or words of what it finds.
    pub rule: Option<String>,
    /// They ended at this time or later.
    pub since: Option<String>,
    /// They began at this time or earlier.
    pub until: Option<String>,
}

impl Conditions {
    fn read(params: &Params) -> Result<Self> {
        params.ensure_known(&CONDITIONS)?;
        ensure_one_of(params, "status", &Status::ALL.map(Status::as_str))?;
        ensure_one_of(params, "level", &LEVELS)?;
        Ok(Self::of(params))
    }

    /// Takes the conditions as they were sent.
    pub fn of(params: &Params) -> Self {
        let text = |name: &str| params.get(name).map(|text| text.trim().to_owned());
        let [status, level, user, rule, since, until] = CONDITIONS.map(text);
        Conditions { status, level, user, rule, since, until }
    }

    /// Writes the part of a query that chooses the alerts.
    fn sql(&self, newest: Option<DateTime<Utc>>) -> Result<String> {
        let is = |column: &str, value: &Option<String>| {
            value.as_ref().map(|value| format!("{column} = {}", quoted_text(value)))
        };
        let range = Filter { since: self.since.clone(), until: self.until.clone(), ..Filter::default() };
        let range = range.search(newest)?;
        let like = |value: &String| quoted_text(&like_pattern(value));
        let conditions = [
            is("status", &self.status),
            is("level", &self.level),
            self.user.as_ref().map(|user| format!("array_to_string(users, chr(10)) ILIKE {}", like(user))),
            self.rule
                .as_ref()
                .map(|rule| format!("(rule_id = {} OR title ILIKE {})", quoted_text(rule), like(rule))),
            range.since.map(|since| format!("last_time >= {}", time_literal(since))),
            range.until.map(|until| format!("first_time <= {}", time_literal(until))),
            range.before.map(|before| format!("first_time < {}", time_literal(before))),
        ];
        let conditions: Vec<_> = conditions.into_iter().flatten().collect();
        Ok(if conditions.is_empty() { String::new() } else { format!("WHERE {}", conditions.join(" AND ")) })
    }
}

/// Makes a pattern for texts that contain another, in which `*` stands for any text.
fn like_pattern(text: &str) -> String {
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{}%", plain.replace('*', "%"))
}

fn ensure_one_of(params: &Params, name: &'static str, words: &[&str]) -> Result<()> {
    match params.get(name).filter(|word| !words.contains(word)) {
        None => Ok(()),
        Some(word) => Err(Failure::parameter(name, word, format!("it can be {}", words.join(", ")))),
    }
}

/// Lists the alerts that meet conditions.
pub async fn list(engine: &Engine, params: &Params) -> Result<Answer<AlertList>> {
    let conditions = Conditions::read(params)?;
    engine.ask(params.version()?, move |pin| find(pin, conditions)).await
}

async fn find(pin: Pin, conditions: Conditions) -> Result<AlertList> {
    let condition = conditions.sql(pin.times.last())?;
    let query = format!(
        "SELECT {COLUMNS} FROM alerts {condition} ORDER BY status <> 'open', \
         array_position(make_array('critical', 'high', 'medium', 'low'), level) NULLS LAST, first_time DESC, key LIMIT {LISTED}"
    );
    let total = pin.asked.count(&format!("SELECT count(*) AS count FROM alerts {condition}")).await?;
    Ok(AlertList { conditions, total, alerts: pin.asked.rows(&query).await? })
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
    let notes = pin
        .asked
        .rows(&format!(
            "SELECT status, note, who, noted_at FROM alert_notes WHERE key = {quoted} ORDER BY noted_at DESC LIMIT {LISTED}"
        ))
        .await?;
    Ok(Episode { alert, notes, members })
}
