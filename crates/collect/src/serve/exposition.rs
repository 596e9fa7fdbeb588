//! `/metrics`: the metrics in the text format of Prometheus.

use std::fmt::Write as _;

use super::metrics::{METRICS, Metric, Value};
use super::refusals::Refusals;
use crate::feed::State;
use crate::status::Status;

/// Writes the page.
pub(super) fn render_page(streams: &[Status], refusals: &Refusals) -> String {
    let mut out = String::new();
    for metric in METRICS {
        metric.push_samples(&mut out, streams, refusals);
    }
    out
}

impl Metric {
    fn push_samples(&self, out: &mut String, streams: &[Status], refusals: &Refusals) {
        let _ =
            writeln!(out, "# HELP {} {}\n# TYPE {} {}", self.name, self.help, self.name, self.kind.as_str());
        match self.value {
            Value::Build => self.push_sample(out, &[env!("CARGO_PKG_VERSION")], 1),
            Value::State => streams.iter().for_each(|stream| self.push_states(out, stream)),
            Value::Stream(read) => {
                for stream in streams {
                    let labels = [stream.tenant.as_str(), &stream.content_type];
                    if let Some(value) = read(stream) {
                        self.push_sample(out, &labels, value);
                    }
                }
            }
            Value::Tenant(read) => {
                // Streams of a tenant are adjacent and share one pace.
                for tenant in streams.chunk_by(|a, b| a.tenant == b.tenant) {
                    self.push_sample(out, &[&tenant[0].tenant], read(&tenant[0].pace) as i64);
                }
            }
            Value::Refused => {
                for (reason, count) in refusals.refused() {
                    self.push_sample(out, &[reason], count as i64);
                }
            }
            Value::Ignored => self.push_sample(out, &[], refusals.ignored() as i64),
        }
    }

    fn push_states(&self, out: &mut String, stream: &Status) {
        let state = match stream.state {
            State::Running => "running",
            State::Troubled(_) => "troubled",
            State::Stopped(_) => "stopped",
        };
        // A sample for each state, so that an alert need not know which of them exist.
        for word in ["running", "troubled", "stopped"] {
            self.push_sample(out, &[&stream.tenant, &stream.content_type, word], i64::from(word == state));
        }
    }

    fn push_sample(&self, out: &mut String, labels: &[&str], value: i64) {
        let pair = |(name, value): (&&str, &&str)| format!("{name}=\"{}\"", escape_label(value));
        let pairs: Vec<_> = self.labels().iter().zip(labels).map(pair).collect();
        let labels = if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) };
        let _ = writeln!(out, "{}{labels} {value}", self.name);
    }
}

/// Escapes a label's value. Names of tenants come from the configuration.
fn escape_label(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::escape_label;

    #[test]
    fn a_name_cannot_write_a_sample_of_its_own() {
        assert_eq!(escape_label("a\"} 1\nb\\"), "a\\\"} 1\\nb\\\\");
    }
}
