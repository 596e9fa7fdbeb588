//! Parsing of real records, single-threaded, in memory, ours beside what else one would use.
//!
//! `cargo run --release -p trail365-benches -- EXPORT.csv`, see README.md beside.
#![allow(missing_docs, reason = "a program of the project itself")]
#![allow(clippy::cast_precision_loss, reason = "counts and sizes far below 2^53")]

mod allocations;
mod contenders;
mod records;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;

use contenders::CONTENDERS;

/// Rounds over all contenders; the best of each counts, so that another program's burst harms none alone.
const ROUNDS: usize = 15;
const ROUND_TIME: Duration = Duration::from_millis(150);

fn main() -> Result<()> {
    let records = records::load(std::env::args().nth(1))?;
    let bytes: usize = records.iter().map(String::len).sum();
    println!("{} records, {bytes} bytes, {} bytes a record", records.len(), bytes / records.len());
    let mut best = [f64::MAX; CONTENDERS.len()];
    for _ in 0..ROUNDS {
        for (best, contender) in best.iter_mut().zip(&CONTENDERS) {
            *best = best.min(seconds_a_pass(&records, contender.pass));
        }
    }
    let ours = best[contenders::OURS];
    println!("\n{:<58} {:>8} {:>10} {:>12} {:>10}", "", "GB/s", "ns/record", "allocs/rec", "(d) is");
    for (seconds, contender) in best.iter().zip(&CONTENDERS) {
        let allocations = allocations::count(|| (contender.pass)(&records));
        println!(
            "{:<58} {:>8.2} {:>10.0} {:>12.2} {:>9.2}x",
            contender.name,
            bytes as f64 / seconds / 1e9,
            seconds * 1e9 / records.len() as f64,
            allocations as f64 / records.len() as f64,
            seconds / ours,
        );
    }
    Ok(())
}

/// Mean time of a pass over all records, over at least [`ROUND_TIME`].
fn seconds_a_pass(records: &[String], pass: fn(&[String]) -> usize) -> f64 {
    let start = Instant::now();
    let mut passes = 0_u32;
    while start.elapsed() < ROUND_TIME {
        black_box(pass(black_box(records)));
        passes += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(passes)
}
