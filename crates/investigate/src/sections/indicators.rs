//! Indicators: what to look for elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::column;
use crate::model::{Cell, Class, Section, Table, Time};
use crate::scene::Scene;

/// Writes the section from all accounts.
pub(crate) fn indicators(scenes: &[Scene<'_>], targets: &BTreeSet<String>) -> Section {
    let mut found: BTreeMap<(&str, String), Seen> = BTreeMap::new();
    for scene in scenes {
        for place in scene.places_of(Class::Attacker) {
            let draft = &scene.drafts[place];
            let times: Vec<i64> = draft.acts.iter().map(|at| scene.acts[*at].time).collect();
            let mut add = |kind: &'static str, value: &str| {
                found.entry((kind, value.to_owned())).or_default().add(&times, scene.user);
            };
            draft.addresses.iter().for_each(|address| add("address", address));
            draft.agent.iter().for_each(|agent| add("program", agent));
            if !draft.is_surrogate {
                add("session", &draft.session_key);
            }
        }
    }
    for target in targets {
        found.entry(("mail address", target.clone())).or_default();
    }
    let rows = found.into_iter().map(|((kind, value), seen)| seen.into_row(kind, value)).collect();
    Section {
        key: "indicators".to_owned(),
        title: "Indicators".to_owned(),
        tables: vec![table(rows)],
        ..Section::default()
    }
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

    fn into_row(self, kind: &str, value: String) -> Vec<Cell> {
        let time = |time: Option<i64>| time.map_or(Cell::Missing, |time| Cell::Time(Time(time)));
        vec![
            Cell::Text(kind.to_owned()),
            Cell::Text(value),
            time(self.first),
            time(self.last),
            Cell::Number(self.records as i64),
            Cell::Texts(self.users.into_iter().collect()),
        ]
    }
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    Table {
        key: "indicators".to_owned(),
        title: "Indicators".to_owned(),
        note:
            "Of the attacker's sessions, and addresses that mail was diverted to. Programs alone say little."
                .to_owned(),
        columns: vec![
            column("kind", "Kind"),
            column("value", "Value"),
            column("first_time", "First (UTC)"),
            column("last_time", "Last (UTC)"),
            column("records", "Records"),
            column("users", "Accounts"),
        ],
        rows,
    }
}
