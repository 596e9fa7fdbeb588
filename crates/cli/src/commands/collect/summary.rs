//! What a collector did, once it ends.

use std::fmt::Write as _;
use std::io::Write;

use anyhow::Result;
use trail365_collect::Status;

use super::streams::{TITLES, cells, trouble};
use crate::output::{Block, Column, Document, Table, count_of, render};

/// Writes a row for each stream.
pub fn write(status: &[Status], out: &mut dyn Write) -> Result<()> {
    let sum = |of: fn(&Status) -> u64| status.iter().map(of).sum::<u64>();
    let mut title = format!(
        "{} of {} collected",
        count_of(sum(|s| s.counts.records), "record"),
        count_of(sum(|s| s.counts.blobs), "blob")
    );
    let rejected = sum(|s| s.counts.rejected);
    if rejected > 0 {
        let pieces = count_of(rejected, "piece");
        write!(title, "; not readable, in the table rejected: {pieces}")?;
    }
    let document = Document { title, blocks: vec![Block::Table(table(status))] };
    out.write_all(render(&document).as_bytes())?;
    Ok(())
}

fn table(status: &[Status]) -> Table {
    let column = |(place, title)| if place < 3 { Column::Name(title) } else { Column::Number(title) };
    let mut columns: Vec<_> = TITLES.into_iter().enumerate().map(column).collect();
    let mut rows: Vec<_> = status.iter().map(|status| cells(status).to_vec()).collect();
    let troubles: Vec<_> = status.iter().map(trouble).collect();
    // Seldom needed, and wide.
    if troubles.iter().any(|trouble| !trouble.is_empty()) {
        columns.push(Column::Text("state"));
        rows.iter_mut().zip(troubles).for_each(|(row, trouble)| row.push(trouble));
    }
    Table { columns, rows }
}
