//! Records over time.

use chrono::{DateTime, Datelike, Months, TimeDelta, TimeZone, Utc};
use serde::{Deserialize, Serialize};
use trail365_sql::search::Search;

use super::engine::{Answer, Engine, Pin};
use super::failure::Result;
use super::filter::Filter;
use super::params::Params;
use super::times::{Times, is_likely, write_time};

/// Bars at most: more of them are thinner than a finger.
const MOST_BARS: i64 = 120;

/// Services with a shade of their own; the others share one.
const MOST_SERIES: usize = 4;

/// Steps from the finest on, each as SQL has it and in seconds.
const STEPS: [(&str, i64); 19] = [
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
    ("1 month", MONTH),
    ("3 months", 3 * MONTH),
    ("1 year", 12 * MONTH),
    ("10 years", 120 * MONTH),
    ("50 years", 600 * MONTH),
    ("100 years", 1200 * MONTH),
];

/// Seconds of a month of 31 days; steps of months are whole months by the calendar.
const MONTH: i64 = 2_678_400;

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
    /// Records whose times are too far from the others to be drawn with them.
    pub aside: Vec<Aside>,
}

/// Records that are not drawn: their times are far from those of the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// The records.
    pub count: u64,
    /// They are dated from this time on, or as early as the search allows.
    pub since: Option<String>,
    /// They are dated until this time, or as late as the search allows.
    pub until: Option<String>,
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
    let filter = Filter::read_strictly(params, &[])?;
    engine.ask(params.version()?, |pin| histogram(pin, filter)).await
}

/// Counts the records of a filter over time.
pub(crate) async fn histogram(pin: Pin, filter: Filter) -> Result<Histogram> {
    let filter = filter.with_usual_range(&pin.times);
    let search = filter.search(pin.times.last())?;
    let (from, until) = range(&search, &pin.times);
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
    let aside = set_aside(&counted, &bars, &filter);
    Ok(Histogram { filter, step, series, bars, total, undated, aside })
}

/// Counts the records before the first bar and behind the last.
fn set_aside(counted: &[Counted], bars: &[Bar], filter: &Filter) -> Vec<Aside> {
    let time = |text: &str| text.parse::<DateTime<Utc>>().ok();
    let (first, end) = (bars.first(), bars.last());
    let Some((first, end)) = first.and_then(|bar| time(&bar.from)).zip(end.and_then(|bar| time(&bar.until)))
    else {
        return Vec::new();
    };
    let count = |is_aside: &dyn Fn(DateTime<Utc>) -> bool| -> u64 {
        counted.iter().filter(|row| row.time.is_some_and(is_aside)).map(|row| row.records).sum()
    };
    let last_before = write_time(first - TimeDelta::microseconds(1));
    let before =
        Aside { count: count(&|time| time < first), since: filter.since.clone(), until: Some(last_before) };
    let behind = Aside {
        count: count(&|time| time >= end),
        since: Some(write_time(end)),
        until: filter.until.clone(),
    };
    [before, behind].into_iter().filter(|aside| aside.count > 0).collect()
}

/// Returns the range that is drawn: that of the search, within that of the data. Times that cannot be true are drawn only where the
/// search names them.
pub(crate) fn range(search: &Search, times: &Times) -> (DateTime<Utc>, DateTime<Utc>) {
    let end = search.until.or(search.before);
    let within = |(first, last): (DateTime<Utc>, DateTime<Utc>)| {
        (search.since.map_or(first, |since| since.max(first)), end.map_or(last, |end| end.min(last)))
    };
    let all = within(times.all.unwrap_or_default());
    let is_named = |named: Option<DateTime<Utc>>| named.is_some_and(|time| !is_likely(time));
    let likely = times.likely.map_or(all, within);
    let from = if is_named(search.since) { all.0 } else { likely.0 };
    let until = if is_named(end) { all.1 } else { likely.1 };
    let (from, until) = if from > until { all } else { (from, until) };
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

const WEEK: i64 = 604_800;

/// A Monday, from which `time_bucket` counts weeks.
const MONDAY: i64 = 10_959 * 86_400;

/// Returns the beginning of the bar that a time is in, as `time_bucket` does.
fn floor(time: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    if seconds >= MONTH {
        // Counted from the year 2000 on.
        let months = i64::from(time.year() - 2000) * 12 + i64::from(time.month0());
        let first = months - months.rem_euclid(seconds / MONTH);
        let year = i32::try_from(2000 + first.div_euclid(12)).unwrap_or_else(|_| time.year());
        let month = u32::try_from(first.rem_euclid(12) + 1).unwrap_or(1);
        return Utc.with_ymd_and_hms(year, month, 1, 0, 0, 0).single().unwrap_or(time);
    }
    let origin = if seconds == WEEK { MONDAY } else { 0 };
    let since = time.timestamp() - origin;
    DateTime::from_timestamp(origin + since - since.rem_euclid(seconds), 0).unwrap_or(time)
}

fn step_on(time: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    if seconds < MONTH {
        return time + TimeDelta::seconds(seconds);
    }
    time + Months::new(u32::try_from(seconds / MONTH).unwrap_or(1))
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
        assert_eq!(step_for(TimeDelta::days(40_000)).0, "1 year");
        assert_eq!(step_for(TimeDelta::days(3_652_058)).0, "100 years");
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
