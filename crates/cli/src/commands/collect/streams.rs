//! The progress of a stream in words and figures, and the summary at the end. Live view, summary and log agree on them.

use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;
use trail365_collect::Status;
use trail365_collect::feed::State;

use crate::output::{Block, Column, Document, Table, count_of, grouped, instant, printable, render};

/// Titles of a stream's cells.
pub const TITLES: [&str; 9] =
    ["tenant", "content type", "stored up to", "lag", "blobs", "records", "pending", "retries", "lost"];

/// Returns the figures of a stream, in the order of [`TITLES`].
pub fn stream_cells(status: &Status) -> [String; 9] {
    let counts = &status.counts;
    [
        printable(&status.tenant),
        status.content_type.clone(),
        instant(status.mark),
        lag_of(status).map_or("-".to_owned(), render_span),
        grouped(counts.blobs),
        grouped(counts.records),
        grouped(status.pending as u64),
        grouped(counts.retries),
        grouped(counts.losses),
    ]
}

/// Returns how far the lake is behind the service; `None` before the first checkpoint.
pub fn lag_of(status: &Status) -> Option<TimeDelta> {
    status.mark.map(|mark| (status.now - mark).max(TimeDelta::zero()))
}

/// Describes what blocks the stream; empty when all is well.
pub fn describe_trouble(status: &Status) -> String {
    match &status.state {
        State::Stopped(error) => format!("stopped: {}", printable(&error.to_string())),
        State::Troubled(reason) => format!("tries again: {}", printable(reason)),
        // Rounded up, or a pause of less than a second would read as 0 s.
        State::Running if status.pace.pause > Duration::ZERO => {
            format!(
                "throttled for {}",
                render_span(TimeDelta::seconds(status.pace.pause.as_secs().cast_signed() + 1))
            )
        }
        State::Running => String::new(),
    }
}

/// Renders a span of time by its two largest units.
pub fn render_span(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    match seconds {
        ..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h {:02}m", seconds / 3600, seconds / 60 % 60),
        _ => format!("{}d {:02}h", seconds / 86_400, seconds / 3600 % 24),
    }
}

/// Writes the summary of a run: the totals, and a row for each stream.
pub fn write_summary(status: &[Status], out: &mut dyn Write) -> Result<()> {
    let sum = |of: fn(&Status) -> u64| status.iter().map(of).sum::<u64>();
    let mut title = format!(
        "{} of {} collected",
        count_of(sum(|s| s.counts.records), "record"),
        count_of(sum(|s| s.counts.blobs), "blob")
    );
    let rejected = sum(|s| s.counts.rejected);
    if rejected > 0 {
        let pieces = count_of(rejected, "piece");
        write!(title, "; not readable, in the table rejected: {pieces}")?;
    }
    let document = Document { title, blocks: vec![Block::Table(summary_table(status))] };
    out.write_all(render(&document).as_bytes())?;
    Ok(())
}

fn summary_table(status: &[Status]) -> Table {
    let column = |(place, title)| if place < 3 { Column::Name(title) } else { Column::Number(title) };
    let mut columns: Vec<_> = TITLES.into_iter().enumerate().map(column).collect();
    let mut rows: Vec<_> = status.iter().map(|status| stream_cells(status).to_vec()).collect();
    let troubles: Vec<_> = status.iter().map(describe_trouble).collect();
    // Wide, and empty in nearly every run.
    if troubles.iter().any(|trouble| !trouble.is_empty()) {
        columns.push(Column::Text("state"));
        rows.iter_mut().zip(troubles).for_each(|(row, trouble)| row.push(trouble));
    }
    Table { columns, rows }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::render_span;

    #[test]
    fn a_span_shows_its_two_largest_units() {
        let rendered = [0, 59, 60, 3599, 3600, 86_399, 86_400, 7 * 86_400 + 7200]
            .map(TimeDelta::seconds)
            .map(render_span);
        assert_eq!(rendered, ["0s", "59s", "1m 00s", "59m 59s", "1h 00m", "23h 59m", "1d 00h", "7d 02h"]);
    }
}
