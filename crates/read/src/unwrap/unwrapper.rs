//! The state for looking into the objects of an input.

use std::mem::swap;
use std::ops::Range;

use super::joint::{Joint, find_joint, is_torn};
use super::keys::{self, Carrier, ElementArray, Verdict};
use super::row::Columns;
use super::{bag, nest};
use crate::input::{leading_blanks, trimmed_len};
use crate::item::{Reason, Wrapper};
use crate::json::unescape;
use crate::notice::ResultRank;
use crate::table::{Office, is_depth_limited};

/// Most carriers around a record. A row of a table of a document is the most that is known.
const LEVELS: usize = 5;

/// Looks into objects.
#[derive(Default)]
pub(crate) struct Unwrapper {
    /// Record that was put together last.
    text: Vec<u8>,
    /// Text of which it was made.
    before: Vec<u8>,
    office: Office,
    /// Place of the last object among the results of its search.
    rank: Option<ResultRank>,
}

/// The outcome of looking into an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A record, as far as its keys show.
    Itself,
    /// The wrapper of a record that is this range of it.
    Within(Wrapper, Range<usize>),
    /// The wrapper of a record that is this range of [`Unwrap::text`].
    Text(Wrapper, Range<usize>),
    /// A wrapper without a record.
    Rejected(Wrapper, Reason),
    /// A page of other objects. Boxed, so that little is moved for each record.
    Page(Box<ElementArray>),
    /// An object and something behind it, on one line.
    Joined(Joint),
    /// An object of no known kind that is not closed: a record, or the front of a page.
    Open,
}

/// The place of the object that is being looked at.
#[derive(Clone)]
enum ObjectPlace {
    /// A range of the object that was found.
    Object(Range<usize>),
    /// A range of the text that was put together.
    Text(Range<usize>),
}

impl Unwrapper {
    /// Makes a record the text, and returns its range.
    pub(crate) fn put_text(&mut self, text: Vec<u8>) -> Range<usize> {
        self.text = text;
        0..self.text.len()
    }

    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Returns the place of the last object among the results of its search.
    pub(crate) fn rank(&self) -> Option<ResultRank> {
        self.rank
    }

    /// Returns the line of the first row of `OfficeActivity`, and the fields that those rows have lost.
    pub(crate) fn lost_fields(&self) -> Option<(u64, Vec<&'static str>)> {
        self.office.lost_fields()
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
            Verdict { carrier: Carrier::Unknown, end: None, .. } => Content::Open,
            Verdict { carrier: Carrier::Record | Carrier::Unknown, rank, .. } => {
                self.rank = rank;
                Content::Itself
            }
            _ => self.look_into(text, ObjectPlace::Object(0..text.len()), Wrapper::None, line, Some(verdict)),
        }
    }

    /// Looks into the object on this line, which itself was carried in `wrapper`.
    pub(crate) fn look(&mut self, object: &[u8], wrapper: Wrapper, line: u64) -> Content {
        self.rank = None;
        if wrapper == Wrapper::None && keys::begins_as_record(object) {
            return Content::Itself;
        }
        self.look_into(object, ObjectPlace::Object(0..object.len()), wrapper, line, None)
    }

    /// Looks into the row of a table with these columns. A row without a record is rejected.
    pub(crate) fn look_at_row(&mut self, columns: &Columns, row: &[u8], line: u64) -> Content {
        self.rank = None;
        if let Err(reason) = columns.write_object(row, &mut self.text) {
            return Content::Rejected(Wrapper::Columns, reason);
        }
        let at = ObjectPlace::Text(0..self.text.len());
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
        mut at: ObjectPlace,
        mut wrapper: Wrapper,
        line: u64,
        mut verdict: Option<Verdict>,
    ) -> Content {
        for _ in 0..LEVELS {
            let bytes = match &at {
                ObjectPlace::Object(range) => &object[range.clone()],
                ObjectPlace::Text(range) => &self.text[range.clone()],
            };
            match empty_graph_bag(bytes, wrapper, &mut self.before) {
                Ok(false) => {}
                Ok(true) => {
                    at = self.take_written();
                    break;
                }
                Err(reason) => return Content::Rejected(wrapper, reason),
            }
            let verdict = verdict.take().unwrap_or_else(|| judge(bytes, wrapper));
            if is_torn(bytes, &verdict) {
                return Content::Rejected(wrapper, Reason::Torn);
            }
            self.rank = self.rank.or(verdict.rank);
            match verdict.carrier {
                Carrier::Record | Carrier::Unknown => break,
                Carrier::Doubled(wrapper) => {
                    return Content::Rejected(wrapper, Reason::Doubled { wrapper });
                }
                Carrier::Listing => return Content::Rejected(wrapper, Reason::ContentListing),
                Carrier::Frame => return Content::Rejected(wrapper, Reason::NoRecord),
                Carrier::Page(array) => return page_content(at, array, wrapper),
                Carrier::Prefixed(carrier, prefix) => {
                    nest::nest_members(bytes, prefix, &mut self.before);
                    (wrapper, at) = (carrier, self.take_written());
                }
                Carrier::Row(form) => {
                    self.office.write_record(bytes, form, line, &mut self.before);
                    (wrapper, at) = (Wrapper::OfficeActivity, self.take_written());
                    break;
                }
                Carrier::Wrapper(carrier, value) if bytes[value.start] == b'{' => {
                    wrapper = carrier;
                    at = at.subrange(value);
                }
                Carrier::Wrapper(carrier, value) => {
                    match unescape_record(&bytes[value], carrier, &mut self.before) {
                        Ok(range) => (wrapper, at) = (carrier, self.take_written().subrange(range)),
                        Err(reason) => return Content::Rejected(carrier, reason),
                    }
                }
            }
        }
        make_content(at, wrapper)
    }

    /// Makes all that has been written beside the text the new text.
    fn take_written(&mut self) -> ObjectPlace {
        swap(&mut self.text, &mut self.before);
        ObjectPlace::Text(0..self.text.len())
    }
}

/// Writes a record of Microsoft Graph with the fields of its bag; returns `false` if it has no bag.
fn empty_graph_bag(record: &[u8], wrapper: Wrapper, out: &mut Vec<u8>) -> Result<bool, Reason> {
    if wrapper != Wrapper::GraphAuditData || !bag::may_have_bag(record) {
        return Ok(false);
    }
    out.clear();
    bag::empty_bag(record, out)
}

/// Returns a page as the content of an object. Its elements are lent from the window, so a page inside a string stays
/// one piece: no known export has such.
fn page_content(at: ObjectPlace, page: ElementArray, wrapper: Wrapper) -> Content {
    match at {
        ObjectPlace::Object(range) => Content::Page(Box::new(page.shifted_by(range.start))),
        ObjectPlace::Text(_) => make_content(at, wrapper),
    }
}

fn judge(bytes: &[u8], wrapper: Wrapper) -> Verdict {
    // Without a wrapper the caller has looked at the first members already.
    if wrapper != Wrapper::None && keys::begins_as_record(bytes) {
        return Verdict::of_record();
    }
    keys::judge_object(bytes)
}

fn make_content(at: ObjectPlace, wrapper: Wrapper) -> Content {
    match at {
        ObjectPlace::Object(_) if wrapper == Wrapper::None => Content::Itself,
        ObjectPlace::Object(range) => Content::Within(wrapper, range),
        ObjectPlace::Text(range) => Content::Text(wrapper, range),
    }
}

impl ObjectPlace {
    /// Returns a part of this place.
    fn subrange(&self, part: Range<usize>) -> Self {
        let shifted = |start| start + part.start..start + part.end;
        match self {
            ObjectPlace::Object(range) => ObjectPlace::Object(shifted(range.start)),
            ObjectPlace::Text(range) => ObjectPlace::Text(shifted(range.start)),
        }
    }
}

impl ElementArray {
    /// Returns the same array in something that it begins so far into.
    fn shifted_by(self, start: usize) -> Self {
        let shifted = |range: Range<usize>| start + range.start..start + range.end;
        Self { place: shifted(self.place), columns: self.columns.map(shifted), ..self }
    }
}

/// Unescapes the record in the string `value` to `text`, and returns its range there.
fn unescape_record(value: &[u8], wrapper: Wrapper, text: &mut Vec<u8>) -> Result<Range<usize>, Reason> {
    if value == b"null" {
        return Err(Reason::of_empty(wrapper));
    }
    let string = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let string = string.ok_or(Reason::InnerNotAnObject { wrapper })?;
    unescape(string, text).ok_or(Reason::InnerNotAnObject { wrapper })?;
    let end = trimmed_len(text);
    let range = leading_blanks(&text[..end])..end;
    match &text[range.clone()] {
        [] => Err(Reason::of_empty(wrapper)),
        [b'{', ..] => Ok(range),
        other if is_depth_limited(other) => Err(Reason::DepthLimited { wrapper }),
        _ => Err(Reason::InnerNotAnObject { wrapper }),
    }
}
