//! The state for looking into the objects of an input.

use std::collections::VecDeque;

use super::bare::names_time_twice;
use super::carrier::{Carrier, ElementArray, Verdict};
use super::envelope::Envelope;
use super::found::Found;
use super::joint::{Joint, find_joint, is_torn};
use super::keys;
use super::lookalike::find_lookalike;
use super::row::Columns;
use super::search::Search;
use crate::item::{LooksLike, Reason, Wrapper};
use crate::json::{is_json, value_places};
use crate::notice::ResultRank;
use crate::table::Office;

/// Looks into objects.
#[derive(Default)]
pub(crate) struct Unwrapper {
    office: Office,
    /// Place of the last object among the results of its search.
    rank: Option<ResultRank>,
    /// Records of the last piece that have not been yielded.
    found: VecDeque<Found>,
    /// Observations about the last piece.
    observed: Observed,
}

/// Observations about a piece that its records do not show.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Observed {
    /// True if the piece names a next page.
    pub has_next: bool,
    /// True if a record differs from its envelope.
    pub is_contradicted: bool,
    /// Records whose quotes were repaired.
    pub repaired: u64,
    /// Carrier that was passed over for another one beside it.
    pub passed_over: Option<Wrapper>,
}

/// The outcome of looking into an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A record, as far as its keys show.
    Itself,
    /// A record inside, or a part that holds none. More may follow.
    Found(Box<Found>),
    /// An object without a record.
    Rejected(Wrapper, Reason),
    /// A page of other objects. Boxed, so that little is moved for each record.
    Page(Box<ElementArray>),
    /// An object and something behind it, on one line.
    Joined(Joint),
    /// An object of no known kind that is not closed: a record, or the front of a page.
    Open,
}

impl Unwrapper {
    /// Returns the place of the last object among the results of its search.
    pub(crate) fn rank(&self) -> Option<ResultRank> {
        self.rank
    }

    /// Returns the line of the first row of `OfficeActivity`, and the fields that those rows have lost.
    pub(crate) fn lost_fields(&self) -> Option<(u64, Vec<&'static str>)> {
        self.office.lost_fields()
    }

    /// Returns the observations about the piece that was looked at last, once.
    pub(crate) fn take_observed(&mut self) -> Observed {
        std::mem::take(&mut self.observed)
    }

    /// Returns how many bytes the records of the last piece hold.
    #[cfg(test)]
    pub(crate) fn held_bytes(&self) -> usize {
        self.found.iter().map(|found| found.place.len()).sum()
    }

    /// Returns the next record of the piece that was looked at last.
    pub(crate) fn next_found(&mut self) -> Option<Content> {
        self.found.pop_front().map(|found| Content::Found(Box::new(found)))
    }

    /// Looks into the object that a line of JSON Lines begins with.
    pub(crate) fn look_at_line(&mut self, text: &[u8], line: u64) -> Content {
        self.rank = None;
        if keys::begins_as_record(text) {
            return Content::Itself;
        }
        self.look_into_line(text, line)
    }

    // Out of line, so that the common case above, a bare record, stays a few instructions in the loop over pieces.
    #[inline(never)]
    fn look_into_line(&mut self, text: &[u8], line: u64) -> Content {
        let verdict = keys::judge_object(text);
        if let Some(joint) = find_joint(text, &verdict) {
            return Content::Joined(joint);
        }
        match verdict {
            Verdict { carrier: Carrier::Unknown | Carrier::Thin, end: None, .. } => Content::Open,
            verdict => self.look_into(text, Wrapper::None, line, None, verdict, true),
        }
    }

    /// Looks into the object on this line, which itself was carried in `wrapper`. Elements of a page among others are
    /// yielded with it, unless pages may be entered.
    pub(crate) fn look(&mut self, object: &[u8], wrapper: Wrapper, line: u64, may_enter: bool) -> Content {
        self.rank = None;
        if !object.starts_with(b"{") {
            return self.look_into_list(object, wrapper, line);
        }
        if wrapper == Wrapper::None && keys::begins_as_record(object) {
            return Content::Itself;
        }
        self.look_into(object, wrapper, line, None, keys::judge_object(object), may_enter)
    }

    /// Looks into the cell of a row of CSV.
    pub(crate) fn look_at_cell(&mut self, cell: &[u8], envelope: Envelope<'_>, line: u64) -> Content {
        self.rank = None;
        // The second value of a cell begins with an object of its own, which has a time as the first one has.
        if names_time_twice(cell) && value_places(cell).len() > 1 {
            return self.look_at_values(cell, envelope, line);
        }
        let fields = super::fields::RecordFields::of_whole(cell);
        if fields.is_some_and(|fields| envelope.agrees_with(cell, &fields)) {
            return Content::Itself;
        }
        self.look_into(cell, envelope.wrapper, line, Some(envelope), keys::judge_object(cell), false)
    }

    /// Looks into the cell of a row of CSV that holds several values behind each other.
    #[inline(never)]
    fn look_at_values(&mut self, cell: &[u8], envelope: Envelope<'_>, line: u64) -> Content {
        let wrapper = envelope.wrapper;
        let mut search = Search::new(&mut self.office, line);
        let records = search.search_values(cell.to_vec(), wrapper, Some(envelope), 0..cell.len());
        let outcome = Outcome::of(search, records);
        self.take_outcome(outcome, wrapper, || Reason::NoRecord { looks_like: find_lookalike(cell) })
    }

    /// Looks into the object that a row of CSV is whose cells may hold several records.
    pub(crate) fn look_at_cells(&mut self, object: &[u8], wrapper: Wrapper, line: u64) -> Content {
        self.rank = None;
        let mut search = Search::new(&mut self.office, line);
        let records = search.search_cells(object, wrapper);
        let outcome = Outcome::of(search, records);
        self.take_outcome(outcome, wrapper, || Reason::NoRecord { looks_like: find_lookalike(object) })
    }

    /// Looks into the row of a table with these columns. A row without a record is rejected.
    pub(crate) fn look_at_row(&mut self, columns: &Columns, row: &[u8], line: u64) -> Content {
        self.rank = None;
        let mut text = Vec::new();
        if let Err(reason) = columns.write_object(row, &mut text) {
            return Content::Rejected(Wrapper::Columns, reason);
        }
        let mut search = Search::new(&mut self.office, line);
        let records = search.search_values(text, Wrapper::Columns, None, 0..row.len());
        let outcome = Outcome::of(search, records);
        self.take_outcome(outcome, Wrapper::Columns, || {
            let mut text = Vec::new();
            let written = columns.write_object(row, &mut text);
            let looks_like = written.map_or(LooksLike::Other, |()| find_lookalike(&text));
            Reason::NoRecord { looks_like }
        })
    }

    #[inline(never)]
    fn look_into(
        &mut self,
        piece: &[u8],
        wrapper: Wrapper,
        line: u64,
        envelope: Option<Envelope<'_>>,
        verdict: Verdict,
        may_enter: bool,
    ) -> Content {
        if !piece.starts_with(b"{") {
            return self.look_into_list(piece, wrapper, line);
        }
        let is_whole = verdict.end == Some(piece.len());
        let is_plain_part = matches!(&verdict.carrier, Carrier::Page(array) if array.is_plain && is_whole);
        if let Carrier::Page(array) = &verdict.carrier
            && may_enter
            && !is_plain_part
        {
            if is_torn(piece, &verdict) {
                return Content::Rejected(wrapper, Reason::Torn);
            }
            let array = Box::new(array.clone());
            let mut search = Search::new(&mut self.office, line);
            let records = search.search_beside_page(piece, wrapper, &verdict, &array);
            let outcome = Outcome::of(search, records);
            self.note_outcome(outcome);
            self.rank = verdict.rank;
            return Content::Page(array);
        }
        let is_loose = matches!(verdict.carrier, Carrier::Unknown | Carrier::Thin);
        if is_loose && !is_whole {
            // Broken inside: the parser says where.
            return Content::Itself;
        }
        let mut search = Search::new(&mut self.office, line);
        let records = search.search_piece(piece, wrapper, envelope, Some(verdict));
        let outcome = Outcome::of(search, records);
        if records == 0 && outcome.reason.is_none() && !is_json(piece) {
            // Broken inside, where only the parser sees it.
            return Content::Itself;
        }
        self.take_outcome(outcome, wrapper, || Reason::NoRecord { looks_like: find_lookalike(piece) })
    }

    /// Looks into a list of records or into the text of one, as cells and pages have it in place of one.
    fn look_into_list(&mut self, piece: &[u8], wrapper: Wrapper, line: u64) -> Content {
        if !matches!(piece.first(), Some(b'[' | b'"')) || !is_json(piece) {
            return Content::Rejected(wrapper, Reason::NotAnObject);
        }
        let mut search = Search::new(&mut self.office, line);
        let records = search.search_piece(piece, wrapper, None, None);
        let outcome = Outcome::of(search, records);
        self.take_outcome(outcome, wrapper, || Reason::NoRecord { looks_like: find_lookalike(piece) })
    }

    fn take_outcome(
        &mut self,
        outcome: Outcome,
        wrapper: Wrapper,
        no_record: impl FnOnce() -> Reason,
    ) -> Content {
        self.rank = outcome.rank;
        if outcome.records == 0 {
            let (wrapper, reason) = outcome.reason.unwrap_or_else(|| (wrapper, no_record()));
            return Content::Rejected(wrapper, reason);
        }
        self.note_outcome(outcome);
        self.next_found().unwrap_or(Content::Itself)
    }

    /// Keeps what a search has found, to be yielded.
    fn note_outcome(&mut self, outcome: Outcome) {
        self.observed = outcome.observed;
        self.found = outcome.found.into();
    }
}

/// What a search has found, without the borrow of its state.
struct Outcome {
    records: usize,
    found: Vec<Found>,
    rank: Option<ResultRank>,
    reason: Option<(Wrapper, Reason)>,
    observed: Observed,
}

impl Outcome {
    fn of(search: Search<'_>, records: usize) -> Self {
        let Search { found, rank, reason, has_next, is_contradicted, repaired, passed_over, .. } = search;
        let observed = Observed { has_next, is_contradicted, repaired, passed_over };
        Self { records, found, rank, reason, observed }
    }
}
