//! Which files are put in order, which of them together, and how.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::sort::RowOrder;
use crate::table::DataFile;

/// Bytes of files that are put in order together though they share no days: many small stretches make no small files.
const STRETCH_BYTES: u64 = 256 << 20;

/// Returns the order for the rows of files.
pub(super) fn order_for(files: &[DataFile]) -> RowOrder {
    let tenants = |file: &DataFile| {
        let bound = |value: Option<&serde_json::Value>| value?.as_str().map(str::to_owned);
        let (least, greatest) = (file.min_value("organization_id"), file.max_value("organization_id"));
        [bound(least), bound(greatest)].into_iter().flatten().collect::<Vec<_>>()
    };
    let tenants: BTreeSet<_> = files.iter().flat_map(tenants).collect();
    if tenants.len() > 1 { RowOrder::ByTenant } else { RowOrder::ByDay }
}

/// Returns the files that are not in order, and those in order whose times they overlap; with `since` no files whose records are all
/// older.
pub(super) fn choose_files(files: Vec<DataFile>, since: Option<DateTime<Utc>>) -> Vec<DataFile> {
    let files = files.into_iter().filter(|file| file.may_reach(since));
    let (sorted, mut chosen): (Vec<_>, Vec<_>) = files.partition(DataFile::is_sorted);
    if chosen.is_empty() {
        return chosen;
    }
    // Without bounds nobody knows what a file shares its days with.
    let spans: Option<Vec<_>> = chosen.iter().map(times_of).collect();
    let spans = spans.map(merge_spans);
    let overlaps = |file: &DataFile| {
        let (Some(spans), Some((least, greatest))) = (&spans, times_of(file)) else { return true };
        let after = spans.partition_point(|(_, end)| *end < least);
        spans.get(after).is_some_and(|(start, _)| *start <= greatest)
    };
    chosen.extend(sorted.into_iter().filter(overlaps));
    chosen
}

/// Divides files into stretches that share no day, in the order of their days. Where a file has no bounds all are one.
pub(super) fn divide_by_day(files: Vec<DataFile>) -> Vec<Vec<DataFile>> {
    let spans: Option<Vec<_>> = files.iter().map(days_of).collect();
    let Some(spans) = spans else { return vec![files] };
    let mut dated: Vec<_> = spans.into_iter().zip(files).collect();
    dated.sort_by_key(|(span, _)| *span);
    let mut stretches: Vec<Stretch> = Vec::new();
    for ((first, last), file) in dated {
        match stretches.last_mut() {
            Some(stretch) if stretch.takes(first) => stretch.push(last, file),
            _ => stretches.push(Stretch { last, bytes: file.bytes, files: vec![file] }),
        }
    }
    stretches.into_iter().map(|stretch| stretch.files).collect()
}

/// Files of some days.
struct Stretch {
    last: NaiveDate,
    bytes: u64,
    files: Vec<DataFile>,
}

impl Stretch {
    /// Reports whether files from a day on belong to it.
    fn takes(&self, first: NaiveDate) -> bool {
        first <= self.last || self.bytes < STRETCH_BYTES
    }

    fn push(&mut self, last: NaiveDate, file: DataFile) {
        self.last = self.last.max(last);
        self.bytes += file.bytes;
        self.files.push(file);
    }
}

/// Returns the first and the last day of a file's records, where the log has them.
pub(super) fn days_of(file: &DataFile) -> Option<(NaiveDate, NaiveDate)> {
    times_of(file).map(|(least, greatest)| (least.date_naive(), greatest.date_naive()))
}

fn times_of(file: &DataFile) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some((file.least_time()?, file.greatest_time()?))
}

/// Puts spans in order, and those that touch into one.
fn merge_spans<T: Ord + Copy>(mut spans: Vec<(T, T)>) -> Vec<(T, T)> {
    spans.sort_unstable();
    let mut merged: Vec<(T, T)> = Vec::new();
    for (start, end) in spans {
        match merged.last_mut() {
            Some((_, last)) if start <= *last => *last = end.max(*last),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::merge_spans;

    #[test]
    fn spans_that_touch_become_one() {
        let spans = vec![(5, 6), (1, 2), (2, 4), (8, 9), (1, 1), (5, 8)];
        assert_eq!(merge_spans(spans), [(1, 4), (5, 9)]);
        assert_eq!(merge_spans(Vec::<(i32, i32)>::new()), []);
    }
}
