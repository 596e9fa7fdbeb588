//! How a stream is doing, in words and figures: the same in the live view, the summary and the log.

use std::time::Duration;

use chrono::TimeDelta;
use trail365_collect::Status;
use trail365_collect::feed::State;

use crate::output::{grouped, instant, printable};

/// Titles of the cells.
pub const TITLES: [&str; 9] =
    ["tenant", "content type", "stored up to", "lag", "blobs", "records", "pending", "retries", "lost"];

/// The figures, by [`TITLES`].
pub fn cells(status: &Status) -> [String; 9] {
    let counts = &status.counts;
    [
        printable(&status.tenant),
        status.content_type.clone(),
        instant(status.mark),
        lag(status).map_or("-".to_owned(), age),
        grouped(counts.blobs),
        grouped(counts.records),
        grouped(status.pending as u64),
        grouped(counts.retries),
        grouped(counts.losses),
    ]
}

/// How far the lake is behind the service.
pub fn lag(status: &Status) -> Option<TimeDelta> {
    status.mark.map(|mark| (status.now - mark).max(TimeDelta::zero()))
}

/// What is in its way; nothing when all is well.
pub fn trouble(status: &Status) -> String {
    match &status.state {
        State::Stopped(error) => format!("stopped: {}", printable(&error.to_string())),
        State::Troubled(reason) => format!("tries again: {}", printable(reason)),
        State::Running if status.pace.pause > Duration::ZERO => {
            format!(
                "throttled for {}",
                age(TimeDelta::seconds(status.pace.pause.as_secs().cast_signed() + 1))
            )
        }
        State::Running => String::new(),
    }
}

/// A span of time by its two largest units.
pub fn age(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    match seconds {
        ..60 => format!("{seconds}s"),
        60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h {:02}m", seconds / 3600, seconds / 60 % 60),
        _ => format!("{}d {:02}h", seconds / 86_400, seconds / 3600 % 24),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::age;

    #[test]
    fn a_span_is_told_by_its_two_largest_units() {
        let told =
            [0, 59, 60, 3599, 3600, 86_399, 86_400, 7 * 86_400 + 7200].map(TimeDelta::seconds).map(age);
        assert_eq!(told, ["0s", "59s", "1m 00s", "59m 59s", "1h 00m", "23h 59m", "1d 00h", "7d 02h"]);
    }
}
