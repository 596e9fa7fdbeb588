//! Takes what a cut-off record still says, be it in a carrier that is cut off with it.

use super::envelope::Envelope;
use super::own_keys::Said;
use super::slots::{FieldPlaces, OPERATION, TIME};
use crate::item::Wrapper;
use crate::json::{Front, Members, requoted, unescape};

/// Most objects around the cut.
const LEVELS: usize = 8;

/// A record of which only the members before a cut are left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Salvaged {
    pub record: Vec<u8>,
    /// Carrier that was cut off with it.
    pub wrapper: Option<Wrapper>,
}

/// Returns what a cut-off object says, with what it lacks of its envelope, if that is when something was done and what, or
/// which record it is. An object that says less carries the record in the member that the cut is in. Text that is known
/// to be closed is cut off only as far as its quotes were changed.
pub(crate) fn salvage(text: &[u8], envelope: Option<Envelope<'_>>, is_closed: bool) -> Option<Salvaged> {
    let own = if is_closed { None } else { salvage_within(text, envelope, LEVELS) };
    own.or_else(|| requoted(text).find_map(|text| salvage_within(&text, envelope, LEVELS)))
}

fn salvage_within(text: &[u8], envelope: Option<Envelope<'_>>, levels: usize) -> Option<Salvaged> {
    let front = Front::of(text)?;
    if let Some(record) = complete(&front.object, envelope) {
        return Some(Salvaged { record, wrapper: None });
    }
    let mut places = FieldPlaces::default();
    let mut carried = front.open_text().map(|text| (wrapper_of(front.open.0), text));
    for member in Members::new(&front.object, 0..front.object.len()) {
        if let Some(wrapper) = wrapper_of(member.key)
            && let Some(text) = text_of(&front.object[member.value.clone()])
        {
            // The cut is behind the text, which ends early by itself.
            carried = Some((Some(wrapper), text));
        }
        places.note(member.key, member.value);
    }
    let (wrapper, inner) = carried.filter(|_| levels > 0)?;
    let around =
        wrapper.map(|wrapper| Envelope { text: &front.object, places: &places, wrapper, delimiter: None });
    let salvaged = salvage_within(inner.trim_ascii(), around, levels - 1)?;
    Some(Salvaged { wrapper: salvaged.wrapper.or(wrapper), ..salvaged })
}

/// Returns the text of a string.
fn text_of(value: &[u8]) -> Option<Vec<u8>> {
    let string = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    let mut text = Vec::new();
    unescape(string, &mut text).map(|()| text)
}

fn wrapper_of(key: &[u8]) -> Option<Wrapper> {
    use Wrapper::{AuditData, ElasticOriginal, GraphAuditData, RawAuditData, RawEventData, SplunkRaw, Wazuh};
    [RawAuditData, AuditData, GraphAuditData, RawEventData, ElasticOriginal, SplunkRaw, Wazuh]
        .into_iter()
        .find(|wrapper| wrapper.key().as_bytes() == key)
}

/// Returns the record of these members and what they lack of the envelope, if that is enough.
fn complete(own: &[u8], envelope: Option<Envelope<'_>>) -> Option<Vec<u8>> {
    // What the envelope says alone is no part of a record.
    Members::new(own, 0..own.len()).next()?;
    let mut filled = Vec::new();
    let is_filled = envelope.is_some_and(|envelope| envelope.complete(own, &mut filled).is_filled);
    let record = if is_filled { filled } else { own.to_vec() };
    let (mut has_time, mut has_other) = (false, false);
    for member in Members::new(&record, 0..record.len()) {
        if Said::by(&record[member.value]) == Said::Something {
            has_time |= member.key == TIME;
            has_other |= matches!(member.key, OPERATION | b"Id");
        }
    }
    (has_time && has_other).then_some(record)
}

#[cfg(test)]
mod tests {
    use super::{Wrapper, salvage};

    fn salvaged(text: &str) -> Option<(String, Option<Wrapper>)> {
        salvage(text.as_bytes(), None, false)
            .map(|found| (String::from_utf8(found.record).unwrap(), found.wrapper))
    }

    #[test]
    fn a_front_that_says_too_little_is_left() {
        for text in
            ["{", "", "x", "{\"CreationTime\":\"t\",\"Oper", "{\"Operation\":\"x\",\"a", "{\"Id\":\"1\",\"a"]
        {
            assert_eq!(salvaged(text), None, "{text}");
        }
    }

    #[test]
    fn the_record_is_found_in_the_carrier_that_is_cut_with_it() {
        let front = "{\"CreationTime\":\"t\",\"Operation\":\"x\"";
        let text = front.replace('"', "\\\"");
        for (carrier, added, wrapper) in [
            (format!("{front},\"n"), "", None),
            (
                format!("{{\"RecordId\":\"7\",\"AuditData\":\"{text},\\"),
                ",\"Id\":\"7\"",
                Some(Wrapper::AuditData),
            ),
            (
                format!("{{\"a\":1,\"_source\":{{\"x\":{{\"auditData\":{front}"),
                "",
                Some(Wrapper::GraphAuditData),
            ),
            (format!("{{\"message\":\"{text}"), "", None),
            (text.clone(), "", None),
        ] {
            let expected = Some((format!("{front}{added}}}"), wrapper));
            assert_eq!(salvaged(&carrier), expected, "{carrier}");
        }
    }

    #[test]
    fn levels_end_somewhere() {
        assert_eq!(salvaged(&"{\"a\":".repeat(100_000)), None);
    }
}
