//! Records over time.

use chrono::{DateTime, Datelike, Months, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use trail365_lake::Info;
use trail365_sql::search::Search;

use super::engine::{Answer, Engine, Pin};
use super::failure::Result;
use super::filter::{Filter, write_time};
use super::params::Params;

/// Bars at most: more of them are thinner than a finger.
const MOST_BARS: i64 = 120;

/// Services with a shade of their own; the others share one.
const MOST_SERIES: usize = 4;

/// Steps from the finest on, each as SQL has it and in seconds.
const STEPS: [(&str, i64); 14] = [
    ("1 second", 1),
    ("5 seconds", 5),
    ("15 seconds", 15),
    ("1 minute", 60),
    ("5 minutes", 300),
    ("15 minutes", 900),
    ("30 minutes", 1800),
    ("1 hour", 3600),
    ("3 hours", 10_800),
    ("6 hours", 21_600),
    ("12 hours", 43_200),
    ("1 day", 86_400),
    ("1 week", 604_800),
    ("1 month", 2_678_400),
];

/// Records over the whole range of a search, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Histogram {
    /// The conditions, with the range that counts where none was given.
    pub filter: Filter,
    /// Length of a bar, in words.
    pub step: &'static str,
    /// Names of the services that the bars are divided by, those with most records first; the last may be `other`.
    pub series: Vec<String>,
    /// The bars, without a gap.
    pub bars: Vec<Bar>,
    /// All records, those without a time included.
    pub total: u64,
    /// Records without a time.
    pub undated: u64,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// Its beginning.
    pub from: String,
    /// Its end, where the next begins.
    pub until: String,
    /// Its records.
    pub count: u64,
    /// The same by series.
    pub parts: Vec<u64>,
}

#[derive(Deserialize)]
struct Counted {
    time: Option<DateTime<Utc>>,
    series: Option<String>,
    records: u64,
}

/// Counts the records that match over time.
pub async fn count_over_time(engine: &Engine, params: &Params) -> Result<Answer<Histogram>> {
    let filter = Filter::read(params);
    engine.ask(params.version()?, |pin| histogram(pin, filter)).await
}

/// Counts the records of a filter over time.
pub(crate) async fn histogram(pin: Pin, filter: Filter) -> Result<Histogram> {
    let filter = filter.with_usual_range(&pin.info);
    let search = filter.search(&pin.info)?;
    let (from, until) = range(&search, &pin.info);
    let (step, seconds) = step_for(until - from);
    let query = format!(
        "SELECT time_bucket('{step}', creation_time) AS time, workload AS series, count(*) AS records\n{}\nGROUP BY 1, 2",
        search.from_where(&[])
    );
    let counted: Vec<Counted> = pin.asked.kept_rows(&query).await?;
    let series = biggest_series(&counted);
    let total = counted.iter().map(|row| row.records).sum();
    let undated = counted.iter().filter(|row| row.time.is_none()).map(|row| row.records).sum();
    let bars = fill_bars(&counted, &series, (from, until), seconds);
    Ok(Histogram { filter, step, series, bars, total, undated })
}

/// Returns the range that the bars cover: that of the search, within that of the data.
pub(crate) fn range(search: &Search, info: &Info) -> (DateTime<Utc>, DateTime<Utc>) {
    let first = info.first_time.unwrap_or_default();
    let last = info.last_time.unwrap_or_default();
    let from = search.since.map_or(first, |since| since.max(first));
    let until = search.until.or(search.before).map_or(last, |until| until.min(last));
    (from, until.max(from))
}

/// Returns the finest step whose bars can be seen.
pub(crate) fn step_for(length: TimeDelta) -> (&'static str, i64) {
    let fits = |(_, seconds): &&(&str, i64)| length.num_seconds() / seconds < MOST_BARS;
    *STEPS.iter().find(fits).unwrap_or(&STEPS[STEPS.len() - 1])
}

/// Names the series with most records; more than one that is left over is `other`.
fn biggest_series(counted: &[Counted]) -> Vec<String> {
    let mut sums: Vec<(String, u64)> = Vec::new();
    for row in counted {
        let name = series_name(row);
        match sums.iter_mut().find(|(other, _)| other == name) {
            Some((_, sum)) => *sum += row.records,
            None => sums.push((name.to_owned(), row.records)),
        }
    }
    sums.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    let mut names: Vec<_> = sums.into_iter().map(|(name, _)| name).collect();
    if names.len() > MOST_SERIES + 1 {
        names.truncate(MOST_SERIES);
        names.push("other".to_owned());
    }
    names
}

fn series_name(row: &Counted) -> &str {
    row.series.as_deref().unwrap_or("no service")
}

/// Lists the beginnings of the bars of a range, and the end of the last.
pub(crate) fn fill_times((from, until): (DateTime<Utc>, DateTime<Utc>), seconds: i64) -> Vec<String> {
    let mut times = vec![floor(from, seconds)];
    while times.last().is_some_and(|last| *last <= until) && times.len() <= MOST_BARS as usize + 1 {
        times.extend(times.last().copied().map(|last| step_on(last, seconds)));
    }
    times.into_iter().map(write_time).collect()
}

fn fill_bars(
    counted: &[Counted],
    series: &[String],
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    seconds: i64,
) -> Vec<Bar> {
    let mut bars = Vec::new();
    let mut at = floor(from, seconds);
    while at <= until && bars.len() <= MOST_BARS as usize {
        let next = step_on(at, seconds);
        let mut parts = vec![0; series.len()];
        for row in counted.iter().filter(|row| row.time == Some(at)) {
            let place = series.iter().position(|name| name == series_name(row));
            if let Some(part) = parts.get_mut(place.unwrap_or(series.len().saturating_sub(1))) {
                *part += row.records;
            }
        }
        bars.push(Bar { from: write_time(at), until: write_time(next), count: parts.iter().sum(), parts });
        at = next;
    }
    bars
}

const MONTH: i64 = STEPS[STEPS.len() - 1].1;
const WEEK: i64 = 604_800;

/// A Monday, from which `time_bucket` counts weeks.
const MONDAY: i64 = 10_959 * 86_400;

/// Returns the beginning of the bar that a time is in, as `time_bucket` does.
fn floor(time: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    if seconds == MONTH {
        return Utc.with_ymd_and_hms(time.year(), time.month(), 1, 0, 0, 0).single().unwrap_or(time);
    }
    let origin = if seconds == WEEK { MONDAY } else { 0 };
    let since = time.timestamp() - origin;
    DateTime::from_timestamp(origin + since - since.rem_euclid(seconds), 0).unwrap_or(time)
}

fn step_on(time: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    if seconds == MONTH { time + Months::new(1) } else { time + TimeDelta::seconds(seconds) }
}

#[cfg(test)]
mod tests {
    use super::{Counted, biggest_series, fill_bars, floor, step_for};
    use chrono::{DateTime, TimeDelta, Utc};

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn steps_make_bars_that_can_be_seen() {
        assert_eq!(step_for(TimeDelta::hours(24)).0, "15 minutes");
        assert_eq!(step_for(TimeDelta::days(7)).0, "3 hours");
        assert_eq!(step_for(TimeDelta::days(90)).0, "1 day");
        assert_eq!(step_for(TimeDelta::zero()).0, "1 second");
        assert_eq!(step_for(TimeDelta::days(100_000)).0, "1 month");
    }

    #[test]
    fn bars_have_no_gap_and_begin_as_the_query_counts() {
        assert_eq!(floor(time("2026-03-05T10:00:00Z"), 604_800), time("2026-03-02T00:00:00Z"));
        assert_eq!(floor(time("2026-03-05T10:00:00Z"), 2_678_400), time("2026-03-01T00:00:00Z"));
        let counted = |at: &str, series: &str, records| Counted {
            time: Some(time(at)),
            series: Some(series.to_owned()),
            records,
        };
        let rows =
            [counted("2026-03-02T08:00:00Z", "Exchange", 3), counted("2026-03-02T10:00:00Z", "Teams", 1)];
        let series = biggest_series(&rows);
        assert_eq!(series, ["Exchange", "Teams"]);
        let range = (time("2026-03-02T08:10:00Z"), time("2026-03-02T10:00:00Z"));
        let counts: Vec<_> =
            fill_bars(&rows, &series, range, 3600).iter().map(|bar| bar.parts.clone()).collect();
        assert_eq!(counts, [vec![3, 0], vec![0, 0], vec![0, 1]]);
    }
}
