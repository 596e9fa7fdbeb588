//! Records one after the other.

use anyhow::Result;
use trail365_read::{Item, ItemKind};
use trail365_records::survey::RecordPlace;
use trail365_records::{Parser, Record};

use super::feed::{Feed, TakeItems, Tally, feed_items, new_parser};
use super::problem::Problem;
use super::source::Sources;

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

/// Hands every record of the inputs to `sink`; see [`feed_items`].
///
/// # Errors
/// As [`feed_items`].
pub fn feed_records(sources: &Sources, sink: &mut impl Sink, progress: bool) -> Result<Vec<Tally>> {
    feed_items(sources, &mut Serial { parser: new_parser(), sink }, progress)
}

struct Serial<'s, S> {
    parser: Parser,
    sink: &'s mut S,
}

impl<S: Sink> TakeItems for Serial<'_, S> {
    fn take_item(&mut self, feed: &mut Feed<'_>, source: usize, item: &Item<'_>) -> Result<()> {
        let place = RecordPlace { source, line: item.line };
        let problem = match item.kind {
            ItemKind::Record(bytes) => match self.parser.parse(bytes) {
                Ok(record) => {
                    feed.count_records(source, 1);
                    return self.sink.take_record(place, &record);
                }
                Err(error) => error.into(),
            },
            ItemKind::Rejected { reason, .. } => Problem::from(reason),
        };
        feed.count_problem(place, &problem);
        self.sink.take_unreadable(place, &problem);
        Ok(())
    }

    fn settle(&mut self, _: &mut Feed<'_>) -> Result<()> {
        Ok(())
    }
}
