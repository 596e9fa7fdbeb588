//! Indicators: what to look for elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::column;
use crate::model::{AddressFacts, Cell, Class, Confidence, Section, Statement, Table, Time};
use crate::networks::Networks;
use crate::scene::Scene;
use crate::sql::in_branches;

/// What an attacker left outside of the sessions.
#[derive(Debug)]
pub(crate) struct Trace<'a> {
    pub kind: &'static str,
    pub value: String,
    pub time: i64,
    pub user: &'a str,
}

/// Writes the section from all accounts.
pub(crate) fn indicators(scenes: &[Scene<'_>], traces: &[Trace<'_>], networks: &Networks) -> Section {
    let mut found: BTreeMap<(&str, String), Seen> = BTreeMap::new();
    let mut of_microsoft: BTreeSet<&str> = BTreeSet::new();
    for scene in scenes {
        for place in scene.places_of(Class::Attacker) {
            let draft = &scene.drafts[place];
            let times: Vec<i64> = draft.acts.iter().map(|at| scene.acts[*at].time).collect();
            let mut add = |kind: &'static str, value: &str| {
                found.entry((kind, value.to_owned())).or_default().add(&times, scene.user);
            };
            draft.telling_addresses.iter().for_each(|address| add("address", address));
            of_microsoft.extend(draft.addresses.difference(&draft.telling_addresses).map(String::as_str));
            draft.agent.iter().for_each(|agent| add("program", agent));
            if !draft.is_surrogate {
                add("session", &draft.session_key);
            }
        }
    }
    for trace in traces {
        // The case of message ids counts; that of all others does not.
        let value = if trace.kind == "message id" { trace.value.clone() } else { trace.value.to_lowercase() };
        found.entry((trace.kind, value)).or_default().add(&[trace.time], trace.user);
    }
    let row = |((kind, value), seen): ((&str, String), Seen)| {
        let about = if kind == "address" { networks.about(&value) } else { AddressFacts::default() };
        seen.into_row(kind, value, about)
    };
    let rows = found.into_iter().map(row).collect();
    Section {
        key: "indicators".to_owned(),
        title: "Indicators".to_owned(),
        statements: state_microsoft(&of_microsoft).into_iter().collect(),
        tables: vec![table(rows, query(scenes))],
    }
}

/// States which addresses of the attacker's sessions are no indicators.
fn state_microsoft(addresses: &BTreeSet<&str>) -> Option<Statement> {
    if addresses.is_empty() {
        return None;
    }
    let addresses: Vec<&str> = addresses.iter().copied().collect();
    let text = format!(
        "Sessions of the attacker also have addresses in networks of Microsoft: {}. These are front ends of its services, or machines that \
         anybody can rent there. They are left out of the indicators: to block them would block others.",
        addresses.join(", ")
    );
    Some(Statement { confidence: Confidence::Recorded, text, ..Statement::default() })
}

/// When and where an indicator was seen.
#[derive(Debug, Default)]
struct Seen {
    first: Option<i64>,
    last: Option<i64>,
    records: u64,
    users: BTreeSet<String>,
}

impl Seen {
    fn add(&mut self, times: &[i64], user: &str) {
        self.first = self.first.into_iter().chain(times.iter().copied()).min();
        self.last = self.last.into_iter().chain(times.iter().copied()).max();
        self.records += times.len() as u64;
        self.users.insert(user.to_owned());
    }

    fn into_row(self, kind: &str, value: String, about: AddressFacts) -> Vec<Cell> {
        let time = |time: Option<i64>| time.map_or(Cell::Missing, |time| Cell::Time(Time(time)));
        vec![
            Cell::Text(kind.to_owned()),
            Cell::Text(value),
            time(self.first),
            time(self.last),
            Cell::Number(self.records as i64),
            Cell::Texts(self.users.into_iter().collect()),
            about.country.map_or(Cell::Missing, Cell::Text),
            about.as_number.map_or(Cell::Missing, |number| Cell::Number(i64::from(number))),
            about.network_owner.map_or(Cell::Missing, Cell::Text),
        ]
    }
}

fn query(scenes: &[Scene<'_>]) -> String {
    let of_scene = |scene: &Scene<'_>| {
        in_branches(scene.user, scene.places_of(Class::Attacker).map(|place| scene.drafts[place].key()))
    };
    let any: Vec<String> = scenes.iter().map(of_scene).collect();
    format!(
        "-- By branch of the attacker's sessions; the table has each address, program and session once, and what the attacker left besides.\n\
         SELECT user_id, client_ip, agent, session_id, min(time) AS first_time, max(time) AS last_time, count(*) AS records\n\
         FROM session_records\nWHERE {}\nGROUP BY user_id, client_ip, agent, session_id\nORDER BY first_time, user_id, client_ip",
        any.join("\n   OR ")
    )
}

fn table(rows: Vec<Vec<Cell>>, query: String) -> Table {
    Table {
        key: "indicators".to_owned(),
        title: "Indicators".to_owned(),
        note:
            "Of the attacker's sessions, and what the attacker left: addresses that mail was diverted to, messages sent, apps by their ids, \
             devices. Programs alone say little."
                .to_owned(),
        columns: vec![
            column("kind", "Kind"),
            column("value", "Value"),
            column("first_time", "First (UTC)"),
            column("last_time", "Last (UTC)"),
            column("records", "Records"),
            column("users", "Accounts"),
            column("country", "Country"),
            column("as_number", "AS number"),
            column("network_owner", "Network owner"),
        ],
        rows,
        query,
    }
}
