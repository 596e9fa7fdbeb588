//! The times that records can have: those far from them hide no others.

use chrono::{DateTime, DurationRound as _, SecondsFormat, TimeDelta, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};
use trail365_lake::Info;
use trail365_sql::search::time_literal;

use super::failure::Result;
use super::rows::Asked;

/// The first and last times of the records of a lake, as far as they can be true.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    /// The first and last that can be true: pages count from them. Those of all records where none can.
    pub likely: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The first and last of all records.
    pub all: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Records that are dated after now.
    to_come: u64,
}

/// Records that are dated after now: a wrong clock, or a forged record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToCome {
    /// The records.
    pub count: u64,
    /// A time before the first of them.
    pub since: String,
}

#[derive(Deserialize)]
struct Row {
    first: Option<DateTime<Utc>>,
    last: Option<DateTime<Utc>>,
    to_come: u64,
}

impl Times {
    /// Returns the times that the log of a lake names; `None` where some of them cannot be true.
    pub fn of_log(info: &Info) -> Option<Self> {
        let all = info.first_time.zip(info.last_time);
        let is_likely = all.is_none_or(|(first, last)| first >= earliest() && last <= end_of_now());
        is_likely.then_some(Times { likely: all, all, to_come: 0 })
    }

    /// Asks the records of a lake for their times.
    pub async fn find(info: Info, asked: Asked) -> Result<Self> {
        let all = info.first_time.zip(info.last_time);
        let (since, until) = (time_literal(earliest()), time_literal(end_of_now()));
        let likely = format!("creation_time >= {since} AND creation_time <= {until}");
        let query = format!(
            "SELECT min(creation_time) FILTER (WHERE {likely}) AS first, max(creation_time) FILTER (WHERE {likely}) AS last, \
             count(*) FILTER (WHERE creation_time > {until}) AS to_come FROM events"
        );
        let rows: Vec<Row> = asked.kept_rows(&query).await?;
        let row = rows.into_iter().next();
        let to_come = row.as_ref().map_or(0, |row| row.to_come);
        let likely = row.and_then(|row| row.first.zip(row.last)).or(all);
        Ok(Times { likely, all, to_come })
    }

    /// Returns the time from which ages count back.
    pub fn last(&self) -> Option<DateTime<Utc>> {
        self.likely.map(|(_, last)| last)
    }

    /// Reports whether records are dated later than the last that can be true.
    pub fn has_later(&self) -> bool {
        self.likely.zip(self.all).is_some_and(|((_, last), (_, later))| later > last)
    }

    /// Narrows the likely times to those of some of the records.
    pub fn narrow(&mut self, first: Option<DateTime<Utc>>, last: Option<DateTime<Utc>>) {
        if let Some((least, greatest)) = self.likely {
            let within = |time: Option<DateTime<Utc>>| time.filter(|time| (least..=greatest).contains(time));
            self.likely = Some((within(first).unwrap_or(least), within(last).unwrap_or(greatest)));
        }
    }

    /// Returns how many records are dated after now, if any are.
    pub fn count_to_come(&self) -> Option<ToCome> {
        (self.to_come > 0).then(|| ToCome { count: self.to_come, since: write_time(end_of_now()) })
    }
}

/// Reports whether a record can have a time.
pub(crate) fn is_likely(time: DateTime<Utc>) -> bool {
    time >= earliest() && time <= end_of_now()
}

/// Writes a time as addresses have it.
pub(crate) fn write_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Earlier than any service of Microsoft 365.
fn earliest() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2000, 1, 1, 0, 0, 0).single().unwrap_or_default()
}

/// Now and a day more, for clocks that are ahead; by the hour, so that an answer is kept for a while.
fn end_of_now() -> DateTime<Utc> {
    let end = Utc::now() + TimeDelta::hours(25);
    end.duration_trunc(TimeDelta::hours(1)).unwrap_or(end)
}
