//! Windows of days, which are put in order one after the other: temporary files are as large as the largest, however many files
//! share their days.

#![expect(clippy::cast_precision_loss, reason = "where a window ends is a matter of a day more or less")]

use std::collections::BTreeMap;

use arrow::array::{AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use chrono::{Days, NaiveDate};

use super::sort::{EachBatch, RowSource, fits_in_memory};
use super::unordered::UnorderedRows;
use crate::error::{Context, Result};

/// Decoded bytes of the rows of a window, about.
const WINDOW_BYTES: u64 = 10 << 30;

/// How many times smaller rows are in temporary files, about.
const COMPRESSED: u64 = 5;

/// A span of days. The first window has no start and the last one no end, so that each row is in one; rows without a time are in the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Window {
    /// The first day.
    start: Option<NaiveDate>,
    /// The day behind the last.
    end: Option<NaiveDate>,
}

impl Window {
    /// Reports whether it may have rows of a file with so many days, of which some may lack a time.
    fn may_have(self, days: Option<(NaiveDate, NaiveDate)>, lacks_times: bool) -> bool {
        let has_days = |(first, last)| {
            self.end.is_none_or(|end| first < end) && self.start.is_none_or(|start| last >= start)
        };
        days.is_none_or(has_days) || lacks_times && self.start.is_none()
    }

    /// Reports which rows of a batch are in it.
    fn mask(self, batch: &RecordBatch) -> BooleanArray {
        let micros = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros();
        let (start, end) = (self.start.map(micros), self.end.map(micros));
        let is_in = |time: Option<i64>| match time {
            Some(time) => start.is_none_or(|start| time >= start) && end.is_none_or(|end| time < end),
            None => start.is_none(),
        };
        let column = batch.column_by_name("creation_time");
        match column.and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>()) {
            Some(times) => times.iter().map(|time| Some(is_in(time))).collect(),
            None => BooleanArray::from(vec![is_in(None); batch.num_rows()]),
        }
    }
}

/// Divides days into windows, by files that have so many bytes from a day to another; one for all where it is unknown of a file.
fn windows_within(files: &[(Option<(NaiveDate, NaiveDate)>, u64)], most: u64) -> Vec<Window> {
    let Some(rates) = rates_of(files) else { return vec![Window::default()] };
    let (mut windows, mut window, mut bytes) = (Vec::new(), Window::default(), 0.0);
    let (mut rate, mut day) = (0.0, None::<NaiveDate>);
    for (next, change) in rates {
        // Between two days at which files begin or end each day has as many bytes.
        while let Some(from) = day.filter(|_| rate > 0.0) {
            let left = ((most as f64 - bytes) / rate).max(0.0) as u64;
            let cut = Days::new(left.max(u64::from(bytes == 0.0)));
            let Some(cut) = from.checked_add_days(cut).filter(|cut| *cut < next) else {
                bytes += rate * (next - from).num_days() as f64;
                break;
            };
            windows.push(Window { end: Some(cut), ..window });
            window.start = Some(cut);
            (bytes, day) = (0.0, Some(cut));
        }
        rate += change;
        day = Some(next);
    }
    windows.push(window);
    windows
}

/// Returns by how much the bytes of a day change from a day on; `None` where the days of a file are unknown.
fn rates_of(files: &[(Option<(NaiveDate, NaiveDate)>, u64)]) -> Option<BTreeMap<NaiveDate, f64>> {
    let mut rates = BTreeMap::new();
    for (days, bytes) in files {
        let (first, last) = (*days)?;
        let behind = last.succ_opt()?;
        let rate = *bytes as f64 / (behind - first).num_days().max(1) as f64;
        *rates.entry(first).or_insert(0.0) += rate;
        *rates.entry(behind).or_insert(0.0) -= rate;
    }
    Some(rates)
}

/// The rows of files that are in a window.
pub(super) struct WindowRows<'a> {
    rows: &'a UnorderedRows<'a>,
    window: Window,
    /// Pieces that may have such rows.
    pieces: Vec<usize>,
    /// Number of the windows, which have about as many rows each.
    windows: u64,
}

impl<'a> WindowRows<'a> {
    /// Divides rows into windows of days.
    pub fn all_of(rows: &'a UnorderedRows<'a>) -> Vec<Self> {
        let windows = windows_within(&rows.days(), WINDOW_BYTES);
        let count = windows.len() as u64;
        let of = |window: Window| {
            let pieces = rows.pieces_of(|days, lacks_times| window.may_have(days, lacks_times));
            WindowRows { rows, window, pieces, windows: count }
        };
        windows.into_iter().map(of).collect()
    }

    /// Returns its part of a number.
    pub fn share_of(&self, whole: u64) -> u64 {
        whole / self.windows
    }

    /// Returns how many bytes of temporary files the rows take while they are put in order, about.
    pub fn temporary_bytes(&self) -> u64 {
        if fits_in_memory(self) { 0 } else { self.decoded_bytes() / COMPRESSED }
    }
}

impl RowSource for WindowRows<'_> {
    fn row_count(&self) -> u64 {
        self.share_of(self.rows.row_count())
    }

    fn decoded_bytes(&self) -> u64 {
        self.share_of(self.rows.decoded_bytes())
    }

    fn piece_count(&self) -> usize {
        self.pieces.len()
    }

    fn read_piece(&self, piece: usize, columns: Option<&[&str]>, each: EachBatch<'_>) -> Result<()> {
        self.rows.read_piece(self.pieces[piece], columns, &mut |batch| {
            if self.window == Window::default() {
                return each(batch);
            }
            let mask = self.window.mask(&batch);
            match mask.true_count() {
                0 => Ok(()),
                all if all == mask.len() => each(batch),
                _ => each(filter_record_batch(&batch, &mask).damaged(|| "cannot put rows in order".into())?),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::{Window, windows_within};

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(number)
    }

    #[test]
    fn a_window_has_as_many_bytes_as_are_allowed() {
        let all = vec![Window::default()];
        assert_eq!(windows_within(&[], 10), all);
        assert_eq!(windows_within(&[(Some((day(0), day(9))), 10)], 10), all);
        assert_eq!(windows_within(&[(Some((day(0), day(9))), 100), (None, 1)], 10), all);
        // Ten days of ten bytes.
        let ends = |windows: &[Window]| windows.iter().map(|window| window.end).collect::<Vec<_>>();
        let tens = windows_within(&[(Some((day(0), day(9))), 100)], 30);
        assert_eq!(ends(&tens), [Some(day(3)), Some(day(6)), Some(day(9)), None]);
        // A day that is more than a window is one.
        let one = windows_within(&[(Some((day(0), day(0))), 100), (Some((day(1), day(1))), 100)], 30);
        assert_eq!(ends(&one), [Some(day(1)), None]);
    }

    proptest! {
        #[test]
        fn windows_follow_each_other(files in proptest::collection::vec((0..400u64, 0..400u64, 1..1000u64), 1..20), most in 1..2000u64) {
            let files: Vec<_> = files.iter().map(|(first, days, bytes)| (Some((day(*first), day(first + days))), *bytes)).collect();
            let windows = windows_within(&files, most);
            prop_assert!(windows[0].start.is_none() && windows[windows.len() - 1].end.is_none());
            for pair in windows.windows(2) {
                prop_assert_eq!(pair[0].end, pair[1].start);
                prop_assert!(pair[0].end.is_some() && pair[0].start.is_none_or(|start| Some(start) < pair[0].end));
            }
            let total: u64 = files.iter().map(|(_, bytes)| bytes).sum();
            prop_assert!(windows.len() as u64 <= 1 + 2 * total.div_ceil(most) + 20, "{} windows", windows.len());
        }
    }
}
