//! One record: typed, raw, and where it came from.

use serde::{Deserialize, Serialize};
use trail365_records::Guid;
use trail365_sql::search::{Search, expression, quoted_text};

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    let copies: Vec<Provenance> = pin.asked.rows(&provenance_query(&id)).await?;
    let wanted = hash.map(|hash| hash.to_string());
    let is_wanted = |copy: &&Provenance| wanted.as_ref().is_none_or(|hash| *hash == copy.hash);
    let missing = || Failure::NotFound(format!("no record has the Id {id}"));
    let provenance = copies.iter().find(is_wanted).cloned().ok_or_else(missing)?;
    let found: Vec<Found> = pin.asked.rows(&record_query(&id, &provenance.hash)).await?;
    let found = found.into_iter().next().ok_or_else(missing)?;
    let copies = copies.into_iter().filter(|copy| *copy != provenance).collect();
    let address = found.row.address.as_deref();
    Ok(Detail {
        place: address.and_then(|address| AddressPlace::find(pin.geo.as_deref(), address)),
        typed: read_typed(&found.record),
        row: found.row,
        json: found.record,
        provenance,
        copies,
    })
}

fn record_query(id: &str, hash: &str) -> String {
    let (object, app, app_id, address) =
        (expression::OBJECT, expression::APP_NAME, expression::APP_ID, Search::default().shown_address());
    format!(
        "SELECT creation_time AS time, id, content_hash::varchar AS hash, user_id AS user, operation, workload, record_type,\n  \
         {object} AS object, {app} AS app, {app_id} AS app_id, {address} AS address, outcome, record,\n  \
         {} AS session\nFROM records WHERE {} AND content_hash = {hash} LIMIT 1",
        expression::SESSION,
        id_is("id", id)
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

/// The fullest of several records comes first, as `events` has it.
fn provenance_query(id: &str) -> String {
    let (of_all, of_a) = (id_is("id", id), id_is("a.id", id));
    format!(
        "SELECT a.content_hash::varchar AS hash, a.source, a.source_line AS line, a.incomplete, a.same_id, a.raw IS NOT NULL AS is_raw,\n  \
         l.sha256, l.format, l.imported_at, l.version, l.tenant_id, l.content_type\n\
         FROM activity a LEFT JOIN (SELECT source, min(sha256) AS sha256, min(format) AS format, min(imported_at) AS imported_at,\n    \
         min(version) AS version, min(tenant_id) AS tenant_id, min(content_type) AS content_type FROM ledger\n    \
         WHERE source IN (SELECT source FROM activity WHERE {of_all}) GROUP BY source) l ON l.source = a.source\n\
         LEFT JOIN (SELECT content_hash AS best FROM events WHERE {of_all}) e ON e.best = a.content_hash\n\
         WHERE {of_a} ORDER BY e.best IS NULL, a.content_hash LIMIT {MOST_COPIES}"
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
