//! Searches what wrappers carry.

use std::ops::Range;

use super::carrier::{Carrier, Verdict};
use super::envelope::Envelope;
use super::keys::judge;
use super::layer::Layer;
use super::nest;
use super::search::Search;
use crate::input::{leading_blanks, trimmed_len};
use crate::item::{Reason, Wrapper};
use crate::json::{begins_json, is_json, repair_quotes, unescape, value_places};
use crate::table::is_depth_limited;

impl Search<'_> {
    /// Searches the wrappers of an object, the best first, until one has a sound record, and then what stands beside it.
    pub(super) fn search_wrappers(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        let has_siblings = !verdict.siblings.is_empty();
        let start = self.found.len();
        let mut failed = None;
        let carriers = std::iter::once(&verdict.carrier).chain(&verdict.siblings);
        for (at, carrier) in carriers.enumerate() {
            let outcome = self.search_wrapper(layer, verdict, carrier, has_siblings);
            let (wrapper, reason) = match outcome {
                Ok(records) if records > 0 => {
                    self.passed_over = self.passed_over.or(failed.map(|(wrapper, _)| wrapper));
                    return records + self.search_beside(layer, verdict, start, &verdict.siblings[at..]);
                }
                Ok(_) => (wrapper_of(carrier), None),
                Err(reason) => (wrapper_of(carrier), Some(reason)),
            };
            self.found.truncate(start);
            failed = failed.or(Some((wrapper, reason)));
        }
        // All are broken: the best one goes to the parser, which says where.
        if has_siblings
            && let Ok(records @ 1..) = self.search_wrapper(layer, verdict, &verdict.carrier, false)
        {
            return records + self.search_beside(layer, verdict, start, &[]);
        }
        let records = self.search_beside(layer, verdict, start, &[]);
        match failed {
            Some((_, Some(reason))) if records > 0 && reason.is_of_empty() => {}
            Some((wrapper, Some(reason))) => _ = self.reject(layer, wrapper, reason),
            _ => {}
        }
        records
    }

    fn search_wrapper(
        &mut self,
        layer: &Layer<'_>,
        verdict: &Verdict,
        carrier: &Carrier,
        must_be_sound: bool,
    ) -> Result<usize, Reason> {
        let (text, places) = (layer.bytes(), &verdict.envelope);
        let envelope = |wrapper| Some(Envelope { text, places, wrapper, delimiter: None });
        match carrier {
            Carrier::Wrapper(wrapper, value) => {
                self.search_carried(layer, *wrapper, value.clone(), envelope(*wrapper), must_be_sound)
            }
            Carrier::Prefixed(wrapper, prefix) => {
                Ok(self.search_prefixed(layer, *wrapper, prefix, envelope(*wrapper)))
            }
            _ => Ok(0),
        }
    }

    /// Searches the object that the members with this prefix are.
    pub(super) fn search_prefixed(
        &mut self,
        layer: &Layer<'_>,
        wrapper: Wrapper,
        prefix: &[u8],
        envelope: Option<Envelope<'_>>,
    ) -> usize {
        let mut record = Vec::new();
        nest::nest_members(layer.bytes(), prefix, &mut record);
        let part = Layer { is_carried: true, ..layer.clone() };
        self.search_text(&part, record, wrapper, envelope)
    }

    /// Searches the value that a wrapper carries.
    fn search_carried(
        &mut self,
        layer: &Layer<'_>,
        wrapper: Wrapper,
        value: Range<usize>,
        envelope: Option<Envelope<'_>>,
        must_be_sound: bool,
    ) -> Result<usize, Reason> {
        let part = Layer { wrapper, is_carried: true, envelope, ..layer.part(value) };
        let bytes = part.bytes();
        let is_sound = |text: &[u8]| !must_be_sound || is_json(text);
        match bytes {
            [b'{', ..] if is_sound(bytes) => Ok(self.search_object(&part, &judge(bytes))),
            [b'{', ..] => Err(Reason::InnerNotAnObject { wrapper }),
            [b'[', ..] => match self.search_array(&part) {
                0 => Err(Reason::InnerNotAnObject { wrapper }),
                records => Ok(records),
            },
            _ => {
                let mut text = unescape_carried(bytes, wrapper)?;
                if let Some(repaired) = repair_quotes(text.trim_ascii()) {
                    self.repaired += 1;
                    text = repaired;
                }
                let is_array = text.trim_ascii_start().starts_with(b"[");
                // One value is as sound as its text; several, or one behind a prefix, are judged one by one.
                let is_one = || begins_json(text.trim_ascii_start()) && value_places(&text).len() == 1;
                if must_be_sound && is_one() && !is_json(&text) {
                    return Err(Reason::InnerNotAnObject { wrapper });
                }
                match self.search_text(&part, text, wrapper, part.envelope) {
                    0 if is_array => Err(Reason::InnerNotAnObject { wrapper }),
                    records => Ok(records),
                }
            }
        }
    }
}

fn wrapper_of(carrier: &Carrier) -> Wrapper {
    match carrier {
        Carrier::Wrapper(wrapper, _) | Carrier::Prefixed(wrapper, _) | Carrier::Doubled(wrapper) => *wrapper,
        _ => Wrapper::None,
    }
}

/// Returns the text of a wrapper's string.
fn unescape_carried(value: &[u8], wrapper: Wrapper) -> Result<Vec<u8>, Reason> {
    if value == b"null" {
        return Err(Reason::of_empty(wrapper));
    }
    let string = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    let string = string.ok_or(Reason::InnerNotAnObject { wrapper })?;
    let mut text = Vec::with_capacity(string.len());
    unescape(string, &mut text).ok_or(Reason::InnerNotAnObject { wrapper })?;
    let end = trimmed_len(&text);
    match &text[leading_blanks(&text[..end])..end] {
        [] => Err(Reason::of_empty(wrapper)),
        [b'{' | b'[', ..] => Ok(text),
        other if !is_depth_limited(other) && !value_places(other).is_empty() => Ok(text),
        other if is_depth_limited(other) => Err(Reason::DepthLimited { wrapper }),
        _ => Err(Reason::InnerNotAnObject { wrapper }),
    }
}
