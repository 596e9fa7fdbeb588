//! The alerts, one below the other.

use std::cmp::Reverse;
use std::io::Write;

use anyhow::Result;
use chrono::DateTime;
use trail365_findings::Alert;

use crate::output::{Screen, clipped, count_of, cut_front, grouped, instant, printable, wrap_all};

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
    for line in lines_of(&reason_beside(alert), room) {
        write_fact(std::mem::take(&mut name), &line, out)?;
    }
    let (who, from) = (names_of(&alert.users, room), names_of(&alert.addresses, room));
    let both = format!("{who} from {from}");
    if who.is_empty() || from.is_empty() || both.chars().count() > room {
        write_fact("who", &who, out)?;
        write_fact("from", &from, out)?;
    } else {
        write_fact("who", &both, out)?;
    }
    if alert.count > 1 {
        write_fact("records", &format!("{} until {}", grouped(alert.count), end_of(alert)), out)?;
    }
    write_fact("first", &first_record(alert, room, screen), out)?;
    let attack: Vec<_> = alert.tactics().into_iter().chain(alert.techniques()).collect();
    write_fact("ATT&CK", &printable(&attack.join(", ")), out)?;
    writeln!(out)?;
    Ok(())
}

/// Writes a line, unless the value is empty.
fn write_fact(name: &str, value: &str, out: &mut dyn Write) -> Result<()> {
    if !value.is_empty() {
        let width = VALUES - INDENT.len();
        writeln!(out, "{}", format!("{INDENT}{name:<width$}{value}").trim_end())?;
    }
    Ok(())
}

/// Returns file and line of the first record, and its Id.
fn first_record(alert: &Alert, room: usize, screen: Screen) -> String {
    let Some(member) = alert.members.first() else { return String::new() };
    let line = member.line.map(|line| format!(":{line}")).unwrap_or_default();
    let place = format!("{}{line}", member.source.as_deref().map(printable).unwrap_or_default());
    let id = member.id.as_deref().map(|id| clipped(id, LONGEST)).unwrap_or_default();
    let room = room.saturating_sub(id.chars().count() + 2).max(LONGEST / 2);
    // The end of a path tells most. For programs nothing is cut.
    let place = if screen.is_watched { cut_front(&place, room) } else { place };
    format!("{place}  {id}").trim().to_owned()
}

/// Returns the first names that fit on a line, and how many more there are.
fn names_of(names: &[String], room: usize) -> String {
    let mut line = String::new();
    for (number, name) in names.iter().enumerate() {
        let name = clipped(name, LONGEST);
        let rest = names.len() - number;
        // What stands behind the last one has to fit, too.
        let is_full = line.chars().count() + name.chars().count() + ", and 100 more".len() > room;
        if number > 0 && (number == NAMES || is_full) {
            return format!("{line} and {rest} more");
        }
        if number > 0 {
            line.push_str(", ");
        }
        line.push_str(&name);
    }
    line
}

/// Returns the reason without the users and addresses, which stand beside it.
fn reason_beside(alert: &Alert) -> String {
    let is_beside = |part: &&str| match part.split_once(": ") {
        Some(("UserId", user)) => alert.users.iter().any(|known| known == user),
        Some(("ClientIP", address)) => alert.addresses.iter().any(|known| known == address),
        _ => false,
    };
    let parts: Vec<_> = alert.reason.split("; ").filter(|part| !is_beside(part)).collect();
    parts.join("; ")
}

/// Wraps a reason into few lines; the last ends in an ellipsis where the reason goes on.
fn lines_of(reason: &str, width: usize) -> Vec<String> {
    let mut lines = wrap_all(&printable(reason), width.saturating_sub(1));
    let goes_on = lines.len() > LINES;
    lines.truncate(LINES);
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
