//! Searches a piece for the records inside.
//!
//! Known carriers lead to their record. An object of no known kind is searched by one rule, whatever its keys: each of
//! its values that is an object, an array, or text that begins as one of them is looked at in turn, a few levels down.
//! What is no record and has none inside yields nothing; only an element of an array beside records is rejected by
//! itself, since it may be one that was spoiled.

use std::ops::Range;
use std::sync::Arc;

use super::annotations::{may_have_annotations, strip_annotations};
use super::envelope::{Envelope, RecordFields};
use super::found::{Found, FoundPlace};
use super::joint::is_torn;
use super::keys::{self, Carrier, ElementArray, Verdict};
use super::lookalike::find_lookalike;
use super::row::Columns;
use super::salvage::salvage;
use super::{bag, nest};
use crate::input::{is_blank, leading_blanks, trimmed_len};
use crate::item::{Reason, Wrapper};
use crate::json::{Members, Scan, element_places, is_json, repair_quotes, unescape};
use crate::notice::ResultRank;
use crate::table::{Office, is_depth_limited};

/// Most objects around a record, known carriers included. Three carriers with two levels each are the most that is
/// known.
pub(crate) const LEVELS: usize = 8;

/// Carriers that are lent with the records of one piece, in bytes for each byte of it. Many records in one object would
/// each bring all of it along.
const CARRIER_BUDGET: usize = 4;

/// A search through one piece.
pub(crate) struct Search<'s> {
    office: &'s mut Office,
    line: u64,
    pub found: Vec<Found>,
    /// Place of the records among the results of their search.
    pub rank: Option<ResultRank>,
    /// The first reason why a carrier had no record.
    pub reason: Option<(Wrapper, Reason)>,
    /// True if a carrier names a next page of records that were found.
    pub has_next: bool,
    /// True if a record differs from its envelope.
    pub is_contradicted: bool,
    /// Records whose quotes were repaired.
    pub repaired: u64,
    /// Carrier that was passed over for another one beside it.
    pub passed_over: Option<Wrapper>,
}

/// A part of the piece that is being searched.
#[derive(Clone)]
struct Layer<'a> {
    /// The piece, or text out of it.
    text: &'a [u8],
    place: Range<usize>,
    /// Texts around that were unescaped, each out of the one before; 0 in the piece itself.
    depth: usize,
    /// Place in the piece where the element around, or the piece, begins.
    at: usize,
    wrapper: Wrapper,
    /// True if this is the very value that the wrapper carries.
    is_carried: bool,
    /// The element or piece around.
    carrier: Option<FoundPlace>,
    /// The object or row around, if this is the value that it carries.
    envelope: Option<Envelope<'a>>,
    /// Levels that may still be entered.
    levels: usize,
}

impl<'a> Layer<'a> {
    fn bytes(&self) -> &'a [u8] {
        &self.text[self.place.clone()]
    }

    fn found_place(&self) -> FoundPlace {
        match self.depth {
            0 => FoundPlace::Piece(self.place.clone()),
            depth => FoundPlace::Text(depth, self.place.clone()),
        }
    }

    /// Returns the value at this place of the layer's object, one level down.
    fn part(&self, place: Range<usize>) -> Self {
        Self { levels: self.levels.saturating_sub(1), ..self.element(place) }
    }

    /// Returns the element at this place of the layer's array.
    fn element(&self, place: Range<usize>) -> Self {
        let place = self.place.start + place.start..self.place.start + place.end;
        let wrapper = if self.wrapper == Wrapper::None { Wrapper::Nested } else { self.wrapper };
        Self { place, wrapper, is_carried: false, envelope: None, ..self.clone() }
    }

    /// Returns the layer as an element, which is lent with the records inside.
    fn into_element(self) -> Self {
        let at = if self.depth == 0 { self.place.start } else { self.at };
        Self { carrier: Some(self.found_place()), at, ..self }
    }
}

impl<'s> Search<'s> {
    pub(crate) fn new(office: &'s mut Office, line: u64) -> Self {
        Self {
            office,
            line,
            found: Vec::new(),
            rank: None,
            reason: None,
            has_next: false,
            is_contradicted: false,
            repaired: 0,
            passed_over: None,
        }
    }

    /// Searches the object that a piece is, and returns how many records it has.
    pub(crate) fn search_piece(
        &mut self,
        piece: &[u8],
        wrapper: Wrapper,
        envelope: Option<Envelope<'_>>,
        verdict: Option<Verdict>,
    ) -> usize {
        let layer = Layer {
            text: piece,
            place: 0..piece.len(),
            depth: 0,
            at: 0,
            wrapper,
            is_carried: true,
            carrier: Some(FoundPlace::Piece(0..piece.len())),
            envelope,
            levels: LEVELS,
        };
        let records = match piece.first() {
            Some(b'[') => self.search_array(&layer),
            _ => {
                let verdict = verdict.unwrap_or_else(|| judge(piece));
                self.search_object(&layer, &verdict)
            }
        };
        self.bound_carriers(piece.len());
        records
    }

    /// Searches an object that was put together from the row that a piece is.
    pub(crate) fn search_row(&mut self, text: Vec<u8>, wrapper: Wrapper, row: Range<usize>) -> usize {
        let carrier = Some(FoundPlace::Piece(row.clone()));
        let layer = Layer {
            text: &[],
            place: 0..0,
            depth: 0,
            at: 0,
            wrapper,
            is_carried: true,
            carrier,
            envelope: None,
            levels: LEVELS,
        };
        self.search_text(&layer, text, wrapper, None)
    }

    /// Forgets the carriers behind the budget.
    fn bound_carriers(&mut self, piece_len: usize) {
        let mut left = piece_len.saturating_mul(CARRIER_BUDGET);
        for found in &mut self.found {
            let len = found.carrier.as_ref().map_or(0, FoundPlace::len);
            match left.checked_sub(len) {
                Some(rest) => left = rest,
                None => found.carrier = None,
            }
        }
    }

    fn search_object(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        let bytes = layer.bytes();
        if layer.levels == 0 {
            return 0;
        }
        if is_torn(bytes, verdict) {
            return self.reject(layer, layer.wrapper, Reason::Torn);
        }
        self.rank = self.rank.or(verdict.rank);
        match &verdict.carrier {
            Carrier::Record => self.push_record(layer, true),
            Carrier::Thin => self.search_thin(layer),
            Carrier::Unknown => self.search_unknown(layer, verdict),
            Carrier::Wrapper(..) | Carrier::Prefixed(..) => self.search_wrappers(layer, verdict),
            Carrier::Doubled(wrapper) => self.reject(layer, *wrapper, Reason::Doubled { wrapper: *wrapper }),
            Carrier::Listing => self.reject(layer, layer.wrapper, Reason::ContentListing),
            Carrier::Frame => 0,
            Carrier::Page(array) if array.is_plain => self.search_unknown(layer, verdict),
            Carrier::Page(array) => self.search_page(layer, array),
            Carrier::Row(form) => {
                let mut record = Vec::new();
                self.office.write_record(bytes, *form, self.line, &mut record);
                self.push_text(layer, record, Wrapper::OfficeActivity)
            }
        }
    }

    /// Searches a record that lacks its time or its operation. It is an envelope if it has a whole record inside.
    fn search_thin(&mut self, layer: &Layer<'_>) -> usize {
        let start = self.found.len();
        let records = self.search_members(layer);
        if self.found[start..].iter().any(|found| found.is_full) {
            return records;
        }
        self.found.truncate(start);
        self.push_record(layer, false)
    }

    fn search_unknown(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        let bytes = layer.bytes();
        if let Some(lifted) = lift_bag(bytes) {
            return self.push_text(layer, lifted, Wrapper::GraphAuditData);
        }
        let records = self.search_members(layer);
        if records > 0 {
            self.has_next |= verdict.has_next;
            return records;
        }
        if !layer.is_carried || layer.wrapper == Wrapper::Nested {
            return 0;
        }
        // What such a carrier has is a record by the carrier's own word, however little it says. Nothing at all is one
        // only where nothing but the carrier stands around, as in a row of an export.
        let is_outermost = layer.levels + 1 >= LEVELS;
        let says_anything = Members::new(bytes, 0..bytes.len()).next().is_some();
        let is_record = is_of_records(layer.wrapper) && (says_anything || is_outermost);
        // What is broken goes to the parser, which says where.
        if is_record || verdict.end != Some(bytes.len()) { self.push_record(layer, false) } else { 0 }
    }

    fn search_members(&mut self, layer: &Layer<'_>) -> usize {
        let bytes = layer.bytes();
        Members::new(bytes, 0..bytes.len()).map(|member| self.search_any(&layer.part(member.value))).sum()
    }

    /// Searches an object, an array, or text that begins as one of them.
    fn search_any(&mut self, layer: &Layer<'_>) -> usize {
        if layer.levels == 0 {
            return 0;
        }
        match layer.bytes() {
            [b'{', ..] => self.search_object(layer, &judge(layer.bytes())),
            [b'[', ..] => self.search_array(layer),
            [b'"', string @ .., b'"'] if begins_json(string) => {
                let mut text = Vec::with_capacity(string.len());
                match unescape(string, &mut text) {
                    Some(()) => self.search_text(layer, text, layer.wrapper, None),
                    None => 0,
                }
            }
            _ => 0,
        }
    }

    /// Searches the elements of an array.
    fn search_array(&mut self, layer: &Layer<'_>) -> usize {
        let bytes = layer.bytes();
        let mut places = element_places(bytes).peekable();
        // Values of other kinds at the front describe the record behind them: then all of the array carries it.
        let are_apart = places.peek().is_some_and(|first| matches!(bytes[first.start], b'{' | b'['));
        let (mut records, mut spoiled) = (0, None::<Range<usize>>);
        for place in places {
            let element = layer.element(place.clone());
            let element = if are_apart { element.into_element() } else { element };
            let start = self.found.len();
            records += self.search_any(&element);
            if self.found.len() > start {
                if let Some(run) = spoiled.take() {
                    let rejected = spoiled_elements(layer.element(run));
                    self.found.insert(start, rejected);
                }
            } else if bytes[place.start] == b'{' {
                spoiled = Some(spoiled.map_or(place.start, |run| run.start)..place.end);
            }
        }
        if let Some(run) = spoiled.filter(|_| records > 0) {
            self.found.push(spoiled_elements(layer.element(run)));
        }
        records
    }

    /// Searches text out of the layer, which has taken the place of its value.
    fn search_text(
        &mut self,
        layer: &Layer<'_>,
        text: Vec<u8>,
        wrapper: Wrapper,
        envelope: Option<Envelope<'_>>,
    ) -> usize {
        let start = self.found.len();
        let end = trimmed_len(&text);
        let begin = leading_blanks(&text[..end]);
        let records = {
            let inner = Layer {
                text: &text,
                place: begin..end,
                depth: layer.depth + 1,
                at: layer.at,
                wrapper,
                is_carried: layer.is_carried,
                carrier: layer.carrier.clone(),
                envelope,
                levels: layer.levels,
            };
            match text.get(begin) {
                Some(b'{') => self
                    .push_salvaged(&inner)
                    .unwrap_or_else(|| self.search_object(&inner, &judge(inner.bytes()))),
                Some(b'[') => {
                    let records = self.search_array(&inner);
                    if records > 0 && Scan::default().feed(inner.bytes()).is_none() {
                        self.push_cut_element(&inner);
                    }
                    records
                }
                _ => 0,
            }
        };
        if self.found.len() > start {
            let text = Arc::new(text);
            for found in &mut self.found[start..] {
                found.place.own(&text, layer.depth + 1);
                if let Some(carrier) = &mut found.carrier {
                    carrier.own(&text, layer.depth + 1);
                }
            }
        }
        records
    }

    /// Searches the wrappers of an object, the best first, until one has a sound record.
    fn search_wrappers(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        let has_siblings = !verdict.siblings.is_empty();
        let start = self.found.len();
        let mut failed = None;
        for carrier in std::iter::once(&verdict.carrier).chain(&verdict.siblings) {
            let outcome = self.search_wrapper(layer, verdict, carrier, has_siblings);
            let (wrapper, reason) = match outcome {
                Ok(records) if records > 0 => {
                    self.passed_over = self.passed_over.or(failed.map(|(wrapper, _)| wrapper));
                    return records;
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
            return records;
        }
        match failed {
            Some((wrapper, Some(reason))) => self.reject(layer, wrapper, reason),
            _ => 0,
        }
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
                let mut record = Vec::new();
                nest::nest_members(text, prefix, &mut record);
                let part = Layer { is_carried: true, ..layer.clone() };
                Ok(self.search_text(&part, record, *wrapper, envelope(*wrapper)))
            }
            _ => Ok(0),
        }
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
                if !is_sound(&text) {
                    return Err(Reason::InnerNotAnObject { wrapper });
                }
                match self.search_text(&part, text, wrapper, part.envelope) {
                    0 if is_array => Err(Reason::InnerNotAnObject { wrapper }),
                    records => Ok(records),
                }
            }
        }
    }

    fn search_page(&mut self, layer: &Layer<'_>, page: &ElementArray) -> usize {
        let array = layer.part(page.place.clone());
        self.has_next |= page.has_next;
        let Some(columns) = &page.columns else { return self.search_array(&array) };
        let columns = Columns::new(&layer.bytes()[columns.clone()]);
        let rows = element_places(array.bytes());
        rows.map(|row| {
            let row = array.element(row).into_element();
            let mut text = Vec::new();
            match columns.write_object(row.bytes(), &mut text) {
                Ok(()) => self.search_text(&row, text, Wrapper::Columns, None),
                Err(reason) => self.reject(&row, Wrapper::Columns, reason),
            }
        })
        .sum()
    }

    /// Takes the layer for a record.
    fn push_record(&mut self, layer: &Layer<'_>, is_full: bool) -> usize {
        let record = layer.bytes();
        let own = self.rewrite(layer);
        let (place, is_full) = match own {
            None => (layer.found_place(), is_full),
            Some(text) => {
                let is_full = is_full || matches!(judge(&text).carrier, Carrier::Record);
                let range = 0..text.len();
                (FoundPlace::Own(Arc::new(text), range), is_full)
            }
        };
        let carrier = layer.carrier.clone().filter(|carrier| carrier.len() != record.len());
        let (wrapper, at) = (layer.wrapper, layer.at);
        self.found.push(Found { wrapper, place, carrier, at, reason: None, is_full, is_truncated: false });
        1
    }

    /// Takes text that was written out of the layer for a record.
    fn push_text(&mut self, layer: &Layer<'_>, text: Vec<u8>, wrapper: Wrapper) -> usize {
        let range = 0..text.len();
        let place = FoundPlace::Own(Arc::new(text), range);
        let carrier = layer.carrier.clone();
        let (at, is_full, is_truncated) = (layer.at, false, false);
        self.found.push(Found { wrapper, place, carrier, at, reason: None, is_full, is_truncated });
        1
    }

    /// Takes what the last element of a cut-off array says, if that is a record, and rejects the element around.
    fn push_cut_element(&mut self, array: &Layer<'_>) {
        let bytes = array.bytes();
        let behind = element_places(bytes).last().map_or(1, |last| last.end);
        let start =
            behind + bytes[behind..].iter().take_while(|&&byte| byte == b',' || is_blank(byte)).count();
        let last = Layer { envelope: None, ..array.element(start..bytes.len()) };
        if self.push_salvaged(&last).is_none() {
            self.found.push(reject_around(&last, last.wrapper));
        }
    }

    /// Takes what cut-off text says for a record. The element around is rejected behind it, so that the rest is kept.
    fn push_salvaged(&mut self, layer: &Layer<'_>) -> Option<usize> {
        let salvaged = salvage(layer.bytes(), layer.envelope)?;
        let wrapper = salvaged.wrapper.unwrap_or(layer.wrapper);
        let range = 0..salvaged.record.len();
        self.found.push(Found {
            wrapper,
            place: FoundPlace::Own(Arc::new(salvaged.record), range),
            carrier: layer.carrier.clone(),
            at: layer.at,
            reason: None,
            is_full: true,
            is_truncated: true,
        });
        self.found.push(reject_around(layer, wrapper));
        Some(1)
    }

    /// Returns the record without what Graph added, and with what only its envelope has; `None` if neither changes it.
    fn rewrite(&mut self, layer: &Layer<'_>) -> Option<Vec<u8>> {
        let record = layer.bytes();
        let envelope = layer.envelope.as_ref();
        let fields = RecordFields::of_whole(record);
        if let Some(fields) = &fields
            && envelope.is_none_or(|envelope| !envelope.is_graph() && envelope.agrees_with(record, fields))
        {
            return None;
        }
        let is_graph = envelope.is_some_and(Envelope::is_graph);
        let mut own = if is_graph || may_begin_annotated(record) { clean(record) } else { None };
        if let Some(envelope) = envelope {
            let mut filled = Vec::new();
            let comparison = envelope.complete(own.as_deref().unwrap_or(record), &mut filled);
            self.is_contradicted |= comparison.is_other;
            if comparison.is_filled {
                own = Some(filled);
            }
        }
        own
    }

    fn reject(&mut self, layer: &Layer<'_>, wrapper: Wrapper, reason: Reason) -> usize {
        self.reason = self.reason.or(Some((wrapper, reason)));
        self.found.push(rejection(layer, wrapper, reason));
        0
    }
}

/// Returns the rejection of a run of elements without a record beside others that have one.
fn spoiled_elements(run: Layer<'_>) -> Found {
    let run = run.into_element();
    // The run begins with an object, and its members end with it.
    let looks_like = find_lookalike(run.bytes());
    rejection(&run, run.wrapper, Reason::NoRecord { looks_like })
}

/// Returns the rejection of a layer, whole.
fn rejection(layer: &Layer<'_>, wrapper: Wrapper, reason: Reason) -> Found {
    Found {
        wrapper,
        place: layer.found_place(),
        carrier: None,
        at: layer.at,
        reason: Some(reason),
        is_full: false,
        is_truncated: false,
    }
}

/// Returns the rejection of the element around a layer that is cut off.
fn reject_around(layer: &Layer<'_>, wrapper: Wrapper) -> Found {
    let whole = rejection(layer, wrapper, Reason::Torn);
    Found { place: layer.carrier.clone().unwrap_or_else(|| whole.place.clone()), ..whole }
}

/// Returns the verdict on an object; one whose first members show that it is a record is not walked further.
fn judge(bytes: &[u8]) -> Verdict {
    if keys::begins_as_record(bytes) { Verdict::of_record() } else { keys::judge_object(bytes) }
}

fn wrapper_of(carrier: &Carrier) -> Wrapper {
    match carrier {
        Carrier::Wrapper(wrapper, _) | Carrier::Prefixed(wrapper, _) | Carrier::Doubled(wrapper) => *wrapper,
        _ => Wrapper::None,
    }
}

/// Reports whether carriers of this kind have nothing but audit records of Microsoft 365. The others carry anything.
fn is_of_records(wrapper: Wrapper) -> bool {
    matches!(
        wrapper,
        Wrapper::RawAuditData
            | Wrapper::AuditData
            | Wrapper::GraphAuditData
            | Wrapper::Wazuh
            | Wrapper::ElasticAudit
            | Wrapper::ElasticInput
            | Wrapper::OfficeActivity
    )
}

/// Returns the record that an object is once the members in its bag stand beside its own.
fn lift_bag(object: &[u8]) -> Option<Vec<u8>> {
    if !bag::may_have_bag(object) {
        return None;
    }
    let record = clean(object)?;
    matches!(judge(&record).carrier, Carrier::Record).then_some(record)
}

/// Reports whether a record may be one of Graph, by its first members.
fn may_begin_annotated(record: &[u8]) -> bool {
    may_have_annotations(&record[..record.len().min(512)])
}

/// Returns a record of Graph without annotations and bags; `None` if it has neither.
fn clean(record: &[u8]) -> Option<Vec<u8>> {
    let mut stripped = Vec::new();
    let has_annotations = may_have_annotations(record) && strip_annotations(record, &mut stripped);
    let plain = if has_annotations { &stripped } else { record };
    let mut lifted = Vec::new();
    if bag::may_have_bag(plain) && bag::empty_bag(plain, &mut lifted) == Ok(true) {
        return Some(lifted);
    }
    has_annotations.then_some(stripped)
}

/// Reports whether the inside of a string begins as JSON.
fn begins_json(string: &[u8]) -> bool {
    let mut rest = string;
    loop {
        rest = match rest {
            [b' ', behind @ ..] | [b'\\', b'n' | b'r' | b't', behind @ ..] => behind,
            [b'{' | b'[', ..] => return true,
            _ => return false,
        }
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
        other if is_depth_limited(other) => Err(Reason::DepthLimited { wrapper }),
        _ => Err(Reason::InnerNotAnObject { wrapper }),
    }
}
