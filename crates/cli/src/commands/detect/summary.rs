//! The alerts in one look: by level, user, day and tactic.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate};
use trail365_findings::{Alert, Findings};
use trail365_sigma::Level;

use crate::output::{Block, Column, Document, Table, clipped, count_of, grouped, render};

/// Users that are named, and the longest name in characters.
const USERS: usize = 8;
const LONGEST: usize = 48;

/// Techniques of a tactic that are named.
const TECHNIQUES: usize = 6;

/// Rows of the timeline, and the longest of its bars.
const SPANS: usize = 31;
const BAR: u64 = 40;

/// Renders the summary; `all` is the number of alerts of any level and user.
pub fn render_summary(findings: &Findings, all: usize, rules: usize) -> String {
    let alerts = &findings.alerts;
    let title = match alerts.len() {
        shown if shown == all => count_of(all as u64, "alert"),
        shown => format!("{} of {}", grouped(shown as u64), count_of(all as u64, "alert")),
    };
    let asked = format!(
        "{}, {} asked, {} of them can find nothing here",
        count_of(findings.records, "record"),
        count_of(rules as u64, "rule"),
        grouped(findings.blind.len() as u64)
    );
    let mut blocks = vec![Block::Text(asked)];
    if findings.without_time > 0 {
        let records = count_of(findings.without_time, "record");
        blocks.push(Block::Text(format!("{records} without a time: nothing in them makes an alert")));
    }
    if !alerts.is_empty() {
        blocks.push(Block::Table(by_level(alerts)));
        blocks.extend(by_user(alerts));
        blocks.push(Block::Table(by_time(alerts)));
        blocks.push(Block::Table(by_tactic(alerts)));
    }
    render(&Document { title, blocks })
}

fn by_level(alerts: &[Alert]) -> Table {
    let mut counts: BTreeMap<Reverse<Level>, (u64, BTreeSet<&str>)> = BTreeMap::new();
    for alert in alerts {
        let (count, titles) = counts.entry(Reverse(alert.level)).or_default();
        *count += 1;
        titles.insert(&alert.title);
    }
    let row = |(level, (count, titles)): (&Reverse<Level>, &(u64, BTreeSet<&str>))| {
        vec![level.0.to_string(), grouped(*count), grouped(titles.len() as u64)]
    };
    let columns = vec![Column::Name("Level"), Column::Number("Alerts"), Column::Number("Rules")];
    Table { columns, rows: counts.iter().map(row).collect() }
}

/// Counts the alerts of each user: those of the highest level first, then those with the most.
fn by_user(alerts: &[Alert]) -> Vec<Block> {
    // One name may be spelled in several cases.
    let mut spelled: BTreeMap<String, &str> = BTreeMap::new();
    let mut counts: BTreeMap<&str, (Level, u64, i64)> = BTreeMap::new();
    for alert in alerts {
        for user in &alert.users {
            let user = *spelled.entry(user.to_lowercase()).or_insert(user);
            let (level, count, first) = counts.entry(user).or_insert((alert.level, 0, alert.first_time));
            (*level, *count, *first) =
                ((*level).max(alert.level), *count + 1, (*first).min(alert.first_time));
        }
    }
    let mut users: Vec<_> = counts.into_iter().collect();
    users.sort_by_key(|(user, (level, count, _))| (Reverse(*level), Reverse(*count), *user));
    let row = |(user, (level, count, first)): &(&str, (Level, u64, i64))| {
        vec![clipped(user, LONGEST), grouped(*count), level.to_string(), super::alerts::time_of(*first)]
    };
    let columns = vec![
        Column::Name("User"),
        Column::Number("Alerts"),
        Column::Name("Highest"),
        Column::Name("First (UTC)"),
    ];
    let rows: Vec<_> = users.iter().take(USERS).map(row).collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table { columns, rows }));
    }
    if users.len() > USERS {
        blocks.push(Block::Text(format!("and {}", count_of((users.len() - USERS) as u64, "more user"))));
    }
    blocks
}

/// Writes the span of time that a day belongs to.
type Spelling = fn(&NaiveDate) -> String;

/// Counts the alerts of each day; of each month or year where there are too many days. Empty spans between are left out.
fn by_time(alerts: &[Alert]) -> Table {
    let days = alerts.iter().filter_map(|alert| DateTime::from_timestamp_micros(alert.first_time));
    let days: Vec<NaiveDate> = days.map(|time| time.date_naive()).collect();
    let spellings: [(&str, Spelling); 3] = [
        ("Day (UTC)", |day| day.to_string()),
        ("Month (UTC)", |day| format!("{}-{:02}", day.year(), day.month())),
        ("Year (UTC)", |day| day.year().to_string()),
    ];
    let count = |spell: Spelling| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for day in &days {
            *counts.entry(spell(day)).or_default() += 1;
        }
        counts
    };
    let fits = spellings.iter().find(|(_, spell)| count(*spell).len() <= SPANS);
    let (title, spell) = *fits.unwrap_or(&spellings[2]);
    let counts = count(spell);
    let most = counts.values().copied().max().unwrap_or(1);
    let row = |(span, count): (&String, &u64)| vec![span.clone(), grouped(*count), bar_of(*count, most)];
    let columns = vec![Column::Name(title), Column::Number("Alerts"), Column::Name("")];
    Table { columns, rows: counts.iter().map(row).collect() }
}

/// Draws a count beside the largest one.
fn bar_of(count: u64, most: u64) -> String {
    let length = (count * BAR.min(most)).div_ceil(most.max(1));
    "#".repeat(usize::try_from(length).unwrap_or_default())
}

fn by_tactic(alerts: &[Alert]) -> Table {
    let mut counts: BTreeMap<String, (u64, BTreeMap<String, u64>)> = BTreeMap::new();
    for alert in alerts {
        for tactic in alert.tactics() {
            let (count, techniques) = counts.entry(tactic).or_default();
            *count += 1;
            alert.techniques().into_iter().for_each(|name| *techniques.entry(name).or_default() += 1);
        }
    }
    let mut tactics: Vec<_> = counts.into_iter().collect();
    tactics.sort_by_key(|(_, (count, _))| Reverse(*count));
    let row = |(tactic, (count, techniques)): &(String, (u64, BTreeMap<String, u64>))| {
        vec![clipped(tactic, LONGEST), grouped(*count), most_frequent(techniques)]
    };
    let columns =
        vec![Column::Name("Tactic"), Column::Number("Alerts"), Column::Text("Techniques of these alerts")];
    Table { columns, rows: tactics.iter().map(row).collect() }
}

fn most_frequent(techniques: &BTreeMap<String, u64>) -> String {
    let mut names: Vec<_> = techniques.iter().collect();
    names.sort_by_key(|(name, count)| (Reverse(**count), *name));
    let mut shown: Vec<_> = names.iter().take(TECHNIQUES).map(|(name, _)| clipped(name, LONGEST)).collect();
    if names.len() > TECHNIQUES {
        shown.push(format!("and {} more", names.len() - TECHNIQUES));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::bar_of;

    #[test]
    fn a_bar_shows_every_count() {
        assert_eq!([bar_of(1, 3), bar_of(3, 3)], ["#", "###"]);
        assert_eq!([bar_of(1, 4000).len(), bar_of(2000, 4000).len(), bar_of(4000, 4000).len()], [1, 20, 40]);
    }
}
