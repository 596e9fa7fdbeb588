//! Cases beside rules: records, and how often a rule is to fire on them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use trail365_columns::{BatchBuilder, Options, Origin, content_hash};
use trail365_records::Parser;
use trail365_sql::{Geo, GeoPlace, SessionOptions, over_batches};

use crate::alerts::Alert;
use crate::detect::Detector;

/// Records, and how many alerts of a rule they are to give.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Id of the rule.
    pub rule: String,
    /// The case in a few words.
    pub name: String,
    /// Number of alerts.
    pub fires: usize,
    /// The records.
    records: Vec<Item>,
    /// Values of lists in place of those that ship.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<String>>,
    /// Places of addresses and networks, as a file of places would have them.
    #[serde(default)]
    places: BTreeMap<String, Place>,
}

/// The place of an address.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    country: Option<String>,
    latitude: f64,
    longitude: f64,
}

/// A record, or many like it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Item {
    Many(Repeated),
    One(serde_json::Value),
}

/// Records that differ in their Ids and times; `{n}` in a text is the number of the record, from 1 on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeated {
    repeat: usize,
    /// Time between two of them, such as `30s`.
    every: String,
    record: serde_json::Value,
}

/// Mail domains of the tenant that the records of cases are of.
pub const CASE_DOMAINS: [&str; 2] = ["contoso.example.com", "contoso.onmicrosoft.com"];

/// Most records of a case.
const MOST_RECORDS: usize = 100_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    cases: Vec<Case>,
}

/// Reads a file of cases.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_cases(json: &str) -> Result<Vec<Case>, String> {
    serde_json::from_str::<CaseFile>(json).map(|file| file.cases).map_err(|error| error.to_string())
}

impl Case {
    /// Returns the JSON of each record.
    ///
    /// # Errors
    /// A time or span that cannot be read.
    pub fn records(&self) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        for item in &self.records {
            match item {
                Item::One(json) => all.push(json.to_string()),
                Item::Many(many) => many.expand(&mut all)?,
            }
            if all.len() > MOST_RECORDS {
                return Err(format!("the case has more than {MOST_RECORDS} records"));
            }
        }
        Ok(all)
    }

    /// Counts the alerts that the case's rule gives on its records.
    ///
    /// # Errors
    /// Why the records cannot be asked.
    pub async fn count_alerts(&self, detector: &mut Detector) -> Result<usize, String> {
        let mut builder = BatchBuilder::new(Options::default());
        let mut parser = Parser::new();
        for (line, json) in self.records()?.iter().enumerate() {
            let record = parser.parse(json.as_bytes()).map_err(|error| error.to_string())?;
            builder.push(&record, Origin::new("case", Some(line as u64 + 1), content_hash(&record)));
        }
        let batch = builder.finish().map_err(|error| error.to_string())?;
        let findings = if detector.is_query(&self.rule) {
            let session = over_batches(&[batch], &self.session_options()?).map_err(|e| e.to_string())?;
            // The rule alone: a query takes longer to plan than all other rules take to run.
            let findings = detector.run_query(&session, &self.rule).await;
            // A query that cannot be asked would hold in each case in which nothing is to be found.
            if let Some(blind) = findings.iter().find_map(|findings| findings.blind.first()) {
                return Err(blind.why.clone());
            }
            findings
        } else {
            detector.detect_in(&batch)
        };
        let findings = findings.map_err(|error| error.to_string())?;
        let is_own = |alert: &&Alert| alert.rule_id.eq_ignore_ascii_case(&self.rule);
        let count = findings.alerts.iter().filter(is_own).count();
        if count == 0 && self.fires > 0 && detector.is_taken(&self.rule) {
            return Err("the rule makes no alert by itself, because a correlation takes its matches: write \
                        `generate: true` in the correlation"
                .to_owned());
        }
        Ok(count)
    }

    /// Makes the options of a session that knows the case's places.
    fn session_options(&self) -> Result<SessionOptions, String> {
        let place = |of: &Place| GeoPlace::new(of.country.as_deref(), Some((of.latitude, of.longitude)));
        let places = self.places.iter().map(|(network, of)| (network.as_str(), place(of)));
        let geo = Geo::of_networks(places).map_err(|error| error.to_string())?;
        Ok(SessionOptions { geo: Some(Arc::new(geo)), ..SessionOptions::default() })
    }
}

impl Repeated {
    fn expand(&self, all: &mut Vec<String>) -> Result<(), String> {
        let seconds =
            span_of(&self.every).ok_or_else(|| format!("`{}` is no span such as 30s", self.every))?;
        let time = self.record.get("CreationTime").and_then(|time| time.as_str()).unwrap_or_default();
        let first =
            chrono::NaiveDateTime::parse_from_str(time, "%Y-%m-%dT%H:%M:%S").map_err(|e| e.to_string())?;
        for number in 1..=self.repeat.min(MOST_RECORDS + 1) {
            let mut record = self.record.clone();
            replace_number(&mut record, number);
            let later = chrono::TimeDelta::seconds(seconds * (number as i64 - 1));
            record["CreationTime"] = (first + later).format("%Y-%m-%dT%H:%M:%S").to_string().into();
            // Each record has an Id of its own; the first keeps the one that is written.
            if number > 1 {
                let id = record.get("Id").and_then(|id| id.as_str()).unwrap_or_default();
                record["Id"] = format!("{id}-{number}").into();
            }
            all.push(record.to_string());
        }
        Ok(())
    }
}

/// Reads a span such as `30s`, in seconds.
fn span_of(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(unit)
}

fn replace_number(value: &mut serde_json::Value, number: usize) {
    match value {
        serde_json::Value::String(text) => *text = text.replace("{n}", &number.to_string()),
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| replace_number(item, number)),
        serde_json::Value::Object(members) => {
            members.values_mut().for_each(|item| replace_number(item, number));
        }
        _ => {}
    }
}
