//! Records on several threads, and what is made of them in their order.
//!
//! The thread that reads fills chunks and gives them to the others in turn. It takes the results in the same turn, so they are in
//! order without being sorted. At most [`WINDOW`] chunks a thread are under way, which bounds the memory.

use std::collections::VecDeque;
use std::io::Write;
use std::mem::take;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use anyhow::{Context, Result};
use trail365_read::{Item, ItemKind, Reason};
use trail365_records::survey::RecordPlace;
use trail365_records::{Parser, Record};

use super::feed::{Feed, TakeItems, Tally, feed_items, new_parser};
use super::problem::Problem;
use super::source::Sources;

/// Bytes of records that a thread gets together: enough that handing them over costs nothing beside parsing.
const CHUNK_BYTES: usize = 256 * 1024;

/// Chunks under way, a thread: one in work and one that waits.
const WINDOW: usize = 2;

/// What is made of records: each thread has one.
pub trait Make: Send {
    /// Writes what is made of a record.
    fn make(&mut self, record: &Record<'_>, out: &mut Vec<u8>);
}

/// Hands every record of the inputs to one of the makers, writes what they make to `out` in the order of the records, and returns
/// the tallies with the makers; see [`feed_items`].
///
/// # Errors
/// As [`feed_items`], if a thread cannot be started, or if `out` cannot be written.
pub fn feed_in_parallel<M: Make>(
    sources: &Sources,
    makers: Vec<M>,
    out: &mut dyn Write,
    progress: bool,
) -> Result<(Vec<Tally>, Vec<M>)> {
    thread::scope(|scope| {
        let mut lines = Vec::with_capacity(makers.len());
        let mut threads = Vec::with_capacity(makers.len());
        for maker in makers {
            let (chunks, work) = channel();
            let (answer, results) = channel();
            let spawned = thread::Builder::new().name("convert".into());
            let run = move || run_maker(maker, &work, &answer);
            threads.push(spawned.spawn_scoped(scope, run).context("cannot start a thread")?);
            lines.push(Line { chunks, results });
        }
        let mut crew = Crew { lines, under_way: VecDeque::new(), next: 0, chunk: Chunk::default(), out };
        let tallies = feed_items(sources, &mut crew, progress);
        // The threads end once nothing more can come.
        drop(crew);
        let makers = threads.into_iter().map(|thread| thread.join().ok().context(LOST));
        let makers = makers.collect::<Result<Vec<_>>>();
        Ok((tallies?, makers?))
    })
}

const LOST: &str = "a thread of the conversion stopped: this is a fault of trail365";

/// Records and other pieces, in their order.
#[derive(Default)]
struct Chunk {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

struct Piece {
    place: RecordPlace,
    /// End of its bytes; those of a rejected piece are not kept.
    end: usize,
    rejected: Option<Reason>,
}

/// What a thread has made of a chunk.
#[derive(Default)]
struct Made {
    out: Vec<u8>,
    /// Numbers of records of each input.
    records: Vec<(usize, u64)>,
    problems: Vec<(RecordPlace, Problem)>,
}

/// The way to a thread and back.
struct Line {
    chunks: Sender<Chunk>,
    results: Receiver<Made>,
}

struct Crew<'o> {
    lines: Vec<Line>,
    /// Threads that have a chunk, the oldest first.
    under_way: VecDeque<usize>,
    next: usize,
    chunk: Chunk,
    out: &'o mut dyn Write,
}

impl Crew<'_> {
    fn send_chunk(&mut self, feed: &mut Feed<'_>) -> Result<()> {
        if self.under_way.len() >= WINDOW * self.lines.len() {
            self.take_result(feed)?;
        }
        let chunk = take(&mut self.chunk);
        self.lines[self.next].chunks.send(chunk).ok().context(LOST)?;
        self.under_way.push_back(self.next);
        self.next = (self.next + 1) % self.lines.len();
        Ok(())
    }

    /// Waits for the oldest chunk, and writes what was made of it.
    fn take_result(&mut self, feed: &mut Feed<'_>) -> Result<()> {
        let Some(line) = self.under_way.pop_front() else { return Ok(()) };
        let made = self.lines[line].results.recv().ok().context(LOST)?;
        made.records.iter().for_each(|(source, records)| feed.count_records(*source, *records));
        made.problems.iter().for_each(|(place, problem)| feed.count_problem(*place, problem));
        Ok(self.out.write_all(&made.out)?)
    }
}

impl TakeItems for Crew<'_> {
    fn take_item(&mut self, feed: &mut Feed<'_>, source: usize, item: &Item<'_>) -> Result<()> {
        let rejected = match item.kind {
            ItemKind::Record(bytes) => {
                self.chunk.bytes.extend_from_slice(bytes);
                None
            }
            ItemKind::Rejected { reason, .. } => Some(reason),
        };
        let place = RecordPlace { source, line: item.line };
        self.chunk.pieces.push(Piece { place, end: self.chunk.bytes.len(), rejected });
        // Rejected pieces leave no bytes, but take memory, too.
        let is_full = self.chunk.bytes.len() >= CHUNK_BYTES || self.chunk.pieces.len() >= CHUNK_BYTES / 64;
        if is_full { self.send_chunk(feed) } else { Ok(()) }
    }

    fn settle(&mut self, feed: &mut Feed<'_>) -> Result<()> {
        if !self.chunk.pieces.is_empty() {
            self.send_chunk(feed)?;
        }
        while !self.under_way.is_empty() {
            self.take_result(feed)?;
        }
        Ok(())
    }
}

/// Makes what comes until no more can come.
fn run_maker<M: Make>(mut maker: M, work: &Receiver<Chunk>, answer: &Sender<Made>) -> M {
    let mut parser = new_parser();
    for chunk in work {
        // Nobody waits for the answer once writing has failed.
        if answer.send(make_chunk(&mut maker, &mut parser, &chunk)).is_err() {
            break;
        }
    }
    maker
}

fn make_chunk(maker: &mut impl Make, parser: &mut Parser, chunk: &Chunk) -> Made {
    let mut made = Made { out: Vec::with_capacity(chunk.bytes.len() * 2), ..Made::default() };
    let mut start = 0;
    for piece in &chunk.pieces {
        let bytes = &chunk.bytes[start..piece.end];
        start = piece.end;
        let problem = match piece.rejected {
            Some(reason) => Problem::from(reason),
            None => match parser.parse(bytes) {
                Ok(record) => {
                    maker.make(&record, &mut made.out);
                    made.count_record(piece.place.source);
                    continue;
                }
                Err(error) => error.into(),
            },
        };
        made.problems.push((piece.place, problem));
    }
    made
}

impl Made {
    fn count_record(&mut self, source: usize) {
        match self.records.last_mut() {
            Some((last, records)) if *last == source => *records += 1,
            _ => self.records.push((source, 1)),
        }
    }
}
