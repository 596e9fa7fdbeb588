//! Indicators as a STIX 2.1 bundle.
//!
//! Rows of the tables `indicators` with the columns `kind` and `value` become indicators where STIX has a pattern for their kind.
//! Ids follow from kind and value, so two reports on the same thing name it alike.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde_json::{Value, json};
use uuid::Uuid;

use super::files::FileTable;
use crate::layout::cell_text;
use crate::model::{Cell, Report, Time};

/// Namespace of our ids: it follows from the name of the program's repository.
const NAMESPACE: &str = "https://github.com/trail365/trail365";

/// Returns the bundle of a report's indicators; `tables` are all its tables.
pub fn indicators_bundle(report: &Report, tables: &[FileTable<'_>]) -> Value {
    let mut bundle = Bundle::new(report);
    for table in tables.iter().filter(|table| table.is_table("indicators")) {
        bundle.add_table(table);
    }
    bundle.finish()
}

struct Bundle {
    /// A time for what has none of its own: the last of the data.
    stamp: String,
    author: String,
    indicators: Vec<Value>,
    known: BTreeSet<String>,
    left_out: BTreeMap<String, u64>,
}

/// A row of the table.
struct Row<'r> {
    kind: &'r str,
    value: &'r str,
    class: &'r str,
    first: Option<Time>,
    last: Option<Time>,
}

impl Bundle {
    fn new(report: &Report) -> Self {
        Self {
            stamp: stamp(report.lake.last_time.unwrap_or_default()),
            author: id("identity", "trail365"),
            indicators: Vec::new(),
            known: BTreeSet::new(),
            left_out: BTreeMap::new(),
        }
    }

    fn add_table(&mut self, table: &FileTable<'_>) {
        let place = |key: &str| table.columns.iter().position(|column| column.key == key);
        let places = ["kind", "value", "whose", "first_time", "last_time"].map(place);
        // Nothing fails: the type of the error has no value.
        let _ = table.visit_rows(|row| -> Result<(), std::convert::Infallible> {
            let cell =
                |i: usize| places[i].and_then(|place| row.get(place).copied()).unwrap_or(&Cell::Missing);
            let texts = [0, 1, 2].map(cell).map(cell_text);
            let time = |cell: &Cell| if let Cell::Time(time) = cell { Some(*time) } else { None };
            self.add_row(&Row {
                kind: &texts[0],
                value: &texts[1],
                class: &texts[2],
                first: time(cell(3)),
                last: time(cell(4)),
            });
            Ok(())
        });
    }

    fn add_row(&mut self, row: &Row<'_>) {
        let Some(pattern) = pattern_of(row.kind, row.value) else {
            *self.left_out.entry(row.kind.to_owned()).or_default() += 1;
            return;
        };
        let id = id("indicator", &pattern);
        if !self.known.insert(id.clone()) {
            return;
        }
        let first = row.first.map_or_else(|| self.stamp.clone(), stamp);
        // A table that does not say whose an indicator is has those of the attacker.
        let is_attackers = matches!(row.class, "" | "attacker");
        let kind = if is_attackers { "malicious-activity" } else { "anomalous-activity" };
        let mut indicator = json!({
            "type": "indicator",
            "spec_version": "2.1",
            "id": id,
            "created_by_ref": self.author,
            "created": self.stamp,
            "modified": self.stamp,
            "name": format!("{}: {}", row.kind, row.value),
            "indicator_types": [kind],
            "pattern": pattern,
            "pattern_type": "stix",
            "pattern_version": "2.1",
            "valid_from": first,
        });
        // STIX wants the end behind the start.
        if let (Some(last), true) = (row.last, row.last > row.first) {
            indicator["description"] = json!(format!("Last seen in the data at {last}."));
        }
        self.indicators.push(indicator);
    }

    fn finish(self) -> Value {
        let mut objects = vec![json!({
            "type": "identity",
            "spec_version": "2.1",
            "id": self.author,
            "created": self.stamp,
            "modified": self.stamp,
            "name": "trail365",
            "identity_class": "system",
        })];
        let references: Vec<_> = self.indicators.iter().map(|indicator| indicator["id"].clone()).collect();
        objects.extend(self.indicators);
        if !references.is_empty() {
            let names: String = references.iter().filter_map(Value::as_str).collect();
            objects.push(json!({
                "type": "report",
                "spec_version": "2.1",
                "id": id("report", &names),
                "created_by_ref": self.author,
                "created": self.stamp,
                "modified": self.stamp,
                "published": self.stamp,
                "name": "Indicators of an investigation",
                "description": left_out_words(&self.left_out),
                "report_types": ["indicator"],
                "object_refs": references,
            }));
        }
        let names: String = objects.iter().filter_map(|object| object["id"].as_str()).collect();
        json!({ "type": "bundle", "id": id("bundle", &names), "objects": objects })
    }
}

fn left_out_words(left_out: &BTreeMap<String, u64>) -> String {
    if left_out.is_empty() {
        return "All indicators of indicators.csv.".to_owned();
    }
    let kinds: Vec<_> = left_out.iter().map(|(kind, count)| format!("{kind} ({count})")).collect();
    format!(
        "Indicators of indicators.csv, without the kinds that STIX has no pattern for: {}.",
        kinds.join(", ")
    )
}

fn id(kind: &str, name: &str) -> String {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes());
    format!("{kind}--{}", Uuid::new_v5(&namespace, format!("{kind} {name}").as_bytes()))
}

/// Returns a time as STIX writes it: to the millisecond.
fn stamp(time: Time) -> String {
    match chrono::DateTime::from_timestamp_micros(time.0) {
        Some(time) => time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        None => "1970-01-01T00:00:00.000Z".to_owned(),
    }
}

/// Returns the pattern of a value, where STIX has one for its kind.
fn pattern_of(kind: &str, value: &str) -> Option<String> {
    let object = match kind {
        "address" | "network" => return address_pattern(value),
        "user agent" => "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
        "url" => "url:value",
        "domain" => "domain-name:value",
        "mail address" | "recipient" | "sender" | "mailbox" => "email-addr:value",
        "message id" => "email-message:message_id",
        "file" => "file:name",
        _ => return None,
    };
    Some(format!("[{object} = '{}']", quoted(value)))
}

fn address_pattern(value: &str) -> Option<String> {
    let (address, is_network) = match value.split_once('/') {
        Some((address, bits)) => (address, bits.parse::<u8>().ok().map(|_| true)?),
        None => (value, false),
    };
    let object = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(_) => "ipv4-addr:value",
        IpAddr::V6(_) => "ipv6-addr:value",
    };
    let operator = if is_network { "ISSUBSET" } else { "=" };
    Some(format!("[{object} {operator} '{value}']"))
}

fn quoted(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::pattern_of;

    #[test]
    fn values_are_quoted_in_patterns() {
        for (kind, value, expect) in [
            ("address", "203.0.113.7", Some("[ipv4-addr:value = '203.0.113.7']")),
            ("network", "203.0.113.0/24", Some("[ipv4-addr:value ISSUBSET '203.0.113.0/24']")),
            ("address", "2001:db8::1", Some("[ipv6-addr:value = '2001:db8::1']")),
            ("address", "x' OR '1", None),
            ("url", "https://example.com/a'b\\c", Some(r"[url:value = 'https://example.com/a\'b\\c']")),
            ("session", "x", None),
        ] {
            assert_eq!(pattern_of(kind, value).as_deref(), expect);
        }
    }
}
