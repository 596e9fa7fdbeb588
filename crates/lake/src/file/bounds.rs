//! Least and greatest values of a file's columns, which the log carries so that queries skip files.

use std::collections::BTreeMap;

use arrow::datatypes::{DataType, Field, Schema};
use chrono::{DateTime, SecondsFormat, Utc};
use parquet::file::statistics::Statistics;
use serde_json::{Map, Value, json};

use super::group::Encoded;

/// Columns whose bounds the log carries; of `raw`, `incomplete` and `same_id` the number of rows without them is what
/// counts.
///
/// Bounds of all 618 columns would make an entry of the log 30 to 60 kB instead of 1.1 kB.
const BOUNDED: [&str; 13] = [
    "id",
    "organization_id",
    "record_type",
    "creation_time",
    "operation",
    "user_id",
    "client_ip",
    "client_ip_address",
    "actor_ip_address",
    "incomplete",
    "same_id",
    "raw",
    "content_created",
];

/// Returns the columns of a table whose bounds the log carries.
pub(crate) fn bounded_columns(schema: &Schema) -> impl Iterator<Item = &'static str> {
    BOUNDED.into_iter().filter(|name| schema.index_of(name).is_ok())
}

/// A least or greatest value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    Number(i64),
    /// Microseconds since 1970.
    Time(i64),
    Text(String),
}

/// Bounds of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Range {
    pub least: Option<Bound>,
    pub greatest: Option<Bound>,
    /// Rows without a value.
    pub nulls: usize,
    /// Some values lie in no bounds, so the column has none.
    unknown: bool,
}

/// Bounds of the columns of a file.
#[derive(Debug, Clone)]
pub(crate) struct Bounds {
    rows: usize,
    /// Columns of the table that have bounds.
    columns: Vec<&'static str>,
    /// Rows of the row groups that have the column, by column.
    rows_with_column: BTreeMap<&'static str, usize>,
    ranges: BTreeMap<&'static str, Range>,
}

impl Bounds {
    /// Returns the bounds of a file of a table with this schema, without any column yet.
    pub fn new(rows: usize, schema: &Schema) -> Self {
        let columns = bounded_columns(schema).collect();
        Bounds { rows, columns, rows_with_column: BTreeMap::new(), ranges: BTreeMap::new() }
    }

    /// Widens the bounds by a column of a row group.
    pub(super) fn add_column(&mut self, field: &Field, column: &Encoded, rows: usize) {
        let Some(name) = BOUNDED.into_iter().find(|name| name == field.name()) else { return };
        // The protocol has bounds of plain values alone.
        let [leaf] = column.leaves.as_slice() else { return };
        *self.rows_with_column.entry(name).or_default() += rows;
        let range = self.ranges.entry(name).or_default();
        range.nulls += column.nulls;
        if column.nulls == rows {
            return;
        }
        match leaf.close().metadata.statistics().and_then(|s| bounds_of_leaf(s, field.data_type())) {
            Some((least, greatest)) => range.widen(least, greatest),
            None => range.unknown = true,
        }
    }

    /// Returns the statistics of an `add` action as the Delta protocol writes them.
    pub fn to_json(&self) -> String {
        let (mut least, mut greatest, mut nulls) = (Map::new(), Map::new(), Map::new());
        for name in &self.columns {
            let absent = Range { nulls: 0, ..Range::default() };
            let range = self.ranges.get(name).unwrap_or(&absent);
            // Row groups without the column count as null throughout.
            let missing = self.rows - self.rows_with_column.get(name).copied().unwrap_or(0);
            nulls.insert((*name).to_owned(), json!(range.nulls + missing));
            // Bounds that leave out some values would make a query skip rows that it asks for.
            if range.unknown {
                continue;
            }
            if let (Some(low), Some(high)) = (&range.least, &range.greatest) {
                least.insert((*name).to_owned(), low.to_json(Round::Down));
                greatest.insert((*name).to_owned(), high.to_json(Round::Up));
            }
        }
        json!({"numRecords": self.rows, "minValues": least, "maxValues": greatest, "nullCount": nulls})
            .to_string()
    }
}

impl Range {
    fn widen(&mut self, least: Bound, greatest: Bound) {
        self.least = Some(self.least.take().map_or(least.clone(), |l| l.min(least)));
        self.greatest = Some(self.greatest.take().map_or(greatest.clone(), |g| g.max(greatest)));
    }
}

/// The first and last time whose year has four digits, as times in the log have. A reader takes a greatest time for the
/// whole millisecond, as the protocol says.
const FIRST_MICROS: i64 = -62_167_219_200_000_000;
const LAST_MICROS: i64 = 253_402_300_799_999_999;

/// Direction in which a time is rounded to the milliseconds of the protocol.
#[derive(Clone, Copy, PartialEq)]
enum Round {
    Down,
    Up,
}

impl Bound {
    fn to_json(&self, round: Round) -> Value {
        match self {
            Bound::Number(n) => json!(n),
            Bound::Text(text) => json!(text),
            Bound::Time(micros) => {
                let up = if round == Round::Up { 999 } else { 0 };
                let time = micros.saturating_add(up).clamp(FIRST_MICROS, LAST_MICROS);
                let time = DateTime::<Utc>::from_timestamp_micros(time).unwrap_or_default();
                json!(time.to_rfc3339_opts(SecondsFormat::Millis, true))
            }
        }
    }
}

fn bounds_of_leaf(statistics: &Statistics, ty: &DataType) -> Option<(Bound, Bound)> {
    let number = |n: i64| match ty {
        DataType::Timestamp(..) => Bound::Time(n),
        _ => Bound::Number(n),
    };
    match statistics {
        Statistics::Int32(s) => Some((number(i64::from(*s.min_opt()?)), number(i64::from(*s.max_opt()?)))),
        Statistics::Int64(s) => Some((number(*s.min_opt()?), number(*s.max_opt()?))),
        Statistics::ByteArray(s) => {
            // A bound that was cut within a character is no text, and the column then has no bounds.
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok().map(Bound::Text);
            Some((text(s.min_opt()?.data())?, text(s.max_opt()?.data())?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Round};

    #[test]
    fn times_are_rounded_outwards_within_four_digits_of_a_year() {
        let json = |micros, round| Bound::Time(micros).to_json(round).as_str().unwrap_or_default().to_owned();
        assert_eq!(json(1_000_001, Round::Down), "1970-01-01T00:00:01.000Z");
        assert_eq!(json(1_000_001, Round::Up), "1970-01-01T00:00:01.001Z");
        assert_eq!(json(1_000_000, Round::Up), "1970-01-01T00:00:01.000Z");
        assert_eq!(json(253_402_300_799_999_999, Round::Up), "9999-12-31T23:59:59.999Z");
        assert_eq!(json(i64::MIN, Round::Down), "0000-01-01T00:00:00.000Z");
    }
}
