//! Searches a piece for the records inside.
//!
//! Known carriers lead to their record. An object of no known kind is searched by one rule, whatever its keys: each of
//! its values that is an object, an array, or text that begins as one of them is looked at in turn, a few levels down.
//! What is no record and has none inside yields nothing; only an element of an array beside records is rejected by
//! itself, since it may be one that was spoiled.

use std::ops::Range;
use std::sync::Arc;

use super::carrier::{Carrier, Verdict};
use super::clean::{clean, lift_bag, may_begin_annotated};
use super::copies::Copies;
use super::envelope::Envelope;
use super::fields::RecordFields;
use super::found::{Found, FoundPlace};
use super::joint::is_torn;
use super::keys::judge;
use super::layer::{LEVELS, Layer};
use super::parts::{has_key_of_record, may_hold_record};
use crate::item::{LooksLike, Reason, Wrapper};
use crate::json::{Members, Scan, ValuePlace, begins_json, may_hold_json, unescape, value_places};
use crate::notice::ResultRank;
use crate::table::Office;

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

    /// Searches a piece, of which the verdict is known if it is an object, and returns how many records it has.
    pub(crate) fn search_piece(
        &mut self,
        piece: &[u8],
        wrapper: Wrapper,
        envelope: Option<Envelope<'_>>,
        verdict: Option<Verdict>,
    ) -> usize {
        let layer = Layer::of_piece(piece, wrapper, envelope);
        let records = match verdict {
            Some(verdict) => self.search_object(&layer, &verdict),
            None => self.search_any(&Layer { is_carried: false, ..layer }),
        };
        self.end_piece(piece.len());
        records
    }

    /// Searches the values of a text: that of a cell, or one that was put together from the row that a piece is.
    pub(crate) fn search_values(
        &mut self,
        text: Vec<u8>,
        wrapper: Wrapper,
        envelope: Option<Envelope<'_>>,
        piece: Range<usize>,
    ) -> usize {
        let carrier = Some(FoundPlace::Piece(piece));
        let layer = Layer { carrier, ..Layer::of_piece(&[], wrapper, None) };
        self.search_text(&layer, text, wrapper, envelope)
    }

    /// Searches the object that a row of CSV is, whose cells may repeat a record. Returns how many records it has.
    pub(crate) fn search_cells(&mut self, object: &[u8], wrapper: Wrapper) -> usize {
        self.search_piece(object, wrapper, None, Some(judge(object)));
        let mut copies = Copies::default();
        self.found.retain(|found| {
            let text = found.place.bytes(object);
            let is_kept = found.reason.is_some() || !copies.has(text);
            copies.note(text);
            is_kept
        });
        self.found.iter().filter(|found| found.reason.is_none()).count()
    }

    /// Puts the records in the order of their places, in which their lines are counted, and forgets the carriers behind
    /// the budget.
    pub(super) fn end_piece(&mut self, piece_len: usize) {
        self.found.sort_by_key(|found| found.at);
        let mut left = piece_len.saturating_mul(CARRIER_BUDGET);
        for found in &mut self.found {
            let len = found.carrier.as_ref().map_or(0, FoundPlace::len);
            match left.checked_sub(len) {
                Some(rest) => left = rest,
                None => found.carrier = None,
            }
        }
    }

    pub(super) fn search_object(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        let bytes = layer.bytes();
        if layer.levels == 0 {
            return self.leave(layer);
        }
        if is_torn(bytes, verdict) {
            return self.reject(layer, layer.wrapper, Reason::Torn);
        }
        self.rank = self.rank.or(verdict.rank);
        match &verdict.carrier {
            Carrier::Record => self.push_record(layer, true),
            Carrier::Untyped => self.search_untyped(layer, verdict),
            Carrier::Thin => self.search_thin(layer),
            Carrier::Unknown => self.search_unknown(layer, verdict),
            Carrier::Wrapper(..) | Carrier::Prefixed(..) => self.search_wrappers(layer, verdict),
            Carrier::Doubled(wrapper) => self.reject(layer, *wrapper, Reason::Doubled { wrapper: *wrapper }),
            Carrier::Listing => self.reject(layer, layer.wrapper, Reason::ContentListing),
            Carrier::Frame => self.search_members(layer),
            Carrier::Page(array) if array.is_plain => self.search_unknown(layer, verdict),
            Carrier::Page(array) => self.search_page(layer, verdict, array),
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

    /// Searches a record without a type, or with a known carrier. It is an envelope if it has a record inside that is whole, with an Id: what a
    /// record itself has in lists may have a time and an operation, too.
    fn search_untyped(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        // What is broken goes to the parser, which says where.
        if verdict.end != Some(layer.bytes().len()) {
            return self.push_record(layer, true);
        }
        let start = self.found.len();
        for sibling in &verdict.siblings {
            self.search_sibling(layer, sibling);
        }
        self.search_parts(layer, verdict, &verdict.carried_values(layer.bytes()));
        let records = self.found[start..].iter().filter(|found| found.reason.is_none()).count();
        let is_whole = |found: &Found| {
            found.is_full
                && RecordFields::of_any(found.place.bytes_in(layer.text)).is_some_and(|it| it.has_id())
        };
        if self.found[start..].iter().any(is_whole) {
            return records;
        }
        self.found.truncate(start);
        self.push_record(layer, true)
    }

    fn search_unknown(&mut self, layer: &Layer<'_>, verdict: &Verdict) -> usize {
        let bytes = layer.bytes();
        if let Some(lifted) = lift_bag(bytes) {
            return self.push_text(layer, lifted, Wrapper::GraphAuditData);
        }
        let start = self.found.len();
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
        if !is_record && verdict.end == Some(bytes.len()) {
            return 0;
        }
        self.found.truncate(start);
        self.push_record(layer, false)
    }

    /// Searches the members of an object, each of which may be or hold records.
    pub(super) fn search_members(&mut self, layer: &Layer<'_>) -> usize {
        let bytes = layer.bytes();
        let (mut records, mut end) = (0, 0);
        let mut single = Vec::new();
        let mut members = Members::new(bytes, 0..bytes.len());
        for member in members.by_ref() {
            end = member.value.end;
            let start = self.found.len();
            let inside = self.search_any(&layer.part(member.value));
            if inside == 1 && self.found.len() == start + 1 {
                single.push(start);
            }
            records += inside;
        }
        if members.end().is_none() && has_key_of_record(&bytes[end..]) {
            // Beside other records, nothing else would tell that one is lost here.
            self.found.push(layer.rejection(layer.wrapper, Reason::Torn));
        }
        records - self.drop_reduced(layer.text, &single)
    }

    /// Searches an object, an array, or text that begins as one of them.
    pub(super) fn search_any(&mut self, layer: &Layer<'_>) -> usize {
        if layer.levels == 0 {
            return self.leave(layer);
        }
        match layer.bytes() {
            [b'{', ..] => self.search_object(layer, &judge(layer.bytes())),
            [b'[', ..] => self.search_array(layer),
            [b'"', string @ .., b'"'] if begins_json(string) || may_hold_json(string) => {
                let mut text = Vec::with_capacity(string.len());
                match unescape(string, &mut text) {
                    Some(()) => self.search_text(layer, text, layer.wrapper, None),
                    None => 0,
                }
            }
            _ => 0,
        }
    }

    /// Searches a value of a text, which may be cut off unless it is known to be closed.
    fn search_value(&mut self, value: &Layer<'_>, is_closed: bool) -> usize {
        if value.bytes().starts_with(b"{") {
            return self.push_salvaged(value, is_closed).unwrap_or_else(|| self.search_any(value));
        }
        let records = self.search_any(value);
        if records > 0 && !is_closed && Scan::default().feed(value.bytes()).is_none() {
            self.push_cut_element(value);
        }
        records
    }

    /// Searches text out of the layer, which has taken the place of its value.
    pub(super) fn search_text(
        &mut self,
        layer: &Layer<'_>,
        text: Vec<u8>,
        wrapper: Wrapper,
        envelope: Option<Envelope<'_>>,
    ) -> usize {
        let start = self.found.len();
        let mut records = 0;
        // What stands behind other text is a record only if it looks like one.
        let is_plain = begins_json(text.trim_ascii_start());
        for ValuePlace { place, is_closed } in value_places(&text) {
            let inner = Layer {
                text: &text,
                place,
                depth: layer.depth + 1,
                at: layer.at,
                wrapper,
                is_carried: layer.is_carried && is_plain,
                carrier: layer.carrier.clone(),
                envelope,
                levels: layer.levels,
            };
            records += self.search_value(&inner, is_closed);
        }
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

    /// Takes the layer for a record.
    pub(super) fn push_record(&mut self, layer: &Layer<'_>, is_full: bool) -> usize {
        let record = layer.bytes();
        let own = self.rewrite(layer);
        let (place, is_full) = match own {
            None => (layer.found_place(), is_full),
            Some(text) => {
                let is_full = is_full || judge(&text).carrier.is_full_record();
                (FoundPlace::of_text(text), is_full)
            }
        };
        let carrier = layer.carrier.clone().filter(|carrier| carrier.len() != record.len());
        self.found.push(Found::record(layer.wrapper, place, carrier, layer.at, is_full));
        1
    }

    /// Takes text that was written out of the layer for a record.
    fn push_text(&mut self, layer: &Layer<'_>, text: Vec<u8>, wrapper: Wrapper) -> usize {
        let place = FoundPlace::of_text(text);
        self.found.push(Found::record(wrapper, place, layer.carrier.clone(), layer.at, true));
        1
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

    /// Leaves what is too deep to be searched. Beside records, nothing else would tell that one may be there.
    fn leave(&mut self, layer: &Layer<'_>) -> usize {
        if may_hold_record(layer.bytes()) {
            let reason = Reason::NoRecord { looks_like: LooksLike::Other };
            self.found.push(layer.rejection(layer.wrapper, reason));
        }
        0
    }

    pub(super) fn reject(&mut self, layer: &Layer<'_>, wrapper: Wrapper, reason: Reason) -> usize {
        self.reason = self.reason.or(Some((wrapper, reason)));
        self.found.push(layer.rejection(wrapper, reason));
        0
    }
}

/// Reports whether a search through the values of a text, as through those of a cell, finds a record.
pub(crate) fn carries_record(text: &[u8]) -> bool {
    // Asked first, for speed: few texts have such a key.
    if !has_key_of_record(text) {
        return false;
    }
    let mut office = Office::default();
    Search::new(&mut office, 0).search_values(text.to_vec(), Wrapper::TextColumn, None, 0..text.len()) > 0
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
