//! The table of metrics, from which the page and the documentation are made.

use std::fmt::Write as _;

use trail365_client::Pace;

use crate::status::Status;

/// A metric.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub kind: MetricKind,
    /// Meaning in words.
    pub help: &'static str,
    pub(super) value: Value,
}

/// Type of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricKind {
    /// A number that only grows, from 0 at the start of the program.
    Counter,
    /// A number that rises and falls.
    Gauge,
}

// Names follow the conventions of Prometheus: base units, and `_total` for counters.

/// Source of a metric's value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Build,
    State,
    /// A number for each stream; a stream without it is left out.
    Stream(fn(&Status) -> Option<i64>),
    Tenant(fn(&Pace) -> u64),
    Refused,
    Ignored,
}

use MetricKind::{Counter, Gauge};

const fn metric(name: &'static str, kind: MetricKind, value: Value, help: &'static str) -> Metric {
    Metric { name, kind, help, value }
}

/// Every metric, in the order of the page.
pub const METRICS: &[Metric] = &[
    metric("trail365_build_info", Gauge, Value::Build, "Always 1; the label says which version runs."),
    metric(
        "trail365_state",
        Gauge,
        Value::State,
        "1 for the state that the stream is in: running, troubled or stopped.",
    ),
    metric(
        "trail365_mark_timestamp_seconds",
        Gauge,
        Value::Stream(|status| status.mark.map(|mark| mark.timestamp())),
        "Time up to which everything is in the lake, as a Unix time; absent before the first commit.",
    ),
    metric(
        "trail365_lag_seconds",
        Gauge,
        Value::Stream(|status| status.mark.map(|mark| (status.now - mark).num_seconds().max(0))),
        "Lag of the mark behind the service's time.",
    ),
    metric(
        "trail365_pending_blobs",
        Gauge,
        Value::Stream(|status| Some(status.pending as i64)),
        "Blobs that are listed and not stored yet.",
    ),
    metric(
        "trail365_blobs_total",
        Counter,
        Value::Stream(|status| Some(status.counts.blobs as i64)),
        "Blobs fetched.",
    ),
    metric(
        "trail365_fetched_bytes_total",
        Counter,
        Value::Stream(|status| Some(status.counts.bytes as i64)),
        "Bytes of the fetched blobs.",
    ),
    metric(
        "trail365_records_total",
        Counter,
        Value::Stream(|status| Some(status.counts.records as i64)),
        "Records committed that were new to the lake.",
    ),
    metric(
        "trail365_rejected_total",
        Counter,
        Value::Stream(|status| Some(status.counts.rejected as i64)),
        "Pieces that cannot be read as records; the table `rejected` has them.",
    ),
    metric(
        "trail365_retries_total",
        Counter,
        Value::Stream(|status| Some(status.counts.retries as i64)),
        "Calls that failed and are tried again.",
    ),
    metric(
        "trail365_losses_total",
        Counter,
        Value::Stream(|status| Some(status.counts.losses as i64)),
        "Lost blobs and spans of time; the ledger says why.",
    ),
    metric(
        "trail365_hints_total",
        Counter,
        Value::Stream(|status| Some(status.counts.hints as i64)),
        "Pieces of content that notifications told of.",
    ),
    metric(
        "trail365_requests_total",
        Counter,
        Value::Tenant(|pace| pace.requests),
        "Requests sent to the service.",
    ),
    metric(
        "trail365_throttled_total",
        Counter,
        Value::Tenant(|pace| pace.throttled),
        "Answers that asked to slow down.",
    ),
    metric(
        "trail365_requests_per_minute",
        Gauge,
        Value::Tenant(|pace| u64::from(pace.rate_per_minute)),
        "Requests a minute that the pace allows now; throttling lowers it.",
    ),
    metric(
        "trail365_notifications_refused_total",
        Counter,
        Value::Refused,
        "Webhook calls that were refused: unproven, malformed, or spoilt on the way.",
    ),
    metric(
        "trail365_notifications_ignored_total",
        Counter,
        Value::Ignored,
        "Pieces of content of a tenant or content type that is not collected.",
    ),
];

impl Metric {
    /// Returns the names of its labels.
    pub fn labels(&self) -> &'static [&'static str] {
        match self.value {
            Value::Build => &["version"],
            Value::State => &["tenant", "content_type", "state"],
            Value::Stream(_) => &["tenant", "content_type"],
            Value::Tenant(_) => &["tenant"],
            Value::Refused => &["reason"],
            Value::Ignored => &[],
        }
    }
}

impl MetricKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Counter => "counter",
            Gauge => "gauge",
        }
    }
}

/// Returns the metrics as a table in Markdown.
pub fn reference() -> String {
    let mut out = String::from("| metric | type | labels | what it says |\n|---|---|---|---|\n");
    for metric in METRICS {
        let labels = metric.labels().join(", ");
        let _ =
            writeln!(out, "| `{}` | {} | {labels} | {} |", metric.name, metric.kind.as_str(), metric.help);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{METRICS, MetricKind, reference};

    #[test]
    fn the_documentation_has_the_table_of_metrics() {
        let page = include_str!("../../../../docs/collect.md");
        assert!(page.contains(&reference()), "docs/collect.md lacks this table:\n{}", reference());
    }

    #[test]
    fn names_say_what_they_count() {
        for metric in METRICS {
            let is_counter = metric.kind == MetricKind::Counter;
            assert_eq!(metric.name.ends_with("_total"), is_counter, "{}", metric.name);
        }
    }
}
