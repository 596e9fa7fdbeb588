//! The loop over all records of all inputs, and the counts of each input.

use std::io::Read;

use anyhow::Result;
use trail365_read::{Compression, Encoding, Format, Item, Limits, MergedNotices, Notice, Reader};
use trail365_records::Parser;
use trail365_records::survey::RecordPlace;

use super::problem::{Complaints, Problem};
use super::progress::Progress;
use super::source::{Sources, render_chain};
use crate::output::{count_of, note, printable};

/// The largest record that is read: several times the largest one known.
const RECORD_BYTES: usize = 16 << 20;

/// The receiving end of the loop. It may hold items back; whatever it says of them, it says in their order.
pub trait TakeItems {
    /// Takes an item of an input.
    ///
    /// # Errors
    /// If the command cannot go on, for instance because its output cannot be written.
    fn take_item(&mut self, feed: &mut Feed<'_>, source: usize, item: &Item<'_>) -> Result<()>;

    /// Finishes what it holds back.
    ///
    /// # Errors
    /// As [`TakeItems::take_item`].
    fn settle(&mut self, feed: &mut Feed<'_>) -> Result<()>;
}

/// Hands every item of the inputs to `taker`, and names on stderr what cannot be read; `progress` allows a bar there.
/// Returns the tally of each input, in their order.
///
/// # Errors
/// Only those of the taker: an input that cannot be read is counted, and the others are still read.
pub fn feed_items(sources: &Sources, taker: &mut impl TakeItems, progress: bool) -> Result<Vec<Tally>> {
    let mut feed = Feed {
        sources,
        progress: Progress::new(sources.size_bytes(), progress),
        complaints: Complaints::default(),
        notices: MergedNotices::default(),
        tallies: vec![Tally::default(); sources.len()],
        records: 0,
    };
    sources.render_notes().for_each(|line| note(&line));
    let done = (0..sources.len()).try_for_each(|source| feed.read_input(source, taker));
    let done = done.and_then(|()| taker.settle(&mut feed));
    feed.progress.finish();
    feed.complaints.render_rest().iter().for_each(|line| note(line));
    feed.render_merged_notices().for_each(|line| note(&line));
    done.map(|()| feed.tallies)
}

/// Creates a parser with the limit of the reader: a record must not pass one and be refused by the other.
pub fn new_parser() -> Parser {
    Parser::with_limits(trail365_records::Limits {
        record_bytes: RECORD_BYTES,
        ..trail365_records::Limits::default()
    })
}

/// The counts and properties of one input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// The format; `None` if it is unknown.
    pub format: Option<Format>,
    /// The encoding of its text; `None` if it is unknown.
    pub encoding: Option<Encoding>,
    /// The compressions, outermost first.
    pub compression: Vec<Compression>,
    /// Characters that its encoding does not have, which became U+FFFD.
    pub replaced_characters: u64,
    /// Bytes read, compressed as they are.
    pub bytes: u64,
    /// Pieces that are records.
    pub records: u64,
    /// Pieces that are no records.
    pub unreadable: u64,
    /// Notices about the input as a whole: that it is cut off, lacks records or has lost fields.
    pub notices: Vec<String>,
    /// The reason why it was not read, or not to its end.
    pub failure: Option<String>,
}

impl Tally {
    /// Reports whether every byte was read and belongs to a record.
    pub fn is_whole(&self) -> bool {
        self.unreadable == 0 && self.failure.is_none()
    }
}

/// Inputs that are read, and their counts.
pub struct Feed<'a> {
    sources: &'a Sources,
    progress: Progress,
    complaints: Complaints,
    notices: MergedNotices<Notice>,
    tallies: Vec<Tally>,
    /// Records of all inputs so far.
    records: u64,
}

impl Feed<'_> {
    /// Counts records of an input.
    pub fn count_records(&mut self, source: usize, records: u64) {
        self.tallies[source].records += records;
        self.records += records;
    }

    /// Counts a piece that is no record, and names it on stderr unless many are named already.
    pub fn count_problem(&mut self, place: RecordPlace, problem: &Problem) {
        self.tallies[place.source].unreadable += 1;
        if let Some(line) = self.complaints.count_piece(self.sources, place, problem) {
            self.progress.write_aside(|| note(&line));
        }
    }

    fn read_input(&mut self, source: usize, taker: &mut impl TakeItems) -> Result<()> {
        let opened = self.sources.open(source).and_then(|input| {
            let limits = Limits { record_bytes: RECORD_BYTES, ..Limits::default() };
            Reader::with_encoding(input, limits, self.sources.encoding()).map_err(render_chain)
        });
        match opened {
            Ok(reader) => self.read_items(source, reader, taker)?,
            Err(why) => {
                taker.settle(self)?;
                self.note_failure(source, None, why);
            }
        }
        self.progress.next_input();
        Ok(())
    }

    fn read_items(
        &mut self,
        source: usize,
        mut reader: Reader<impl Read>,
        taker: &mut impl TakeItems,
    ) -> Result<()> {
        let tally = &mut self.tallies[source];
        tally.format = Some(reader.format());
        tally.encoding = Some(reader.encoding());
        tally.compression = reader.compression().to_vec();
        let mut line = 0;
        loop {
            match reader.next() {
                Ok(Some(item)) => {
                    line = item.line;
                    taker.take_item(self, source, &item)?;
                }
                Ok(None) => break,
                Err(error) => {
                    // Pieces that cannot be read come as items. An error ends the input: nothing
                    // behind it can be read.
                    taker.settle(self)?;
                    self.note_failure(source, Some(line), render_chain(error));
                    break;
                }
            }
            self.progress.update(reader.bytes_read(), self.records);
        }
        let tally = &mut self.tallies[source];
        tally.bytes = reader.bytes_read();
        tally.replaced_characters = reader.replaced_characters();
        tally.notices = reader.notices().iter().map(ToString::to_string).collect();
        if !reader.notices().is_empty() {
            taker.settle(self)?;
        }
        for notice in reader.notices() {
            let name = self.sources.name(source);
            // Twenty files of one export say the same twenty times: the first is named, and the sum of all at the end.
            if self.notices.add(name, notice.clone()) == 1 {
                let words = printable(&notice.to_string());
                self.progress.write_aside(|| note(&format!("note: {}: {words}", printable(name))));
            }
        }
        Ok(())
    }

    /// Renders a line for each notice that several inputs have.
    fn render_merged_notices(&self) -> impl Iterator<Item = String> {
        self.notices.list().iter().filter(|merged| merged.inputs > 1).map(|merged| {
            let words = printable(&merged.notice.to_string());
            let files = count_of(merged.inputs, "file");
            format!("note: {files}, the first {}: {words}", printable(&merged.first))
        })
    }

    fn note_failure(&mut self, source: usize, line: Option<u64>, why: String) {
        let place = match line {
            None => printable(self.sources.name(source)),
            Some(line) => self.sources.label(RecordPlace { source, line }),
        };
        self.progress.write_aside(|| note(&format!("error: {place}: {}", printable(&why))));
        self.tallies[source].failure = Some(why);
    }
}
