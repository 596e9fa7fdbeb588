//! One record: typed, raw, and where it came from.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trail365_records::Guid;
use trail365_sql::search::{Search, expression, quoted_text, time_literal};

use super::engine::{Answer, Engine, Pin};
use super::failure::{Failure, Result};
use super::filter::{Field, Filter};
use super::params::Params;
use super::places::AddressPlace;
use super::search::{Row, read_rows};
use super::typed::{Typed, read_typed};

/// Copies of one Id that are listed.
const MOST_COPIES: usize = 20;

/// Records before and after that are listed.
const NEAR: usize = 5;

/// A record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detail {
    /// What lists show of it.
    pub row: Row,
    /// What is known of its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<AddressPlace>,
    /// The record as its schema describes it.
    pub typed: Option<Typed>,
    /// The record as it was found, or rebuilt from the columns where its bytes were not kept.
    pub json: String,
    /// Where it came from.
    pub provenance: Provenance,
    /// Other records with its Id.
    pub copies: Vec<Provenance>,
}

/// Where a record came from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// Hash of the content.
    pub hash: String,
    /// File or blob.
    pub source: Option<String>,
    /// Line of the source.
    pub line: Option<u64>,
    /// What the record lacks.
    pub incomplete: Option<String>,
    /// Relation to the records that had its Id before.
    pub same_id: Option<String>,
    /// Its bytes were kept.
    pub is_raw: bool,
    /// What the ledger says of the source.
    #[serde(flatten)]
    pub origin: Origin,
}

/// What the ledger says of a source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// SHA-256 of the source.
    pub sha256: Option<String>,
    /// What the source was.
    pub format: Option<String>,
    /// When it was imported.
    pub imported_at: Option<String>,
    /// Version of the lake that it came with.
    pub version: Option<u64>,
    /// Tenant of a content blob.
    pub tenant_id: Option<String>,
    /// Content type of a blob.
    pub content_type: Option<String>,
}

/// A record as the table has it.
#[derive(Deserialize)]
struct Stored {
    time: Option<DateTime<Utc>>,
    hash: String,
    source: Option<String>,
    line: Option<u64>,
    incomplete: Option<String>,
    same_id: Option<String>,
    is_raw: bool,
}

impl Stored {
    fn provenance(self, sources: &[Source]) -> Provenance {
        let Stored { hash, source, line, incomplete, same_id, is_raw, .. } = self;
        let origin = sources.iter().find(|of| Some(&of.source) == source.as_ref());
        let origin = origin.map(|of| of.origin.clone()).unwrap_or_default();
        Provenance { hash, source, line, incomplete, same_id, is_raw, origin }
    }
}

#[derive(Deserialize)]
struct Source {
    source: String,
    #[serde(flatten)]
    origin: Origin,
}

#[derive(Deserialize)]
struct Fullest {
    hash: String,
}

#[derive(Deserialize)]
struct Found {
    #[serde(flatten)]
    row: Row,
    #[serde(default)]
    record: String,
}

/// Finds a record by `id` and, where several have it, `hash`.
pub async fn show(engine: &Engine, params: &Params) -> Result<Answer<Detail>> {
    params.ensure_known(&["id", "hash"])?;
    let id = params.need("id")?.to_owned();
    let hash = read_hash(params)?;
    engine.ask(params.version()?, move |pin| detail(pin, id, hash)).await
}

fn read_hash(params: &Params) -> Result<Option<i64>> {
    let read = |text: &str| text.parse().map_err(|_| Failure::parameter("hash", text, "no hash of a record"));
    params.get("hash").map(read).transpose()
}

async fn detail(pin: Pin, id: String, hash: Option<i64>) -> Result<Detail> {
    let missing = || Failure::NotFound(format!("no record has the Id {id}"));
    let mut stored: Vec<Stored> = pin.asked.rows(&stored_query(&id, hash)).await?;
    if hash.is_none() && stored.len() > 1 {
        let fullest = fullest(&pin, &id).await?.ok_or_else(missing)?;
        stored = pin.asked.rows(&stored_query(&id, Some(fullest))).await?;
    }
    if stored.is_empty() || hash.is_some_and(|hash| stored[0].hash != hash.to_string()) {
        return Err(missing());
    }
    let sources = read_sources(&pin, &stored).await?;
    let shown = stored.remove(0);
    let found: Vec<Found> = pin.asked.rows(&record_query(&id, &shown)).await?;
    let found = found.into_iter().next().ok_or_else(missing)?;
    let address = found.row.address.as_deref();
    Ok(Detail {
        place: address.and_then(|address| AddressPlace::find(pin.geo.as_deref(), address)),
        typed: read_typed(&found.record),
        row: found.row,
        json: found.record,
        provenance: shown.provenance(&sources),
        copies: stored.into_iter().map(|stored| stored.provenance(&sources)).collect(),
    })
}

/// Finds the hash of the fullest of several records, which is the one that `events` has.
async fn fullest(pin: &Pin, id: &str) -> Result<Option<i64>> {
    let query = format!(
        "SELECT content_hash::varchar AS hash FROM events WHERE {} ORDER BY content_hash LIMIT 1",
        id_is("id", id)
    );
    let found: Vec<Fullest> = pin.asked.rows(&query).await?;
    Ok(found.first().and_then(|found| found.hash.parse().ok()))
}

async fn read_sources(pin: &Pin, stored: &[Stored]) -> Result<Vec<Source>> {
    let names: BTreeSet<_> =
        stored.iter().filter_map(|stored| stored.source.as_deref()).map(quoted_text).collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names = names.into_iter().collect::<Vec<_>>().join(", ");
    let query = format!(
        "SELECT source, min(sha256) AS sha256, min(format) AS format, min(imported_at) AS imported_at, min(version) AS version,\n  \
         min(tenant_id) AS tenant_id, min(content_type) AS content_type\nFROM ledger WHERE source IN ({names}) GROUP BY source"
    );
    pin.asked.rows(&query).await
}

fn record_query(id: &str, stored: &Stored) -> String {
    let (object, app, app_id, address) =
        (expression::OBJECT, expression::APP_NAME, expression::APP_ID, Search::default().shown_address());
    format!(
        "SELECT creation_time AS time, id, content_hash::varchar AS hash, user_id AS user, operation, workload, record_type,\n  \
         {object} AS object, {app} AS app, {app_id} AS app_id, {address} AS address, outcome, record,\n  \
         {} AS session\nFROM records WHERE {} AND content_hash = {}{} LIMIT 1",
        expression::SESSION,
        id_is("id", id),
        stored.hash,
        // With its time, few files and rows are looked at.
        stored.time.map(|time| format!(" AND creation_time = {}", time_literal(time))).unwrap_or_default()
    )
}

/// Writes the condition that a record has an Id. People write GUIDs in either case.
fn id_is(column: &str, id: &str) -> String {
    if Guid::parse(id).is_none() {
        return format!("{column} = {}", quoted_text(id));
    }
    let [as_is, lower, upper] =
        [id.to_owned(), id.to_lowercase(), id.to_uppercase()].map(|id| quoted_text(&id));
    format!("{column} IN ({as_is}, {lower}, {upper})")
}

/// Finds the records with an Id, one of them first where its hash is given.
fn stored_query(id: &str, first: Option<i64>) -> String {
    let first = first.map(|hash| format!("content_hash <> {hash}, ")).unwrap_or_default();
    format!(
        "SELECT creation_time AS time, content_hash::varchar AS hash, source, source_line AS line, incomplete, same_id, raw IS NOT NULL AS is_raw\n\
         FROM activity WHERE {} ORDER BY {first}content_hash LIMIT {}",
        id_is("id", id),
        1 + MOST_COPIES
    )
}

/// Records shortly before and after another, by the same user, session or address.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Neighbours {
    /// What they have in common.
    pub by: Field,
    /// Its value.
    pub value: String,
    /// Those before, newest first.
    pub before: Vec<Row>,
    /// Those after, oldest first.
    pub after: Vec<Row>,
}

/// Finds the records shortly before and after a time that have a field in common.
pub async fn neighbours(engine: &Engine, params: &Params) -> Result<Answer<Neighbours>> {
    let filter = Filter::read_strictly(params, &["time", "id"])?;
    let chip = filter.chips.first().cloned();
    let chip = chip.ok_or(Failure::missing("user", "it is missing"))?;
    let text = params.need("time")?;
    let time = text.parse().map_err(|_| Failure::parameter("time", text, "no time"))?;
    let id = params.get("id").map(str::to_owned);
    engine
        .ask(params.version()?, move |pin| async move {
            let search = Filter { since: None, until: None, ..filter }.search(pin.times.last())?;
            let before = Search { until: Some(time), ..search.clone() };
            let after = Search { since: Some(time), oldest_first: true, ..search };
            let (before, after) =
                (near(&pin, &before, id.as_deref()).await?, near(&pin, &after, id.as_deref()).await?);
            Ok(Neighbours {
                by: chip.field,
                value: chip.exact().unwrap_or(&chip.value).to_owned(),
                before,
                after,
            })
        })
        .await
}

async fn near(pin: &Pin, search: &Search, id: Option<&str>) -> Result<Vec<Row>> {
    let mut rows = read_rows(pin, search, &[], Vec::new(), NEAR + 1).await?;
    rows.retain(|row| row.id.as_deref() != id);
    rows.truncate(NEAR);
    Ok(rows)
}
