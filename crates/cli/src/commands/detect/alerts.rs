//! The alerts, one below the other.

use std::cmp::Reverse;
use std::io::Write;

use anyhow::Result;
use chrono::DateTime;
use trail365_findings::Alert;

use crate::output::{Screen, clipped, count_of, cut_front, instant, printable, wrap};

/// Columns before the facts of an alert, and before their values.
const INDENT: &str = "    ";
const VALUES: usize = 12;

/// Names of a kind that an alert shows, and the longest of them in characters.
const NAMES: usize = 3;
const LONGEST: usize = 48;

/// Lines of a reason.
const LINES: usize = 2;

/// Writes the alerts in the order of their times; at most `most`, then those of the highest levels.
pub fn write_alerts(alerts: &[Alert], most: Option<usize>, out: &mut dyn Write) -> Result<()> {
    if alerts.is_empty() {
        return Ok(());
    }
    let mut shown: Vec<&Alert> = alerts.iter().collect();
    if let Some(most) = most {
        shown.sort_by_key(|alert| Reverse(alert.level));
        shown.truncate(most);
        shown.sort_by_key(|alert| alert.first_time);
    }
    writeln!(out, "\nAlerts\n------\n")?;
    let screen = Screen::of_stdout();
    for alert in &shown {
        write_alert(alert, screen, out)?;
    }
    if shown.len() < alerts.len() {
        let more = count_of((alerts.len() - shown.len()) as u64, "more alert");
        writeln!(out, "and {more}, of lower levels: --rows all shows them\n")?;
    }
    Ok(())
}

fn write_alert(alert: &Alert, screen: Screen, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}  {}  [{}]", time_of(alert.first_time), printable(&alert.title), alert.level)?;
    let room = screen.width.saturating_sub(VALUES);
    let mut name = "why";
    for line in lines_of(&alert.reason, room) {
        write_fact(std::mem::take(&mut name), &line, out)?;
    }
    write_names("who", &alert.users, out)?;
    write_names("from", &alert.addresses, out)?;
    let until = match alert.last_time == alert.first_time {
        true => String::new(),
        false => format!(" until {}", end_of(alert)),
    };
    write_fact(
        "records",
        &format!("{}{until}", count_of(alert.count, "").trim_end_matches([' ', 's'])),
        out,
    )?;
    if let Some(member) = alert.members.first() {
        let line = member.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = format!("{}{line}", member.source.as_deref().map(printable).unwrap_or_default());
        let id = member.id.as_deref().map(|id| clipped(id, LONGEST)).unwrap_or_default();
        let room = room.saturating_sub(id.chars().count() + 2);
        let place = if screen.is_watched { cut_front(&place, room.max(20)) } else { place };
        write_fact("first", &format!("{place}  {id}"), out)?;
    }
    let attack: Vec<_> = alert.tactics().into_iter().chain(alert.techniques()).collect();
    if !attack.is_empty() {
        write_fact("ATT&CK", &printable(&attack.join(", ")), out)?;
    }
    writeln!(out)?;
    Ok(())
}

fn write_fact(name: &str, value: &str, out: &mut dyn Write) -> Result<()> {
    let width = VALUES - INDENT.len();
    writeln!(out, "{}", format!("{INDENT}{name:<width$}{value}").trim_end())?;
    Ok(())
}

fn write_names(word: &str, names: &[String], out: &mut dyn Write) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let mut shown: Vec<_> = names.iter().take(NAMES).map(|name| clipped(name, LONGEST)).collect();
    if names.len() > NAMES {
        shown.push(format!("and {} more", names.len() - NAMES));
    }
    write_fact(word, &shown.join(", "), out)
}

/// Wraps a reason into few lines; the last ends in an ellipsis where the reason goes on.
fn lines_of(reason: &str, width: usize) -> Vec<String> {
    let mut lines = wrap(&printable(reason), width);
    let goes_on = lines.len() > LINES;
    lines.truncate(LINES);
    for line in &mut lines {
        *line = clipped(line, width.saturating_sub(1));
    }
    if let Some(last) = lines.last_mut().filter(|last| goes_on && !last.ends_with('…')) {
        last.push('…');
    }
    lines
}

/// Writes the last time of an alert, without the day where it is that of the first.
fn end_of(alert: &Alert) -> String {
    let (first, last) = (time_of(alert.first_time), time_of(alert.last_time));
    match (first.split_once(' '), last.split_once(' ')) {
        (Some((day, _)), Some((same, time))) if day == same => time.to_owned(),
        _ => last,
    }
}

/// Writes a time in microseconds since 1970 to the second.
pub fn time_of(micros: i64) -> String {
    instant(DateTime::from_timestamp_micros(micros))
}
