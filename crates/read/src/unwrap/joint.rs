//! Finds the end of a carrier within its line, where the next object begins.
//!
//! A writer that was stopped in a line and started again leaves what it wrote first and the next object on one line.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem};

use super::carrier::{Carrier, Verdict};
use super::keys::judge_object;

/// The place in a line where the next object begins, or other text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Joint {
    pub at: usize,
    /// True if the first object is not closed there.
    pub is_torn: bool,
}

/// Returns the joint in `line`, which begins with an object of this verdict.
pub(crate) fn find_joint(line: &[u8], verdict: &Verdict) -> Option<Joint> {
    let carried = match &verdict.carrier {
        // What is joined to these is yielded or rejected with them, as one piece.
        Carrier::Record | Carrier::Untyped | Carrier::Doubled(_) | Carrier::Listing | Carrier::Frame => {
            return None;
        }
        Carrier::Wrapper(_, value) => end_of_value(line, value),
        Carrier::Page(array) => array.place.end,
        Carrier::Unknown | Carrier::Thin | Carrier::Prefixed(..) | Carrier::Row(_) => 1,
    };
    match verdict.end {
        Some(at) => (at < line.len()).then_some(Joint { at, is_torn: false }),
        None => next_head(line, carried).map(|at| Joint { at, is_torn: true }),
    }
}

/// Reports whether the content of a carrier cannot be separated from what was cut off or joined to it. The part of a
/// wrapper behind its record may be cut off, as long as it can hold no other record.
pub(crate) fn is_torn(bytes: &[u8], verdict: &Verdict) -> bool {
    match (&verdict.carrier, verdict.end) {
        (
            Carrier::Record
            | Carrier::Untyped
            | Carrier::Thin
            | Carrier::Unknown
            | Carrier::Doubled(_)
            | Carrier::Listing
            | Carrier::Frame,
            _,
        ) => false,
        (_, Some(end)) => end < bytes.len(),
        (Carrier::Wrapper(_, value), None) => memchr(b'{', &bytes[end_of_value(bytes, value)..]).is_some(),
        (Carrier::Page(array), None) => memchr(b'{', &bytes[array.place.end..]).is_some(),
        (Carrier::Prefixed(..) | Carrier::Row(_), None) => true,
    }
}

/// Returns the place behind a value. A string that was cut off ends in the next object, with its first quote.
fn end_of_value(bytes: &[u8], value: &Range<usize>) -> usize {
    if bytes[value.clone()].ends_with(b"{\"") { value.end - 2 } else { value.end }
}

/// Returns the place behind `from` where an object begins with the same key as `line`, as the next one of the same
/// export does.
fn next_head(line: &[u8], from: usize) -> Option<usize> {
    // The same writer puts the same key first in each of its objects.
    let key_end = memchr_iter(b'"', line).nth(1)?;
    let at = from + memmem::find(&line[from..], &line[..=key_end])?;
    // Objects inside an object may begin with the same key, but they carry nothing.
    (!matches!(judge_object(&line[at..]).carrier, Carrier::Unknown | Carrier::Thin)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::{Joint, find_joint, is_torn, judge_object};

    fn check(line: &str, expected: Option<(&str, bool)>) {
        let verdict = judge_object(line.as_bytes());
        let found = find_joint(line.as_bytes(), &verdict);
        let expected = expected.map(|(rest, is_torn)| Joint { at: line.len() - rest.len(), is_torn });
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn what_follows_a_carrier_is_told() {
        let wrapper = "{\"n\":1,\"AuditData\":\"{}\"}";
        check(wrapper, None);
        check(&format!("{wrapper}{wrapper}"), Some((wrapper, false)));
        check(&format!("{wrapper} x"), Some((" x", false)));
        for cut in 2..wrapper.len() - 1 {
            // Behind its key the next one is what it carries.
            let is_joint = cut > 3 && !wrapper[..cut].ends_with("\"AuditData\":");
            check(&format!("{}{wrapper}", &wrapper[..cut]), is_joint.then_some((wrapper, true)));
        }
    }

    #[test]
    fn a_value_that_was_cut_off_does_not_take_the_next_object_with_it() {
        let wrapper = "{\"AuditData\":{},\"x\":[{\"a\":\"\\\"}\"}]}";
        check(&format!("{}{wrapper}", wrapper.strip_suffix("\\\"}\"}]}").unwrap()), Some((wrapper, true)));
        check(wrapper, None);
        let within = "{\"x\":[{\"a\":\"\\\"}\"}],\"event\":{\"x\":{},\"original\":\"{}\"}}";
        check(within, None);
    }

    #[test]
    fn what_an_object_has_inside_is_no_next_one() {
        check("{\"Id\":1,\"a\":[{\"Id\":1,\"b\":2},{\"Id\":2", None);
    }

    #[test]
    fn objects_of_no_known_kind_end_with_their_bracket() {
        check("{\"a\":1}{\"b\":2}", Some(("{\"b\":2}", false)));
        check("{\"Operation\":1,\"Id\":2} x", Some((" x", false)));
    }

    #[test]
    fn a_tail_without_objects_does_not_tear_a_wrapper() {
        for (bytes, expected) in [
            ("{\"AuditData\":{},\"x\":1}", false),
            ("{\"AuditData\":{},\"x\":\"cut", false),
            ("{\"AuditData\":{},\"x\":\"cut{\"y\":1}", true),
            ("{\"AuditData\":{}}{}", true),
            ("{\"o365.audit.Id\":1,\"o365", true),
            ("{\"a\":1,\"b", false),
        ] {
            assert_eq!(is_torn(bytes.as_bytes(), &judge_object(bytes.as_bytes())), expected, "{bytes}");
        }
    }
}
