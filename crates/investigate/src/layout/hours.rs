//! Events by weekday and hour.

use chrono::{DateTime, Datelike, Timelike};

use super::words::CLASSES;
use crate::model::{Account, Cell, Class, Column, Table, Time};

/// Names of the weekdays.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Numbers of events by weekday, hour (UTC) and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours(Vec<[u64; 4]>);

impl Hours {
    /// Returns the number of events of a class; classes are in the order of [CLASSES].
    pub fn count(&self, weekday: usize, hour: usize, class: usize) -> u64 {
        self.0.get(weekday * 24 + hour).map_or(0, |counts| counts[class])
    }

    /// Returns the number of events of all classes.
    pub fn total(&self, weekday: usize, hour: usize) -> u64 {
        (0..CLASSES.len()).map(|class| self.count(weekday, hour, class)).sum()
    }
}

/// Counts the key events of an account by weekday and hour.
pub fn hours_of(account: &Account) -> Hours {
    let mut hours = Hours(vec![[0; 4]; 7 * 24]);
    for event in &account.timeline {
        if let Some(place) = place_of(event.time) {
            hours.0[place][class_index(event.class)] += 1;
        }
    }
    hours
}

fn place_of(time: Time) -> Option<usize> {
    let time = DateTime::from_timestamp_micros(time.0)?;
    Some(time.weekday().num_days_from_monday() as usize * 24 + time.hour() as usize)
}

fn class_index(class: Class) -> usize {
    CLASSES.iter().position(|c| *c == class).unwrap_or(0)
}

/// Returns the same as a table: a row a weekday.
pub fn hours_table(hours: &Hours) -> Table {
    let column = |key: &str, title: &str| Column { key: key.to_owned(), title: title.to_owned() };
    let rows = WEEKDAYS.iter().enumerate().map(|(weekday, name)| {
        let sum = |class| (0..24).map(|hour| hours.count(weekday, hour, class)).sum::<u64>();
        let mut row = vec![Cell::Text((*name).to_owned())];
        row.extend((0..CLASSES.len()).map(|class| Cell::Number(sum(class) as i64)));
        row.push(Cell::Text(busy_hours(hours, weekday)));
        row
    });
    Table {
        key: "hours".to_owned(),
        title: "Key events by weekday".to_owned(),
        note: String::new(),
        rows: rows.collect(),
        query: String::new(),
        columns: vec![
            column("weekday", "Weekday"),
            column("attacker", "Attacker"),
            column("undetermined", "Undetermined"),
            column("owner", "Owner"),
            column("service", "Service"),
            column("hours", "Hours with events, and how many"),
        ],
    }
}

fn busy_hours(hours: &Hours, weekday: usize) -> String {
    let busy = (0..24).map(|hour| (hour, hours.total(weekday, hour))).filter(|(_, events)| *events > 0);
    busy.map(|(hour, events)| format!("{hour:02} h: {events}")).collect::<Vec<_>>().join(", ")
}
