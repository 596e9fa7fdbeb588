//! What columns cost: real records parsed, identified and made into batches, single-threaded, in memory.
//!
//! `cargo run --release -p trail365-benches --bin columns -- EXPORT.csv`, see README.md.
#![allow(missing_docs, reason = "a program of the project itself")]
#![allow(clippy::cast_precision_loss, reason = "counts and sizes far below 2^53")]

#[path = "../records.rs"]
mod records;

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use arrow::buffer::Buffer;
use trail365_columns::{BatchBuilder, HashRule, Options, Origin, identity};
use trail365_records::{Parser, Record};

/// Rounds over all steps; the middle one of each counts, so that another program's burst harms none alone.
const ROUNDS: usize = 15;
const ROUND_TIME: Duration = Duration::from_millis(150);

/// Records in one buffer, as a reader of files hands them on.
struct Chunk {
    buffer: Buffer,
    spans: Vec<(usize, usize)>,
}

type Pass = fn(&Chunk, &mut BatchBuilder) -> usize;

/// Each step does what the one before does, and more; the first is what the ratios are to.
const STEPS: [(&str, Pass); 5] = [
    ("parse", parse),
    ("parse, outcome", parse_outcome),
    ("parse, identity", parse_identity),
    ("parse, columns", parse_columns),
    ("parse, identity, columns", all),
];

fn main() -> Result<()> {
    let records = records::load(std::env::args().nth(1))?;
    let chunk = Chunk::of(&records);
    let bytes: usize = records.iter().map(String::len).sum();
    println!("{} records, {bytes} bytes, {} bytes a record\n", records.len(), bytes / records.len());
    let mut builder = BatchBuilder::new(Options::default());
    let mut times = [const { Vec::new() }; STEPS.len()];
    for _ in 0..ROUNDS {
        for (times, (_, pass)) in times.iter_mut().zip(&STEPS) {
            times.push(seconds_a_pass(&chunk, &mut builder, *pass));
        }
    }
    let middle = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    println!("{:<28} {:>10} {:>8} {:>12}", "", "ns/record", "GB/s", "beside parse");
    for (seconds, (name, _)) in middle.iter().zip(&STEPS) {
        let each = seconds * 1e9 / records.len() as f64;
        println!(
            "{name:<28} {each:>10.0} {:>8.2} {:>11.2}x",
            bytes as f64 / seconds / 1e9,
            seconds / middle[0]
        );
    }
    Ok(())
}

impl Chunk {
    fn of(records: &[String]) -> Self {
        let mut spans = Vec::new();
        let mut text = Vec::new();
        for record in records {
            spans.push((text.len(), text.len() + record.len()));
            text.extend_from_slice(record.as_bytes());
            text.push(b'\n');
        }
        Chunk { buffer: Buffer::from_vec(text), spans }
    }

    /// Sum of what `each` gives for the records.
    fn sum(&self, mut each: impl FnMut(&Record<'_>) -> usize) -> usize {
        let mut parser = Parser::new();
        let mut one =
            |&(start, end)| parser.parse(&self.buffer[start..end]).map_or(0, |r| each(black_box(&r)));
        self.spans.iter().map(&mut one).sum()
    }
}

fn parse(chunk: &Chunk, _: &mut BatchBuilder) -> usize {
    chunk.sum(|record| record.as_str().len())
}

fn parse_outcome(chunk: &Chunk, _: &mut BatchBuilder) -> usize {
    chunk.sum(|record| record.outcome() as usize)
}

fn parse_identity(chunk: &Chunk, _: &mut BatchBuilder) -> usize {
    chunk.sum(|record| identity(record, HashRule::default()).id as usize)
}

fn parse_columns(chunk: &Chunk, builder: &mut BatchBuilder) -> usize {
    build(chunk, builder, |_| 0)
}

fn all(chunk: &Chunk, builder: &mut BatchBuilder) -> usize {
    build(chunk, builder, |record| {
        let identity = black_box(identity(record, HashRule::default()));
        identity.content
    })
}

/// A batch of all records.
fn build(chunk: &Chunk, builder: &mut BatchBuilder, content_hash: impl Fn(&Record<'_>) -> i64) -> usize {
    builder.chunk(chunk.buffer.clone());
    let mut line = 0;
    chunk.sum(|record| {
        line += 1;
        let origin = Origin::new("export.csv", Some(line), content_hash(record));
        builder.push(record, origin);
        1
    });
    builder.finish().map_or(0, |batch| black_box(batch).num_rows())
}

/// Mean CPU time of a pass over all records, over at least [`ROUND_TIME`].
fn seconds_a_pass(chunk: &Chunk, builder: &mut BatchBuilder, pass: Pass) -> f64 {
    let round = Instant::now();
    let start = cpu_time(round);
    let mut passes = 0_u32;
    while round.elapsed() < ROUND_TIME {
        black_box(pass(black_box(chunk), builder));
        passes += 1;
    }
    cpu_time(round).saturating_sub(start).as_secs_f64() / f64::from(passes)
}

/// Time that this thread ran, as Linux counts it, so that other programs' turns do not count; elsewhere time since
/// the start of the round.
fn cpu_time(round: Instant) -> Duration {
    let counted = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = counted.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| round.elapsed(), Duration::from_nanos)
}
