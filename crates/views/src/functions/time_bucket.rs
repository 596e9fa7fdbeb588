//! `time_bucket`: times cut to equal stretches.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, IntervalUnit};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::functions::datetime::date_bin;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use super::function::Function;
use super::scalar::{Definition, Takes};

pub(super) const TIME_BUCKET: Definition = Definition {
    function: Function {
        name: "time_bucket",
        syntax: "time_bucket(interval, time)",
        description: "Start of the stretch of this length that a time lies in: '15 minutes', '1 hour', '1 day', '1 week' (from Monday), \
                      '1 month'. Stretches are counted in UTC from the start of the year 2000, weeks from Monday, 3 January 2000.",
        example: "SELECT time_bucket('1 hour', creation_time) AS hour, count(*) FROM activity GROUP BY hour ORDER BY hour",
    },
    takes: Takes::IntervalAndTime,
    returns: |types| types.get(1).cloned().unwrap_or(DataType::Null),
    check: Some(check_interval),
    evaluate: time_bucket,
};

const INTERVAL: DataType = DataType::Interval(IntervalUnit::MonthDayNano);

/// 2000-01-01 and Monday 2000-01-03, in nanoseconds.
const YEAR_2000: i64 = 946_684_800 * 1_000_000_000;
const MONDAY: i64 = YEAR_2000 + 2 * 86_400 * 1_000_000_000;

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

fn time_bucket(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let origin = match &args.args[0] {
        ColumnarValue::Scalar(ScalarValue::IntervalMonthDayNano(Some(i))) if i.months == 0 => MONDAY,
        _ => YEAR_2000,
    };
    let origin = ScalarValue::TimestampNanosecond(Some(origin), Some("+00:00".into()));
    let mut args = args.clone();
    args.arg_fields.push(Arc::new(Field::new("origin", origin.data_type(), true)));
    args.args.push(ColumnarValue::Scalar(origin));
    date_bin().invoke_with_args(args)
}
