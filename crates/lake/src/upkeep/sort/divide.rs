//! Divides rows into parts that follow each other.

use std::sync::{Mutex, PoisonError};

use arrow::array::{RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::row::OwnedRow;

use super::keys::{KEY_COLUMNS, Keys};
use super::part::{Block, Part};
use super::{PART_BYTES, Source, doing};
use crate::error::{Context, Result};
use crate::upkeep::threads;

/// Into how many parts rows are divided at once, and how many keys are looked at to do so evenly.
const PARTS: u64 = 64;
const SAMPLED: u64 = 4096;

/// Parts with rows, in order; none where all rows looked at have one key.
pub(in crate::upkeep) fn divide(source: &dyn Source, threads: usize) -> Result<Vec<Part>> {
    let keys = Keys::new()?;
    let bounds = bounds(source, &keys)?;
    if bounds.is_empty() {
        return Ok(Vec::new());
    }
    let parts = (0..=bounds.len()).map(|_| Part::new().map(Mutex::new)).collect::<Result<Vec<_>>>()?;
    threads::each(threads, source.pieces(), |piece| {
        source.read(piece, None, &mut |batch| deal(&batch, &keys, &bounds, &parts))
    })?;
    Ok(parts.into_iter().map(|part| part.into_inner().unwrap_or_else(PoisonError::into_inner)).collect())
}

/// Keys that divide the rows about evenly; each is the least of a part but the first.
fn bounds(source: &dyn Source, keys: &Keys) -> Result<Vec<OwnedRow>> {
    let step = (source.rows() / SAMPLED).max(1) as usize;
    let mut sampled = Vec::new();
    let mut next = 0;
    let mut sample = |batch: RecordBatch| {
        let keys = keys.of(&batch)?;
        while next < keys.num_rows() {
            sampled.push(keys.row(next).owned());
            next += step;
        }
        next -= keys.num_rows();
        Ok(())
    };
    (0..source.pieces()).try_for_each(|piece| source.read(piece, Some(&KEY_COLUMNS), &mut sample))?;
    sampled.sort_unstable();
    let parts = (source.bytes() / (PART_BYTES / 2)).clamp(2, PARTS) as usize;
    let mut bounds: Vec<_> =
        (1..parts).filter_map(|i| sampled.get(i * sampled.len() / parts).cloned()).collect();
    bounds.dedup();
    if bounds.first() == sampled.first() {
        bounds.drain(..bounds.len().min(1));
    }
    Ok(bounds)
}

/// Gives each row of a batch to its part.
fn deal(batch: &RecordBatch, keys: &Keys, bounds: &[OwnedRow], parts: &[Mutex<Part>]) -> Result<()> {
    let keys = keys.of(batch)?;
    let part_of = |row| bounds.partition_point(|bound| bound.row() <= keys.row(row));
    let mut order: Vec<_> = (0..batch.num_rows()).map(|row| (part_of(row), row as u32)).collect();
    order.sort_unstable();
    let rows = UInt32Array::from_iter_values(order.iter().map(|(_, row)| *row));
    let dealt = take_record_batch(batch, &rows).damaged(doing)?;
    let mut start = 0;
    for rows in order.chunk_by(|a, b| a.0 == b.0) {
        let block = Block::of(&dealt.slice(start, rows.len()))?;
        parts[rows[0].0].lock().unwrap_or_else(PoisonError::into_inner).push(&block)?;
        start += rows.len();
    }
    Ok(())
}
