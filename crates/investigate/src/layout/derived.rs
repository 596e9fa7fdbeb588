//! Tables that follow from the report's lists: sessions, timeline, networks, evidence, sources.

use std::collections::BTreeMap;

use super::words::confidence_word;
use crate::model::{
    Account, Branch, Cell, Class, Column, Event, Evidence, Records, Report, Source, Table, Time,
};

/// The records of one network that are of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name; of branches without one, their addresses.
    pub name: String,
    /// The class.
    pub class: Class,
    /// Number of records.
    pub records: u64,
    /// Time of the first record.
    pub first_time: Time,
    /// Time of the last record.
    pub last_time: Time,
    /// Labels of the branches.
    pub branches: Vec<String>,
}

/// Returns the networks of an account by class: those of the attacker first, then those with most records.
pub fn networks(account: &Account) -> Vec<Network> {
    let mut found: BTreeMap<(Class, String), Network> = BTreeMap::new();
    for branch in &account.sessions {
        let name = network_name(branch);
        let network = found.entry((branch.class, name.clone())).or_insert_with(|| Network {
            name,
            class: branch.class,
            records: 0,
            first_time: branch.first_time,
            last_time: branch.last_time,
            branches: Vec::new(),
        });
        network.records += branch.records;
        network.first_time = network.first_time.min(branch.first_time);
        network.last_time = network.last_time.max(branch.last_time);
        network.branches.push(branch.label.clone());
    }
    let mut networks: Vec<_> = found.into_values().collect();
    networks.sort_by(|a, b| (a.class, b.records, &a.name).cmp(&(b.class, a.records, &b.name)));
    networks
}

fn network_name(branch: &Branch) -> String {
    match (&branch.network, branch.addresses.as_slice()) {
        (Some(network), _) => network.clone(),
        (None, []) => "no address".to_owned(),
        (None, addresses) => addresses.join(", "),
    }
}

/// Returns the networks of an account as a table.
pub fn networks_table(account: &Account) -> Table {
    let rows = networks(account).into_iter().map(|network| {
        vec![
            Cell::Text(network.name),
            class_cell(network.class),
            count(network.records),
            Cell::Time(network.first_time),
            Cell::Time(network.last_time),
            Cell::Texts(network.branches),
        ]
    });
    Table {
        key: "networks".to_owned(),
        title: "Networks and whose acts came from them".to_owned(),
        note: "A row is a network and a class; the numbers are those of the sessions below it.".to_owned(),
        columns: columns(&[
            ("network", "Network"),
            ("class", "Class"),
            ("records", "Records"),
            ("first_time", "First"),
            ("last_time", "Last"),
            ("sessions", "Sessions"),
        ]),
        rows: rows.collect(),
    }
}

/// Returns the sessions of an account as a table.
pub fn sessions_table(account: &Account) -> Table {
    Table {
        key: "sessions".to_owned(),
        title: "Sessions by branch".to_owned(),
        note: "A branch is what one session did from one network, by one program, on one device. Points count for an attacker, \
               less those for the owner."
            .to_owned(),
        columns: columns(&[
            ("session", "Session"),
            ("class", "Class"),
            ("decided_by", "Decided by"),
            ("first_time", "First"),
            ("last_time", "Last"),
            ("records", "Records"),
            ("network", "Network"),
            ("addresses", "Addresses"),
            ("agent", "Program"),
            ("apps", "Apps"),
            ("device_id", "Device"),
            ("score", "Points"),
            ("reasons", "Reasons"),
            ("session_key", "Session id"),
            ("surrogate", "Surrogate"),
            ("cited_records", "Cited"),
        ]),
        rows: account.sessions.iter().map(session_row).collect(),
    }
}

fn session_row(branch: &Branch) -> Vec<Cell> {
    let mut cited: Vec<u32> = branch.reasons.iter().flat_map(|r| r.records.iter().copied()).collect();
    cited.sort_unstable();
    cited.dedup();
    let reason = |r: &crate::model::Statement| format!("{}: {}", confidence_word(r.confidence), r.text);
    vec![
        Cell::Text(branch.label.clone()),
        class_cell(branch.class),
        Cell::Text(if branch.is_by_analyst { "analyst" } else { "program" }.to_owned()),
        Cell::Time(branch.first_time),
        Cell::Time(branch.last_time),
        count(branch.records),
        text(branch.network.as_ref()),
        Cell::Texts(branch.addresses.clone()),
        text(branch.agent.as_ref()),
        Cell::Texts(branch.apps.clone()),
        text(branch.device_id.as_ref()),
        Cell::Number(branch.score),
        Cell::Texts(branch.reasons.iter().map(reason).collect()),
        Cell::Text(branch.session_key.clone()),
        Cell::Flag(branch.is_surrogate),
        Cell::Records(Records { records: cited }),
    ]
}

/// Returns the key events of an account as a table.
pub fn timeline_table(account: &Account) -> Table {
    Table {
        key: "timeline".to_owned(),
        title: "Key events".to_owned(),
        note: "Times are those of the service, in UTC; the order within one second is unknown.".to_owned(),
        columns: columns(&[
            ("time", "Time"),
            ("class", "Class"),
            ("event", "Event"),
            ("operation", "Operation"),
            ("session", "Session"),
            ("address", "Address"),
            ("level", "Level"),
            ("record", "Record"),
        ]),
        rows: account.timeline.iter().map(event_row).collect(),
    }
}

fn event_row(event: &Event) -> Vec<Cell> {
    let record = if event.record == 0 { Vec::new() } else { vec![event.record] };
    vec![
        Cell::Time(event.time),
        class_cell(event.class),
        Cell::Text(event.text.clone()),
        Cell::Text(event.operation.clone()),
        text(event.branch.as_ref()),
        text(event.address.as_ref()),
        text(event.level.as_ref()),
        Cell::Records(Records { records: record }),
    ]
}

/// Returns the cited records as a table.
pub fn evidence_table(report: &Report) -> Table {
    Table {
        key: "evidence".to_owned(),
        title: "Records in the order in which the report names them".to_owned(),
        note: "The SHA-256 is that of the record's JSON as it was read; records.jsonl has it, in this order."
            .to_owned(),
        columns: columns(&[
            ("number", "No."),
            ("time", "Time"),
            ("operation", "Operation"),
            ("id", "Record id"),
            ("source", "File or blob"),
            ("line", "Line"),
            ("sha256", "SHA-256"),
            ("content_hash", "Content hash"),
        ]),
        rows: report.evidence.iter().map(evidence_row).collect(),
    }
}

fn evidence_row(evidence: &Evidence) -> Vec<Cell> {
    vec![
        Cell::Number(i64::from(evidence.number)),
        evidence.time.map_or(Cell::Missing, Cell::Time),
        text(evidence.operation.as_ref()),
        text(evidence.id.as_ref()),
        text(evidence.source.as_ref()),
        evidence.line.map_or(Cell::Missing, Cell::Number),
        Cell::Text(evidence.sha256.clone()),
        // As text: a spreadsheet keeps 15 digits of a number.
        Cell::Text(evidence.content_hash.to_string()),
    ]
}

/// Returns the files and blobs that the lake's records came from as a table.
pub fn sources_table(report: &Report) -> Table {
    Table {
        key: "sources".to_owned(),
        title: "Files and blobs of the lake".to_owned(),
        note: String::new(),
        columns: columns(&[
            ("name", "Name"),
            ("records", "Records"),
            ("bytes", "Bytes"),
            ("imported_at", "Imported"),
            ("sha256", "SHA-256"),
        ]),
        rows: report.lake.sources.iter().map(source_row).collect(),
    }
}

fn source_row(source: &Source) -> Vec<Cell> {
    vec![
        Cell::Text(source.name.clone()),
        count(source.records),
        source.bytes.map_or(Cell::Missing, count),
        source.imported_at.map_or(Cell::Missing, Cell::Time),
        text(source.sha256.as_ref()),
    ]
}

fn columns(names: &[(&str, &str)]) -> Vec<Column> {
    names.iter().map(|(key, title)| Column { key: (*key).to_owned(), title: (*title).to_owned() }).collect()
}

fn text(text: Option<&String>) -> Cell {
    text.map_or(Cell::Missing, |text| Cell::Text(text.clone()))
}

fn count(number: u64) -> Cell {
    i64::try_from(number).map_or_else(|_| Cell::Text(number.to_string()), Cell::Number)
}

fn class_cell(class: Class) -> Cell {
    Cell::Text(class.key().to_owned())
}
