//! Tells by its keys what an object carries.

use std::ops::Range;

use super::members::Members;
use crate::wrapper::Wrapper;

/// The keys that every record has, and no wrapper.
const TIME: &[u8] = b"CreationTime";
const OPERATION: &[u8] = b"Operation";

/// An object that carries others.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// One record, in the value at this place.
    Wrapper(Wrapper, Range<usize>),
    /// Many, in the array at this place.
    Page(Range<usize>),
}

/// How far [`begins_as_record`] looks: most exports have both keys among the first four members.
const FRONT_MEMBERS: usize = 6;
const FRONT_BYTES: usize = 512;

/// Whether the first members alone tell that `object` is a record. For most records this is quicker than any search.
pub(crate) fn begins_as_record(object: &[u8]) -> bool {
    let mut seen = (false, false);
    for member in Members::new(object, 0..object.len().min(FRONT_BYTES)).take(FRONT_MEMBERS) {
        seen.0 |= member.key == TIME;
        seen.1 |= member.key == OPERATION;
        if seen == (true, true) {
            return true;
        }
    }
    false
}

/// What the members met so far tell.
#[derive(Default)]
struct Seen {
    has_time: bool,
    has_operation: bool,
    /// By [`rank`].
    wrappers: [Option<(Wrapper, Range<usize>)>; 5],
    array: Option<Range<usize>>,
    is_page: bool,
}

/// What `object` carries, if anything. A record is told by `CreationTime` and `Operation`: whatever else it has is
/// its own.
pub(crate) fn carrier(object: &[u8]) -> Option<Carrier> {
    let mut seen = Seen::default();
    for member in Members::new(object, 0..object.len()) {
        seen.member(object, member.key, member.value);
        if seen.has_time && seen.has_operation {
            return None;
        }
    }
    let wrapper = seen.wrappers.into_iter().flatten().next();
    wrapper
        .map(|(wrapper, value)| Carrier::Wrapper(wrapper, value))
        .or_else(|| seen.array.filter(|_| seen.is_page).map(Carrier::Page))
}

impl Seen {
    fn member(&mut self, object: &[u8], key: &[u8], value: Range<usize>) {
        let first = object[value.start];
        match key {
            TIME => self.has_time = true,
            OPERATION => self.has_operation = true,
            b"AuditData" => self.wrapper(Wrapper::AuditData, value),
            b"auditData" => self.wrapper(Wrapper::GraphAuditData, value),
            b"RawEventData" => self.wrapper(Wrapper::RawEventData, value),
            b"office365" if first == b'{' => self.wrapper(Wrapper::Wazuh, value),
            b"event.original" => self.wrapper(Wrapper::ElasticOriginal, value),
            b"event" if first == b'{' => self.event(object, value),
            b"value" if first == b'[' => self.array = Some(value),
            // Windows PowerShell writes arrays as objects with `value` and `Count`.
            b"Count" => self.is_page = true,
            _ => self.is_page |= key.starts_with(b"@odata."),
        }
    }

    fn event(&mut self, object: &[u8], event: Range<usize>) {
        let original = Members::new(object, event).filter(|member| member.key == b"original").last();
        if let Some(original) = original {
            self.wrapper(Wrapper::ElasticOriginal, original.value);
        }
    }

    /// Of a doubled key the last one counts, as in records.
    fn wrapper(&mut self, wrapper: Wrapper, value: Range<usize>) {
        if let Some(at) = rank(wrapper) {
            self.wrappers[at] = Some((wrapper, value));
        }
    }
}

/// Which counts where an object has the keys of several: the lower.
fn rank(wrapper: Wrapper) -> Option<usize> {
    match wrapper {
        Wrapper::None => None,
        Wrapper::AuditData => Some(0),
        Wrapper::GraphAuditData => Some(1),
        Wrapper::RawEventData => Some(2),
        Wrapper::Wazuh => Some(3),
        Wrapper::ElasticOriginal => Some(4),
    }
}
