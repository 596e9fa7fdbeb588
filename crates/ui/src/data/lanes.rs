//! Records over time, a lane for each of the most frequent values of a field.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trail365_sql::search::quoted_text;

use super::engine::{Answer, Engine, Pin};
use super::failure::{Failure, Result};
use super::filter::{Field, Filter};
use super::histogram::{fill_times, range, step_for};
use super::params::Params;
use super::property::Property;
use super::times::write_time;

/// Lanes that are drawn; the others are counted.
const MOST_LANES: usize = 16;

/// Fields that lanes may be of.
pub const BY: [Field; 7] =
    [Field::Operation, Field::User, Field::Ip, Field::Session, Field::App, Field::Workload, Field::Outcome];

/// Records over time by the values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// The conditions, with the range that counts where none was given.
    pub filter: Filter,
    /// The field.
    pub by: Field,
    /// Length of a mark, in words.
    pub step: &'static str,
    /// Beginning of each mark, and the end of the last.
    pub times: Vec<String>,
    /// The lanes, those with most records first.
    pub lanes: Vec<Lane>,
    /// Values that are not drawn.
    pub others: u64,
    /// Records of the lanes that are not drawn: their times are far from those of the others.
    pub aside: u64,
}

/// The records of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// The value.
    pub value: String,
    /// Its records.
    pub count: u64,
    /// The same by time.
    pub counts: Vec<u64>,
}

#[derive(Deserialize)]
struct Row {
    value: String,
    at: Option<DateTime<Utc>>,
    records: u64,
    total: u64,
    place: usize,
    distinct: u64,
}

/// Counts the records that match by time and a field.
pub async fn draw(engine: &Engine, params: &Params) -> Result<Answer<Timeline>> {
    let name = params.get("by").unwrap_or("operation");
    let by = BY.into_iter().find(|field| field.name() == name);
    let by = by.ok_or_else(|| {
        Failure::parameter("by", name, "lanes are by operation, user, ip, session, app, workload or outcome")
    })?;
    let filter = Filter::read_strictly(params, &["by"])?;
    engine.ask(params.version()?, move |pin| lanes(pin, filter, by)).await
}

async fn lanes(pin: Pin, filter: Filter, by: Field) -> Result<Timeline> {
    let filter = filter.with_usual_range(&pin.times);
    let search = filter.search(pin.times.last())?;
    let (from, until) = range(&search, &pin.times);
    let (step, seconds) = step_for(until - from);
    let dated = search.from_where(&["creation_time IS NOT NULL".to_owned()]);
    let value = Property::Searched(by).expression(&search);
    let rows: Vec<Row> = pin.asked.kept_rows(&query(step, &value, &dated)).await?;
    let times = fill_times((from, until), seconds);
    let distinct = rows.first().map_or(0, |row| row.distinct);
    let mut lanes: Vec<Lane> = Vec::new();
    for row in rows {
        if lanes.len() < row.place {
            lanes.push(Lane {
                value: row.value,
                count: row.total,
                counts: vec![0; times.len().saturating_sub(1)],
            });
        }
        let at = row.at.map(write_time).and_then(|at| times.iter().position(|time| *time == at));
        if let Some(count) = lanes.last_mut().zip(at).and_then(|(lane, at)| lane.counts.get_mut(at)) {
            *count += row.records;
        }
    }
    let others = distinct.saturating_sub(lanes.len() as u64);
    let drawn = |lane: &Lane| lane.counts.iter().sum::<u64>();
    let aside = lanes.iter().map(|lane| lane.count.saturating_sub(drawn(lane))).sum();
    Ok(Timeline { filter, by, step, times, lanes, others, aside })
}

/// The rows of a value stand together, those of the value with most records first.
fn query(step: &str, value: &str, from_where: &str) -> String {
    format!(
        "WITH counted AS (\n  \
           SELECT coalesce({value}, '') AS value, time_bucket({}, creation_time) AS at, count(*) AS records\n{from_where}\n  GROUP BY 1, 2),\n\
         ranked AS (\n  \
           SELECT value, sum(records) AS total, row_number() OVER (ORDER BY sum(records) DESC, value) AS place, count(*) OVER () AS distinct\n  \
           FROM counted GROUP BY value)\n\
         SELECT c.value, c.at, c.records, r.total, r.place, r.distinct\n\
         FROM counted c JOIN ranked r ON c.value = r.value WHERE r.place <= {MOST_LANES} ORDER BY r.place, c.at",
        quoted_text(step)
    )
}
