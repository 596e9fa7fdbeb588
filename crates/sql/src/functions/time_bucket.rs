//! `time_bucket`: times cut to equal stretches.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};
use datafusion::arrow::array::{Array, AsArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{DataType, IntervalMonthDayNano, IntervalUnit, TimestampMicrosecondType};
use datafusion::common::{Result, ScalarValue, exec_err, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use super::definition::{Definition, Function, Takes};

pub(super) const TIME_BUCKET: Definition = Definition {
    function: Function {
        name: "time_bucket",
        syntax: "time_bucket(interval, time)",
        description: "Start of the stretch of this length that a time lies in: '15 minutes', '1 hour', '1 day', '1 week' (from Monday), \
                      '1 month'. Stretches are counted in UTC from the start of the year 2000, weeks from Monday, 3 January 2000. \
                      Any year will do, where date_trunc, date_bin and to_char give an error for a time before 1677 or after 2262.",
        example: "SELECT time_bucket('1 hour', creation_time) AS hour, count(*) FROM activity GROUP BY hour ORDER BY hour",
    },
    takes: Takes::IntervalAndTime,
    returns: |types| types.get(1).cloned().unwrap_or(DataType::Null),
    check: Some(check_interval),
    evaluate: time_bucket,
};

const INTERVAL: DataType = DataType::Interval(IntervalUnit::MonthDayNano);

const DAY_MICROS: i64 = 86_400_000_000;

/// Monday, 3 January 2000, in microseconds since 1970. Buckets are counted from here, so weeks begin on Mondays.
const MONDAY: i64 = 10_959 * DAY_MICROS;

fn check_interval(constants: &[Option<&ScalarValue>]) -> Result<()> {
    let Some(text) = constants.first().copied().flatten().and_then(|v| v.try_as_str().flatten()) else {
        return Ok(());
    };
    match ScalarValue::from(text).cast_to(&INTERVAL) {
        Ok(_) => Ok(()),
        Err(_) => {
            plan_err!("no interval '{text}': expected a length of time like 15 minutes, 1 hour or 1 day")
        }
    }
}

/// DataFusion's `date_bin` goes by nanoseconds, which end in 2262.
fn time_bucket(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let interval = match &args.args[0] {
        ColumnarValue::Scalar(ScalarValue::IntervalMonthDayNano(Some(interval))) => *interval,
        ColumnarValue::Scalar(_) => {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from(args.return_type())?));
        }
        ColumnarValue::Array(_) => return exec_err!("time_bucket takes one interval for all rows"),
    };
    let stretch = Stretch::of_interval(interval)?;
    let times = args.args[1].to_array(args.number_rows)?;
    let times = times.as_primitive::<TimestampMicrosecondType>();
    let starts: TimestampMicrosecondArray = times.unary_opt(|time| stretch.start_of(time));
    Ok(ColumnarValue::Array(Arc::new(starts.with_data_type(times.data_type().clone()))))
}

/// Length of the buckets.
#[derive(Clone, Copy)]
enum Stretch {
    Months(i64),
    Micros(i64),
}

impl Stretch {
    fn of_interval(interval: IntervalMonthDayNano) -> Result<Self> {
        let micros = i64::from(interval.days) * DAY_MICROS + interval.nanoseconds / 1000;
        match (i64::from(interval.months), micros) {
            (months @ 1.., 0) => Ok(Stretch::Months(months)),
            (0, micros @ 1..) => Ok(Stretch::Micros(micros)),
            _ => exec_err!("time_bucket takes an interval of months, or one of days and less, above zero"),
        }
    }

    /// Returns the start of the bucket that a time lies in; `None` outside the calendar.
    fn start_of(self, time: i64) -> Option<i64> {
        match self {
            Stretch::Micros(length) => time.checked_sub(time.checked_sub(MONDAY)?.rem_euclid(length)),
            Stretch::Months(length) => {
                let day = DateTime::from_timestamp_micros(time)?.date_naive();
                let months = i64::from(day.year() - 2000) * 12 + i64::from(day.month0());
                let first = months - months.rem_euclid(length);
                let year = i32::try_from(2000 + first.div_euclid(12)).ok()?;
                let month = u32::try_from(first.rem_euclid(12) + 1).ok()?;
                let day = NaiveDate::from_ymd_opt(year, month, 1)?;
                Some(day.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
            }
        }
    }
}
