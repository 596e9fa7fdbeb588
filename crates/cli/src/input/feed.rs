//! The loop over all records of all inputs, and the counts of each input.

use std::io::Read;

use anyhow::Result;
use trail365_read::{Compression, Encoding, Format, Item, ItemKind, Limits, MergedNotices, Notice, Reader};
use trail365_records::survey::RecordPlace;
use trail365_records::{Parser, Record};

use super::problem::{Complaints, Problem};
use super::progress::Progress;
use super::source::{Sources, render_chain};
use crate::output::{count_of, note, printable};

/// The largest record that is read: several times the largest one known.
const RECORD_BYTES: usize = 16 << 20;

/// The receiving end of a command: takes records, and pieces that are no records.
pub trait Sink {
    /// Takes a record.
    ///
    /// # Errors
    /// If the command cannot go on, for instance because its output cannot be written.
    fn take_record(&mut self, place: RecordPlace, record: &Record<'_>) -> Result<()>;

    /// Takes a piece that is no record.
    fn take_unreadable(&mut self, place: RecordPlace, problem: &Problem);
}

/// Hands every record of the inputs to `sink`, and names on stderr what cannot be read; `progress` allows a bar there.
/// Returns the tally of each input, in their order.
///
/// # Errors
/// Only those of the sink: an input that cannot be read is counted, and the others are still read.
pub fn feed_records(sources: &Sources, sink: &mut impl Sink, progress: bool) -> Result<Vec<Tally>> {
    let mut feed = Feed {
        sources,
        sink,
        // The same limit as the reader's, or a record would pass one and be refused by the other.
        parser: Parser::with_limits(trail365_records::Limits {
            record_bytes: RECORD_BYTES,
            ..trail365_records::Limits::default()
        }),
        progress: Progress::new(sources.size_bytes(), progress),
        complaints: Complaints::default(),
        notices: MergedNotices::default(),
        records: 0,
    };
    sources.render_notes().for_each(|line| note(&line));
    let tallies = (0..sources.len()).map(|source| feed.read_input(source)).collect();
    feed.progress.finish();
    feed.complaints.render_rest().iter().for_each(|line| note(line));
    feed.render_merged_notices().for_each(|line| note(&line));
    tallies
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

struct Feed<'a, S> {
    sources: &'a Sources,
    sink: &'a mut S,
    parser: Parser,
    progress: Progress,
    complaints: Complaints,
    notices: MergedNotices<Notice>,
    /// Records of all inputs so far.
    records: u64,
}

impl<S: Sink> Feed<'_, S> {
    fn read_input(&mut self, source: usize) -> Result<Tally> {
        let mut tally = Tally::default();
        let opened = self.sources.open(source).and_then(|input| {
            let limits = Limits { record_bytes: RECORD_BYTES, ..Limits::default() };
            Reader::with_encoding(input, limits, self.sources.encoding()).map_err(render_chain)
        });
        match opened {
            Ok(reader) => self.read_items(source, reader, &mut tally)?,
            Err(why) => self.note_failure(source, None, why, &mut tally),
        }
        self.progress.next_input();
        Ok(tally)
    }

    fn read_items(&mut self, source: usize, mut reader: Reader<impl Read>, tally: &mut Tally) -> Result<()> {
        tally.format = Some(reader.format());
        tally.encoding = Some(reader.encoding());
        tally.compression = reader.compression().to_vec();
        let mut line = 0;
        loop {
            match reader.next() {
                Ok(Some(item)) => {
                    line = item.line;
                    self.take_item(source, &item, tally)?;
                }
                Ok(None) => break,
                Err(error) => {
                    // Pieces that cannot be read come as items. An error ends the input: nothing
                    // behind it can be read.
                    self.note_failure(source, Some(line), render_chain(error), tally);
                    break;
                }
            }
            self.progress.update(reader.bytes_read(), self.records);
        }
        tally.bytes = reader.bytes_read();
        tally.replaced_characters = reader.replaced_characters();
        tally.notices = reader.notices().iter().map(ToString::to_string).collect();
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

    fn take_item(&mut self, source: usize, item: &Item<'_>, tally: &mut Tally) -> Result<()> {
        let place = RecordPlace { source, line: item.line };
        let problem = match item.kind {
            ItemKind::Record(bytes) => match self.parser.parse(bytes) {
                Ok(record) => {
                    tally.records += 1;
                    self.records += 1;
                    return self.sink.take_record(place, &record);
                }
                Err(error) => error.into(),
            },
            ItemKind::Rejected { reason, .. } => Problem::from(reason),
        };
        tally.unreadable += 1;
        if let Some(line) = self.complaints.count_piece(self.sources, place, &problem) {
            self.progress.write_aside(|| note(&line));
        }
        self.sink.take_unreadable(place, &problem);
        Ok(())
    }

    fn note_failure(&self, source: usize, line: Option<u64>, why: String, tally: &mut Tally) {
        let place = match line {
            None => printable(self.sources.name(source)),
            Some(line) => self.sources.label(RecordPlace { source, line }),
        };
        self.progress.write_aside(|| note(&format!("error: {place}: {}", printable(&why))));
        tally.failure = Some(why);
    }
}
