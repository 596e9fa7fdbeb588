//! The numbers of the first page.

use std::collections::BTreeSet;

use super::cell::{cell_text, moment};
use crate::model::{Account, Branch, Cell, Class, Question, Time};

/// A number of the first page with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number or time.
    pub value: String,
    /// Its meaning.
    pub label: String,
}

/// Returns the numbers of an account that follow from its sessions and times: those of the span that was asked for.
pub fn figures_of(account: &Account, question: &Question) -> Vec<Figure> {
    let figure = |value: String, label: &str| Figure { value, label: label.to_owned() };
    let mut figures = Vec::new();
    let within = if question.has_span() { " in the period asked for" } else { "" };
    for (time, which) in [(account.first_act, "first"), (account.last_act, "last")] {
        if let Some(time) = time {
            figures.push(figure(moment(time), &format!("{which} act of the attacker{within}")));
        }
    }
    if let (Some(first), Some(last)) = (account.first_act, account.last_act) {
        figures.push(figure(duration_words(first, last), "between the first and the last act"));
    }
    for class in [Class::Attacker, Class::Undetermined] {
        let (count, records) = count_sessions(account, class);
        let session = if count == 1 { "session" } else { "sessions" };
        let whose = if class == Class::Attacker {
            format!("{session} of the attacker")
        } else {
            format!("undetermined {session}")
        };
        let with = if records > 0 { format!(", with {}", record_count(records)) } else { String::new() };
        figures.push(figure(group_digits(count), &format!("{whose}{with}")));
    }
    for (table, distinct, [one, many]) in COUNTED {
        let count = count_rows(account, table, distinct);
        // That no message was accessed is news, that none was deleted is not.
        if count > 0 || table == "messages" {
            let what = if count == 1 { one } else { many };
            figures.push(figure(group_digits(count), &format!("{what} by the attacker")));
        }
    }
    figures
}

/// Counts the sessions of a class and their records in the span of the report. A session's branches count once.
pub fn count_sessions(account: &Account, class: Class) -> (u64, u64) {
    let is_in = |branch: &&Branch| branch.class == class && branch.records_in_span > 0;
    let branches = || account.sessions.iter().filter(is_in);
    let keys: BTreeSet<&str> = branches().map(|branch| branch.session_key.as_str()).collect();
    (keys.len() as u64, branches().map(|branch| branch.records_in_span).sum())
}

/// Tables whose rows of the attacker are counted: their keys, the column of which each value counts once, one and several of them.
const COUNTED: [(&str, &str, [&str; 2]); 7] = [
    ("messages", "internet_message_id", ["message accessed", "messages accessed"]),
    ("mail_sent", "", ["message sent", "messages sent"]),
    ("inbox_rules", "", ["change of inbox rules", "changes of inbox rules"]),
    ("forwarding", "", ["forwarding or right set", "forwardings or rights set"]),
    ("apps", "", ["consent given", "consents given"]),
    ("files", "url", ["file touched", "files touched"]),
    ("deletions", "", ["message deleted", "messages deleted"]),
];

fn count_rows(account: &Account, table: &str, distinct: &str) -> u64 {
    let tables = account.sections.iter().flat_map(|section| &section.tables);
    let Some(table) = tables.into_iter().find(|found| found.key == table) else { return 0 };
    let place = |key: &str| table.columns.iter().position(|column| column.key == key);
    let Some(whose) = place("whose") else { return 0 };
    let is_attackers =
        |row: &&Vec<Cell>| matches!(row.get(whose), Some(Cell::Text(t)) if t == Class::Attacker.key());
    let rows = table.rows.iter().filter(is_attackers);
    match place(distinct) {
        Some(column) => rows.map(|row| row.get(column).map(cell_text)).collect::<BTreeSet<_>>().len() as u64,
        None => rows.count() as u64,
    }
}

/// Returns a span in words of two units at most: `3 days 4 h`.
pub fn duration_words(from: Time, until: Time) -> String {
    let seconds = (until.0 - from.0).max(0) / 1_000_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let days_word = if days == 1 { "day" } else { "days" };
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, _, 0) => format!("{hours} h"),
        (0, ..) => format!("{hours} h {minutes} min"),
        (_, 0, _) => format!("{days} {days_word}"),
        _ => format!("{days} {days_word} {hours} h"),
    }
}

/// Returns a number with a comma before each three digits.
pub fn group_digits(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Writes a number of records: `1 record`, `12,000 records`.
pub fn record_count(number: u64) -> String {
    format!("{} {}", group_digits(number), if number == 1 { "record" } else { "records" })
}

#[cfg(test)]
mod tests {
    use super::{duration_words, group_digits};
    use crate::model::Time;

    #[test]
    fn spans_have_two_units_at_most() {
        for (seconds, expect) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3_600, "1 h"),
            (3_660, "1 h 1 min"),
            (86_400, "1 day"),
            (2 * 86_400 + 3_600, "2 days 1 h"),
        ] {
            assert_eq!(duration_words(Time(0), Time(seconds * 1_000_000)), expect);
        }
        assert_eq!(duration_words(Time(5), Time(0)), "0 s");
    }

    #[test]
    fn digits_are_grouped() {
        for (number, expect) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(group_digits(number), expect);
        }
    }
}
