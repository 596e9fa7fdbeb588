//! What the lake holds.

use serde::{Deserialize, Serialize};

use super::engine::{Answer, Engine, Pin};
use super::failure::Result;
use super::filter::Filter;
use super::health::{Gaps, find_gaps};
use super::histogram::{Histogram, histogram};
use super::params::Params;
use super::times::write_time;

/// Sources that are listed.
const NEWEST_SOURCES: usize = 5;

/// What the lake holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Home {
    /// Place of the lake.
    pub lake: String,
    /// All records, copies included.
    pub records: u64,
    /// Records that came with the Id of another.
    pub copies: u64,
    /// Sources that were read.
    pub sources: u64,
    /// Pieces that were no records.
    pub rejected: u64,
    /// When the first record happened.
    pub first: Option<String>,
    /// When the last record happened.
    pub last: Option<String>,
    /// Records over time; `None` in an empty lake.
    pub histogram: Option<Histogram>,
    /// Records by service.
    pub workloads: Vec<Workload>,
    /// Sources that came last.
    pub newest_sources: Vec<NewSource>,
    /// Spans of time that are not in the lake.
    pub gaps: Gaps,
    /// Open alerts by level.
    pub alerts: Vec<Alerts>,
}

/// Records of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workload {
    /// Its name; `None` for records without one.
    pub name: Option<String>,
    /// Its records.
    pub records: u64,
    /// When the first of them happened.
    pub first: Option<String>,
    /// When the last of them happened.
    pub last: Option<String>,
}

/// A source that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSource {
    /// File or blob.
    pub source: String,
    /// When it was imported.
    pub imported_at: Option<String>,
    /// Records that were new.
    pub rows_added: Option<u64>,
    /// Pieces that were no records.
    pub rejected: Option<u64>,
}

/// Open alerts of a level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// The level.
    pub level: String,
    /// The alerts.
    pub count: u64,
}

const WORKLOADS: &str = "SELECT workload AS name, count(*) AS records, min(creation_time) AS first, max(creation_time) AS last \
                         FROM events GROUP BY workload ORDER BY records DESC, name LIMIT 5000";

const ALERTS: &str = "SELECT level, count(*) AS count FROM alerts WHERE status = 'open' GROUP BY level \
                      ORDER BY array_position(make_array('critical', 'high', 'medium', 'low'), level) NULLS LAST";

/// Says what the lake holds.
pub async fn overview(engine: &Engine, params: &Params) -> Result<Answer<Home>> {
    let lake = engine.location().to_string();
    engine.ask(params.version()?, move |pin| gather(pin, lake)).await
}

async fn gather(pin: Pin, lake: String) -> Result<Home> {
    let info = pin.info.clone();
    let newest = format!(
        "SELECT source, imported_at, rows_added, rejected FROM ledger WHERE lost IS NULL ORDER BY imported_at DESC, source LIMIT {NEWEST_SOURCES}"
    );
    let all = Filter { since: Some(String::new()), ..Filter::default() };
    Ok(Home {
        lake,
        records: info.rows,
        copies: info.copies,
        sources: info.units,
        rejected: info.rejected,
        first: pin.times.likely.map(|(first, _)| write_time(first)),
        last: pin.times.last().map(write_time),
        workloads: pin.asked.rows(WORKLOADS).await?,
        newest_sources: pin.asked.rows(&newest).await?,
        gaps: find_gaps(&pin).await?,
        alerts: pin.asked.rows(ALERTS).await?,
        histogram: if info.rows == 0 { None } else { Some(histogram(pin, all).await?) },
    })
}
