//! The summary of an import: its counts, its notices, and commands to try next.

use std::io::Write;

use anyhow::Result;
use trail365_lake::{Entry, Imported, Info, UnitNotice, Workload};
use trail365_read::{MergedNotice, MergedNotices};

use crate::output::{Block, Column, Document, Table, bytes, count_of, grouped, instant, printable, render};

/// Units, notices and workloads that are shown; the ledger has all.
const SHOWN: usize = 20;

/// Writes the summary.
pub fn write_summary(imported: &Imported, now: &Info, lake: &str, out: &mut dyn Write) -> Result<()> {
    let mut blocks = vec![Block::Text(render_totals(&imported.units))];
    blocks.extend(headed_table("Units", unit_table(&imported.units), imported.units.len()));
    blocks.extend(headed_table(
        "Events added, by workload",
        workload_table(&imported.workloads),
        imported.workloads.len(),
    ));
    let notices = render_notices(&imported.notices);
    if !notices.is_empty() {
        blocks.push(Block::Heading("To know".into()));
        blocks.extend(notices.into_iter().map(Block::Text));
    }
    blocks.push(Block::Heading("Next".into()));
    blocks.extend(next_steps(lake).into_iter().map(Block::Text));
    let title = render_title(now, lake);
    out.write_all(render(&Document { title, blocks }).as_bytes())?;
    Ok(())
}

/// Returns the number of events in the lake: a copy of one is a row, too, but no further event.
fn render_title(now: &Info, lake: &str) -> String {
    let copies = match now.copies {
        0 => String::new(),
        1 => format!(" ({}, 1 is a copy)", count_of(now.rows, "row")),
        some => format!(" ({}, {} are copies)", count_of(now.rows, "row"), grouped(some)),
    };
    format!("{} in {}{copies}", count_of(now.rows.saturating_sub(now.copies), "event"), printable(lake))
}

fn render_totals(units: &[Entry]) -> String {
    let sum = |of: fn(&Entry) -> u64| units.iter().map(of).sum::<u64>();
    format!(
        "{} read from {} ({}): {} added, {}, {}, {}{} rejected",
        count_of(sum(|u| u.rows_read), "row"),
        count_of(units.len() as u64, "unit"),
        bytes(sum(|u| u.bytes)),
        grouped(sum(|u| u.rows_added)),
        count_of(sum(|u| u.duplicates), "duplicate"),
        count_of(sum(|u| u.conflicts), "conflict"),
        partial_copies(sum(|u| u.partial_copies)),
        grouped(sum(|u| u.rejected)),
    )
}

/// Returns the number of partial copies in a sentence of counts; nothing where there are none, as in most imports.
pub fn partial_copies(count: u64) -> String {
    match count {
        0 => String::new(),
        1 => "1 partial copy, ".to_owned(),
        count => format!("{} partial copies, ", grouped(count)),
    }
}

/// Puts a heading above a table; nothing if the table has no rows.
fn headed_table(title: &str, table: Table, all: usize) -> Vec<Block> {
    if table.rows.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Heading(title.to_owned()), Block::Table(table)];
    if all > SHOWN {
        blocks.push(Block::Text(format!("and {} more", grouped((all - SHOWN) as u64))));
    }
    blocks
}

fn unit_table(units: &[Entry]) -> Table {
    let row = |unit: &Entry| {
        let mut cells = vec![printable(&unit.source), unit.format.clone()];
        let counts = [unit.rows_read, unit.rows_added, unit.duplicates, unit.conflicts, unit.rejected];
        cells.extend(counts.map(grouped));
        cells
    };
    let mut columns = vec![Column::Path("unit"), Column::Name("format")];
    columns.extend(["read", "added", "duplicates", "conflicts", "rejected"].map(Column::Number));
    let mut rows: Vec<_> = units.iter().take(SHOWN).map(row).collect();
    // A column for those few imports that have any.
    if units.iter().any(|unit| unit.partial_copies > 0) {
        let place = columns.len() - 1;
        columns.insert(place, Column::Number("partial copies"));
        for (cells, unit) in rows.iter_mut().zip(units) {
            cells.insert(place, grouped(unit.partial_copies));
        }
    }
    Table { columns, rows }
}

fn workload_table(workloads: &[Workload]) -> Table {
    let row = |workload: &Workload| {
        let name = if workload.name.is_empty() { "-" } else { &workload.name };
        vec![
            printable(name),
            grouped(workload.records),
            users(workload),
            instant(workload.first_time),
            instant(workload.last_time),
        ]
    };
    Table {
        columns: vec![
            Column::Name("workload"),
            Column::Number("events"),
            Column::Number("users"),
            Column::Name("from (UTC)"),
            Column::Name("to (UTC)"),
        ],
        rows: workloads.iter().take(SHOWN).map(row).collect(),
    }
}

/// Number of users, which is an estimate when there are very many.
fn users(workload: &Workload) -> String {
    let about = if workload.users_are_exact { "" } else { "about " };
    format!("{about}{}", grouped(workload.users))
}

/// Renders what reading announced, and the reasons for which pieces were rejected. What many units have in common is one
/// line.
fn render_notices(notices: &MergedNotices<UnitNotice>) -> Vec<String> {
    let list = notices.list();
    let mut lines: Vec<_> = list.iter().take(SHOWN).map(render_notice).collect();
    let further = list.len().saturating_sub(SHOWN) as u64 + notices.unlisted();
    if further > 0 {
        lines.push(format!("and {} more; `trail365 ledger` has all", grouped(further)));
    }
    lines
}

fn render_notice(merged: &MergedNotice<UnitNotice>) -> String {
    let (first, words) = (printable(&merged.first), printable(&merged.notice.to_string()));
    match merged.inputs {
        1 => format!("{first}: {words}"),
        units => format!("{}, the first {first}: {words}", count_of(units, "unit")),
    }
}

fn next_steps(lake: &str) -> Vec<String> {
    // Commands to copy are shorter without the option that names the default.
    let at = if lake == "trail365-lake" { String::new() } else { format!(" --lake {}", printable(lake)) };
    vec![
        format!(
            "trail365 query{at} \"select operation, count(*) from events group by 1 order by 2 desc limit 20\""
        ),
        format!("trail365 search{at} --operation New-InboxRule"),
        format!("trail365 tables{at}"),
        format!("trail365 ledger{at}"),
    ]
}
