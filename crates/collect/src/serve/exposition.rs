//! The metrics in Prometheus' text format.

use std::fmt::Write as _;

use super::Refusals;
use super::metrics::{METRICS, Metric, Value};
use crate::Status;
use crate::feed::State;

/// The page.
pub(super) fn render(streams: &[Status], refusals: &Refusals) -> String {
    let mut out = String::new();
    for metric in METRICS {
        metric.render(&mut out, streams, refusals);
    }
    out
}

impl Metric {
    fn render(&self, out: &mut String, streams: &[Status], refusals: &Refusals) {
        let _ =
            writeln!(out, "# HELP {} {}\n# TYPE {} {}", self.name, self.help, self.name, self.kind.word());
        match self.value {
            Value::Build => self.sample(out, &[env!("CARGO_PKG_VERSION")], 1),
            Value::State => streams.iter().for_each(|stream| self.states(out, stream)),
            Value::Stream(read) => {
                for stream in streams {
                    let labels = [stream.tenant.as_str(), &stream.content_type];
                    if let Some(value) = read(stream) {
                        self.sample(out, &labels, value);
                    }
                }
            }
            Value::Tenant(read) => {
                // The streams of a tenant stand together and share one pace.
                for tenant in streams.chunk_by(|a, b| a.tenant == b.tenant) {
                    self.sample(out, &[&tenant[0].tenant], read(&tenant[0].pace) as i64);
                }
            }
            Value::Refused => {
                for (reason, count) in refusals.refused() {
                    self.sample(out, &[reason], count as i64);
                }
            }
            Value::Ignored => self.sample(out, &[], refusals.ignored() as i64),
        }
    }

    fn states(&self, out: &mut String, stream: &Status) {
        let state = match stream.state {
            State::Running => "running",
            State::Troubled(_) => "troubled",
            State::Stopped(_) => "stopped",
        };
        for word in ["running", "troubled", "stopped"] {
            self.sample(out, &[&stream.tenant, &stream.content_type, word], i64::from(word == state));
        }
    }

    fn sample(&self, out: &mut String, labels: &[&str], value: i64) {
        let pair = |(name, value): (&&str, &&str)| format!("{name}=\"{}\"", escaped(value));
        let pairs: Vec<_> = self.labels().iter().zip(labels).map(pair).collect();
        let labels = if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) };
        let _ = writeln!(out, "{}{labels} {value}", self.name);
    }
}

/// A label's value as the format wants it.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_name_cannot_write_a_sample_of_its_own() {
        assert_eq!(escaped("a\"} 1\nb\\"), "a\\\"} 1\\nb\\\\");
    }
}
