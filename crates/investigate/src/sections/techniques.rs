//! Techniques of ATT&CK that the findings show.

use std::collections::BTreeMap;

use trail365_findings::{Alert, technique_name};

use super::tables::column;
use crate::evidence::Book;
use crate::facts::Cited;
use crate::model::{Cell, Records, Section, Table, Time};

/// Writes the section from the findings about all accounts.
pub(crate) fn techniques<'a>(alerts: impl IntoIterator<Item = &'a Alert>, book: &mut Book) -> Section {
    let mut found: BTreeMap<String, Vec<&Alert>> = BTreeMap::new();
    for alert in alerts {
        for technique in alert.techniques() {
            found.entry(technique).or_default().push(alert);
        }
    }
    let rows = found.into_iter().map(|(technique, alerts)| row(&technique, &alerts, book)).collect();
    Section {
        key: "techniques".to_owned(),
        title: "ATT&CK".to_owned(),
        tables: vec![table(rows)],
        ..Section::default()
    }
}

fn row(technique: &str, alerts: &[&Alert], book: &mut Book) -> Vec<Cell> {
    let gravest = alerts.iter().max_by_key(|alert| (alert.level, std::cmp::Reverse(alert.first_time)));
    let record =
        gravest.and_then(|alert| alert.members.first()).map(|member| book.number(Cited::from(member)));
    let time = |time: Option<i64>| time.map_or(Cell::Missing, |time| Cell::Time(Time(time)));
    vec![
        Cell::Text(technique.to_owned()),
        technique_name(technique).map_or(Cell::Missing, |name| Cell::Text(name.to_owned())),
        time(alerts.iter().map(|alert| alert.first_time).min()),
        time(alerts.iter().map(|alert| alert.last_time).max()),
        Cell::Number(alerts.len() as i64),
        gravest
            .map_or(Cell::Missing, |alert| Cell::Text(format!("{} [{}]", alert.title, alert.level.as_str()))),
        Cell::Records(Records { records: record.into_iter().collect() }),
    ]
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    Table {
        key: "techniques".to_owned(),
        title: "Techniques".to_owned(),
        note: "Techniques of MITRE ATT&CK that the rules of the findings are about. That a rule found something does not prove the technique."
            .to_owned(),
        columns: vec![
            column("technique", "Technique"),
            column("name", "Name"),
            column("first_time", "First (UTC)"),
            column("last_time", "Last (UTC)"),
            column("findings", "Findings"),
            column("gravest", "Gravest finding"),
            column("record", "Record"),
        ],
        rows,
        query: String::new(),
    }
}
