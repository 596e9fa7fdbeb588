//! Kinds of objects, by what they carry.

use std::ops::Range;

use super::slots::FieldPlaces;
use crate::item::Wrapper;
use crate::json::Members;
use crate::notice::ResultRank;
use crate::table::NameForm;

/// The kind of an object.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// A record. Whatever else it has is its own.
    Record,
    /// A record with time and operation, but without a type or with a member that is known to carry records. An envelope
    /// of records may have these, too.
    Untyped,
    /// A record that lacks its time, its operation or both, by its other keys.
    Thin,
    /// An object of no known kind.
    Unknown,
    /// An object that carries one record, in the value at this place.
    Wrapper(Wrapper, Range<usize>),
    /// An object that carries two different records under one key.
    Doubled(Wrapper),
    /// An object that carries many records.
    Page(ElementArray),
    /// An object whose own keys are those of the record, behind this prefix.
    Prefixed(Wrapper, &'static [u8]),
    /// An object whose keys are the columns of a table.
    Row(NameForm),
    /// An entry of a list of content.
    Listing,
    /// A part of an answer of Kusto that has no rows.
    Frame,
}

/// Many objects, or many rows of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ElementArray {
    /// Place of the array in its object.
    pub place: Range<usize>,
    /// Place of the columns of its rows, if it has rows.
    pub columns: Option<Range<usize>>,
    /// True if the page names a next one.
    pub has_next: bool,
    /// True if nothing but its first element shows that the object is a page.
    pub is_plain: bool,
}

impl Carrier {
    /// Reports whether this is a record with its time and its operation.
    pub(crate) fn is_full_record(&self) -> bool {
        matches!(self, Self::Record | Self::Untyped)
    }
}

/// The verdict on an object by its members.
pub(crate) struct Verdict {
    pub carrier: Carrier,
    /// Place among the results of a search.
    pub rank: Option<ResultRank>,
    /// End of the object; `None` if it is not JSON up to there. That of a record is not looked for.
    pub end: Option<usize>,
    /// Wrappers that the object has besides its carrier, the best first.
    pub siblings: Vec<Carrier>,
    /// Values that may hold other records: objects, arrays, and text that has one of them.
    pub parts: Vec<Range<usize>>,
    /// Members of the object that say the same as fields of the record that it carries.
    pub envelope: FieldPlaces,
    /// True if a member names a next page.
    pub has_next: bool,
}

impl Verdict {
    /// Returns the verdict on a record.
    pub(crate) fn of_record() -> Self {
        Self {
            carrier: Carrier::Record,
            rank: None,
            end: None,
            siblings: Vec::new(),
            parts: Vec::new(),
            envelope: FieldPlaces::default(),
            has_next: false,
        }
    }

    /// Returns the values that the wrappers of `object`, which has this verdict, carry.
    pub(crate) fn carried_values(&self, object: &[u8]) -> Vec<Range<usize>> {
        let carriers = std::iter::once(&self.carrier).chain(&self.siblings);
        let values = carriers.flat_map(|carrier| match carrier {
            Carrier::Wrapper(_, value) => vec![value.clone()],
            Carrier::Prefixed(_, prefix) => {
                let members = Members::new(object, 0..object.len());
                members.filter(|member| member.key.starts_with(prefix)).map(|member| member.value).collect()
            }
            _ => Vec::new(),
        });
        values.collect()
    }
}

impl ElementArray {
    /// Returns the place of the array and of its columns in something that the page begins so far into.
    pub(crate) fn places_from(&self, start: usize) -> (Range<usize>, Option<Range<usize>>) {
        let shifted = |range: &Range<usize>| start + range.start..start + range.end;
        (shifted(&self.place), self.columns.as_ref().map(shifted))
    }

    /// Returns the places of what makes the page.
    pub(crate) fn parts(&self) -> Vec<Range<usize>> {
        std::iter::once(&self.place).chain(&self.columns).cloned().collect()
    }
}
