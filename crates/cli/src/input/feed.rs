//! The loop over all records of all inputs.

use std::io::Read;

use anyhow::Result;
use trail365_read::{Item, ItemKind, Limits, Reader};
use trail365_records::survey::RecordPlace;
use trail365_records::{Parser, Record};

use super::complaints::{self, Complaints};
use super::progress::Progress;
use super::{Problem, Sources, Tally};
use crate::output::note;

/// The largest record that is read: several times the largest one known.
const RECORD_BYTES: usize = 16 << 20;

/// What a command does with what it reads.
pub trait Sink {
    /// Takes a record.
    ///
    /// # Errors
    /// What ends the command, such as an output that cannot be written.
    fn record(&mut self, place: RecordPlace, record: &Record<'_>) -> Result<()>;

    /// Takes a piece that is no record.
    fn unreadable(&mut self, place: RecordPlace, problem: &Problem);
}

/// Hands every record of the inputs to `sink`, and says on stderr what cannot be read; `progress` allows a bar there.
/// What each input held comes back, in their order.
///
/// # Errors
/// Those of the sink only.
pub fn feed(sources: &Sources, sink: &mut impl Sink, progress: bool) -> Result<Vec<Tally>> {
    let mut feed = Feed {
        sources,
        sink,
        parser: Parser::with_limits(trail365_records::Limits {
            record_bytes: RECORD_BYTES,
            ..trail365_records::Limits::default()
        }),
        progress: Progress::new(sources.size_bytes(), progress),
        complaints: Complaints::default(),
        records: 0,
    };
    sources.notes().for_each(|line| note(&line));
    let tallies = (0..sources.len()).map(|source| feed.input(source)).collect();
    feed.progress.finish();
    feed.complaints.rest().iter().for_each(|line| note(line));
    tallies
}

struct Feed<'a, S> {
    sources: &'a Sources,
    sink: &'a mut S,
    parser: Parser,
    progress: Progress,
    complaints: Complaints,
    /// Records of all inputs so far.
    records: u64,
}

impl<S: Sink> Feed<'_, S> {
    fn input(&mut self, source: usize) -> Result<Tally> {
        let mut tally = Tally::default();
        let opened = self.sources.open(source).and_then(|input| {
            Reader::with_limits(input, Limits { record_bytes: RECORD_BYTES, ..Limits::default() })
                .map_err(chain)
        });
        match opened {
            Ok(reader) => self.items(source, reader, &mut tally)?,
            Err(why) => self.fail(source, None, why, &mut tally),
        }
        self.progress.next_input();
        Ok(tally)
    }

    fn items(&mut self, source: usize, mut reader: Reader<impl Read>, tally: &mut Tally) -> Result<()> {
        tally.format = Some(reader.format());
        tally.encoding = Some(reader.encoding());
        tally.compression = reader.compression().to_vec();
        let mut line = 0;
        loop {
            match reader.next() {
                Ok(Some(item)) => {
                    line = item.line;
                    self.item(source, &item, tally)?;
                }
                Ok(None) => break,
                Err(error) => {
                    self.fail(source, Some(line), chain(error), tally);
                    break;
                }
            }
            self.progress.at(reader.bytes_read(), self.records);
        }
        tally.bytes = reader.bytes_read();
        tally.replaced_characters = reader.replaced_characters();
        tally.notices = reader.notices().iter().map(ToString::to_string).collect();
        for notice in &tally.notices {
            self.progress.aside(|| note(&complaints::notice(self.sources, source, notice)));
        }
        Ok(())
    }

    fn item(&mut self, source: usize, item: &Item<'_>, tally: &mut Tally) -> Result<()> {
        let place = RecordPlace { source, line: item.line };
        let problem = match item.kind {
            ItemKind::Record(bytes) => match self.parser.parse(bytes) {
                Ok(record) => {
                    tally.records += 1;
                    self.records += 1;
                    return self.sink.record(place, &record);
                }
                Err(error) => error.into(),
            },
            ItemKind::Rejected { reason, .. } => Problem::from(reason),
        };
        tally.unreadable += 1;
        if let Some(line) = self.complaints.piece(self.sources, place, &problem) {
            self.progress.aside(|| note(&line));
        }
        self.sink.unreadable(place, &problem);
        Ok(())
    }

    fn fail(&self, source: usize, line: Option<u64>, why: String, tally: &mut Tally) {
        self.progress.aside(|| note(&complaints::failure(self.sources, source, line, &why)));
        tally.failure = Some(why);
    }
}

/// The message of an error with those of its causes.
pub fn chain(error: trail365_read::Error) -> String {
    format!("{:#}", anyhow::Error::new(error))
}
