//! Tables that follow from the report's lists: sessions, timeline, networks, evidence, sources.

use std::collections::{BTreeMap, BTreeSet};

use super::queries::{addresses_query, evidence_query, networks_query, sessions_query, timeline_query};
use super::words::confidence_word;
use crate::model::{
    Account, AddressFacts, AddressKind, Branch, Cell, Class, Column, Event, Evidence, Records, Report,
    Source, Table, Time,
};
use crate::sql::SOURCES_QUERY;

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
    /// Countries of its addresses, where they are known.
    pub countries: BTreeSet<String>,
    /// Owners of the networks of its addresses, where they are known.
    pub owners: BTreeSet<String>,
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
            countries: BTreeSet::new(),
            owners: BTreeSet::new(),
        });
        for about in about_addresses(account, branch) {
            network.countries.extend(about.country.clone());
            network.owners.extend(owner_words(about));
        }
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

/// Returns what is known of the addresses of a branch.
fn about_addresses<'a>(account: &'a Account, branch: &'a Branch) -> impl Iterator<Item = &'a AddressFacts> {
    account.addresses.iter().filter(|about| branch.addresses.contains(&about.address))
}

/// Writes the owner of an address's network: `AS64496 Example`. What says nothing about who acted is marked.
fn owner_words(about: &AddressFacts) -> Option<String> {
    let number = about.as_number.map(|number| format!("AS{number}"));
    let mark = match about.kind {
        Some(AddressKind::Private) => Some("private address"),
        Some(AddressKind::Microsoft) if about.network_owner.is_none() => Some("Microsoft 365"),
        _ => None,
    };
    let parts: Vec<&str> =
        number.as_deref().into_iter().chain(about.network_owner.as_deref()).chain(mark).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Returns the addresses of an account as a table.
pub fn addresses_table(account: &Account) -> Table {
    let row = |about: &AddressFacts| {
        let of = account.sessions.iter().filter(|branch| branch.addresses.contains(&about.address));
        let kind = about.kind.map(|kind| match kind {
            AddressKind::Microsoft => "Microsoft's",
            AddressKind::Private => "private",
        });
        vec![
            Cell::Text(about.address.clone()),
            text(about.country.as_ref()),
            about.as_number.map_or(Cell::Missing, |number| Cell::Number(i64::from(number))),
            text(about.network_owner.as_ref()),
            kind.map_or(Cell::Missing, |kind| Cell::Text(kind.to_owned())),
            Cell::Texts(of.map(|branch| branch.label.clone()).collect()),
        ]
    };
    Table {
        key: "addresses".to_owned(),
        title: "Addresses".to_owned(),
        note: "Country and owner are those of the databases that the chapter on the method names; without a database they are not known. \
               An address of Microsoft's says nothing about who acted."
            .to_owned(),
        columns: columns(&[
            ("address", "Address"),
            ("country", "Country"),
            ("as_number", "AS number"),
            ("network_owner", "Network owner"),
            ("kind", "Kind"),
            ("sessions", "Sessions"),
        ]),
        rows: account.addresses.iter().map(row).collect(),
        query: addresses_query(account),
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
            Cell::Texts(network.countries.into_iter().collect()),
            Cell::Texts(network.owners.into_iter().collect()),
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
            ("countries", "Countries"),
            ("network_owners", "Network owners"),
        ]),
        rows: rows.collect(),
        query: networks_query(account),
    }
}

/// Returns the sessions of an account as a table.
pub fn sessions_table(account: &Account) -> Table {
    Table {
        key: "sessions".to_owned(),
        title: "Sessions by branch".to_owned(),
        note: "A branch is what one session did from one network, by one program, on one device. Points count for an attacker, \
               less those for the owner. All branches are listed, whatever the period asked for: whose one is follows from all its records."
            .to_owned(),
        columns: columns(&[
            ("session", "Session"),
            ("class", "Class"),
            ("decided_by", "Decided by"),
            ("first_time", "First"),
            ("last_time", "Last"),
            ("records", "Records"),
            ("records_in_span", "In the period"),
            ("network", "Network"),
            ("addresses", "Addresses"),
            ("countries", "Countries"),
            ("network_owners", "Network owners"),
            ("agent", "Program"),
            ("apps", "Apps"),
            ("device_id", "Device"),
            ("score", "Points"),
            ("reasons", "Reasons"),
            ("session_key", "Session id"),
            ("surrogate", "Surrogate"),
            ("cited_records", "Cited"),
        ]),
        rows: account.sessions.iter().map(|branch| session_row(account, branch)).collect(),
        query: sessions_query(account),
    }
}

fn session_row(account: &Account, branch: &Branch) -> Vec<Cell> {
    let countries: BTreeSet<String> =
        about_addresses(account, branch).filter_map(|about| about.country.clone()).collect();
    let owners: BTreeSet<String> = about_addresses(account, branch).filter_map(owner_words).collect();
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
        count(branch.records_in_span),
        text(branch.network.as_ref()),
        Cell::Texts(branch.addresses.clone()),
        Cell::Texts(countries.into_iter().collect()),
        Cell::Texts(owners.into_iter().collect()),
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
        query: timeline_query(account),
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
        note: "The SHA-256 is that of the record's line in records.jsonl, which has them in this order."
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
        query: evidence_query(report),
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
        query: SOURCES_QUERY.to_owned(),
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
