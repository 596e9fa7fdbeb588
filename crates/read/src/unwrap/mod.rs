//! Takes records out of what carries them.
//!
//! Nearly all records stand for themselves, and most say so with their first members. Of the others [`keys`] goes
//! through the members and tells what carries a record; [`inner`] takes it from a string, [`nest`] from keys with dots,
//! [`bag`] from where Graph puts what it does not know, and [`Page`] yields the elements of an array. What is taken out
//! is looked at again, a few times over.

mod bag;
mod front;
mod inner;
mod joint;
mod keys;
mod members;
mod near;
mod nest;
mod page;
mod row;
mod string;

use std::mem::swap;
use std::ops::Range;

use crate::item::Reason;
use crate::table::{Form, Office};
use crate::watch::Rank;
use crate::wrapper::Wrapper;

pub(crate) use front::{Front, front};
pub(crate) use inner::{is_depth_limited, why_empty};
pub(crate) use joint::Joint;
pub(crate) use keys::Array;
pub(crate) use members::Members;
pub(crate) use page::Page;
pub(crate) use row::Columns;
pub(crate) use string::unescape;

use joint::{is_torn, joint};
use keys::{Carrier, Told};

/// How often something may be carried in something else. A row of a table of a document is the most that is known.
const LEVELS: usize = 5;

/// Looks into objects.
#[derive(Default)]
pub(crate) struct Unwrap {
    /// The record that was put together last.
    text: Vec<u8>,
    /// What it was made of.
    before: Vec<u8>,
    office: Office,
    office_line: Option<u64>,
    /// What the last object says of its place among the results of its search.
    rank: Option<Rank>,
}

/// What an object turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A record, as far as can be told.
    Itself,
    /// The wrapper of a record that is this range of it.
    Within(Wrapper, Range<usize>),
    /// The wrapper of a record that is this range of [`Unwrap::text`].
    Text(Wrapper, Range<usize>),
    /// A wrapper without a record.
    Rejected(Wrapper, Reason),
    /// A page of others.
    Page(Box<Array>),
    /// An object and something behind it, on one line.
    Joined(Joint),
    /// Nothing that is known, and not closed: a record, or the front of a page.
    Open,
}

/// Where the object is that is being looked at.
#[derive(Clone)]
enum At {
    /// This range of the first one.
    Object(Range<usize>),
    /// This range of the text.
    Text(Range<usize>),
}

impl Unwrap {
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// What the last object says of its place among the results of its search.
    pub(crate) fn rank(&self) -> Option<Rank> {
        self.rank
    }

    /// The line of the first row of `OfficeActivity`, and which fields those rows have lost.
    pub(crate) fn lost_fields(&self) -> Option<(u64, Vec<&'static str>)> {
        self.office_line.map(|line| (line, self.office.lost_fields()))
    }

    /// What the line of JSON Lines that is `text` is or carries.
    pub(crate) fn look_at_line(&mut self, text: &[u8], line: u64) -> Content {
        self.rank = None;
        if keys::begins_as_record(text) {
            return Content::Itself;
        }
        self.look_into_line(text, line)
    }

    #[inline(never)]
    fn look_into_line(&mut self, text: &[u8], line: u64) -> Content {
        let told = keys::carrier(text);
        if let Some(joint) = joint(text, &told) {
            return Content::Joined(joint);
        }
        match told {
            Told { carrier: Carrier::Unknown, end: None, .. } => Content::Open,
            Told { carrier: Carrier::Record | Carrier::Unknown, rank, .. } => {
                self.rank = rank;
                Content::Itself
            }
            _ => self.look_into(text, At::Object(0..text.len()), Wrapper::None, line, Some(told)),
        }
    }

    /// What the object on this line is or carries, which itself has been carried in `wrapper`.
    pub(crate) fn look(&mut self, object: &[u8], wrapper: Wrapper, line: u64) -> Content {
        self.rank = None;
        if wrapper == Wrapper::None && keys::begins_as_record(object) {
            return Content::Itself;
        }
        self.look_into(object, At::Object(0..object.len()), wrapper, line, None)
    }

    /// The same of the row of a table, whose columns have these names. A row that is no record is none.
    pub(crate) fn look_at_row(&mut self, columns: &Columns, row: &[u8], line: u64) -> Content {
        self.rank = None;
        if let Err(reason) = columns.object(row, &mut self.text) {
            return Content::Rejected(Wrapper::Columns, reason);
        }
        let at = At::Text(0..self.text.len());
        match self.look_into(&[], at, Wrapper::Columns, line, None) {
            Content::Text(Wrapper::Columns, record) if !keys::is_record(&self.text[record.clone()]) => {
                Content::Rejected(Wrapper::Columns, Reason::NoRecord)
            }
            content => content,
        }
    }

    #[inline(never)]
    fn look_into(
        &mut self,
        object: &[u8],
        mut at: At,
        mut wrapper: Wrapper,
        line: u64,
        mut told: Option<Told>,
    ) -> Content {
        for _ in 0..LEVELS {
            let bytes = match &at {
                At::Object(range) => &object[range.clone()],
                At::Text(range) => &self.text[range.clone()],
            };
            if wrapper == Wrapper::GraphAuditData && bag::has(bytes) {
                self.before.clear();
                match bag::empty(bytes, &mut self.before) {
                    Ok(false) => {}
                    Ok(true) => {
                        at = self.written();
                        break;
                    }
                    Err(reason) => return Content::Rejected(wrapper, reason),
                }
            }
            let told = told.take().unwrap_or_else(|| tell(bytes, wrapper));
            if is_torn(bytes, &told) {
                return Content::Rejected(wrapper, Reason::Torn);
            }
            self.rank = self.rank.or(told.rank);
            match told.carrier {
                Carrier::Record | Carrier::Unknown => break,
                Carrier::Doubled(wrapper) => {
                    return Content::Rejected(wrapper, Reason::Doubled { wrapper });
                }
                Carrier::Listing => return Content::Rejected(wrapper, Reason::ContentListing),
                Carrier::Frame => return Content::Rejected(wrapper, Reason::NoRecord),
                Carrier::Page(array) => match at {
                    At::Object(range) => return Content::Page(Box::new(array.behind(range.start))),
                    At::Text(_) => break,
                },
                Carrier::Prefixed(carrier, prefix) => {
                    nest::nest(bytes, prefix, &mut self.before);
                    (wrapper, at) = (carrier, self.written());
                }
                Carrier::Row(form) => {
                    if form == Form::Office {
                        self.office_line.get_or_insert(line);
                    }
                    self.office.record(bytes, form, &mut self.before);
                    (wrapper, at) = (Wrapper::OfficeActivity, self.written());
                    break;
                }
                Carrier::Wrapper(carrier, value) if bytes[value.start] == b'{' => {
                    wrapper = carrier;
                    at = at.part(value);
                }
                Carrier::Wrapper(carrier, value) => {
                    match inner::text(&bytes[value], carrier, &mut self.before) {
                        Ok(range) => (wrapper, at) = (carrier, self.written().part(range)),
                        Err(reason) => return Content::Rejected(carrier, reason),
                    }
                }
            }
        }
        content(at, wrapper)
    }

    /// All of what has been written beside the text is the text now.
    fn written(&mut self) -> At {
        swap(&mut self.text, &mut self.before);
        At::Text(0..self.text.len())
    }
}

fn tell(bytes: &[u8], wrapper: Wrapper) -> Told {
    if wrapper != Wrapper::None && keys::begins_as_record(bytes) {
        return Told::record();
    }
    keys::carrier(bytes)
}

fn content(at: At, wrapper: Wrapper) -> Content {
    match at {
        At::Object(_) if wrapper == Wrapper::None => Content::Itself,
        At::Object(range) => Content::Within(wrapper, range),
        At::Text(range) => Content::Text(wrapper, range),
    }
}

impl At {
    /// This range of what is here.
    fn part(&self, part: Range<usize>) -> Self {
        let shifted = |start| start + part.start..start + part.end;
        match self {
            At::Object(range) => At::Object(shifted(range.start)),
            At::Text(range) => At::Text(shifted(range.start)),
        }
    }
}

impl Array {
    /// The same in something that it begins so far into.
    fn behind(self, start: usize) -> Self {
        let shifted = |range: Range<usize>| start + range.start..start + range.end;
        Self { place: shifted(self.place), columns: self.columns.map(shifted), ..self }
    }
}
