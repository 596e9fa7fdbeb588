//! Searches what stands beside the value that a carrier is known for.
//!
//! Exports repeat a record under several of the known keys, and then one of them counts. Anything else that is a record
//! is one of its own.

use std::ops::Range;

use super::carrier::{Carrier, ElementArray, Verdict};
use super::copies::{Copies, MemberSet};
use super::found::Found;
use super::layer::Layer;
use super::parts::may_hold_record;
use super::search::Search;
use crate::item::Wrapper;
use crate::json::{Members, is_json};

impl Search<'_> {
    /// Searches the other members of an object whose wrapper has a record, which was found from `start` on. The wrappers
    /// `untried` are those that rank below it.
    pub(super) fn search_beside(
        &mut self,
        layer: &Layer<'_>,
        verdict: &Verdict,
        start: usize,
        untried: &[Carrier],
    ) -> usize {
        let known = verdict.carried_values(layer.bytes());
        let mut copies = None;
        let mut records = 0;
        for sibling in untried {
            let from = self.found.len();
            self.search_sibling(layer, sibling);
            records += self.keep_others(layer, start, from, &mut copies, true);
        }
        for part in parts_beside(layer.bytes(), &verdict.parts, &known) {
            let from = self.found.len();
            self.search_any(&layer.part(part));
            records += self.keep_others(layer, start, from, &mut copies, false);
        }
        records
    }

    /// Searches what stands beside the elements of the page that a piece is.
    pub(crate) fn search_beside_page(
        &mut self,
        piece: &[u8],
        wrapper: Wrapper,
        verdict: &Verdict,
        page: &ElementArray,
    ) -> usize {
        let records = self.search_parts(&Layer::of_piece(piece, wrapper, None), verdict, &page.parts());
        self.end_piece(piece.len());
        // They are yielded before the elements, so their line is that of the page, lest lines go back.
        for found in &mut self.found {
            found.at = 0;
        }
        records
    }

    /// Searches the parts of an object that are not in `known`, and returns how many records they have.
    pub(super) fn search_parts(
        &mut self,
        layer: &Layer<'_>,
        verdict: &Verdict,
        known: &[Range<usize>],
    ) -> usize {
        let parts = parts_beside(layer.bytes(), &verdict.parts, known);
        parts.into_iter().map(|part| self.search_any(&layer.part(part))).sum()
    }

    /// Drops those of these records, each from a member of its own of one object, that only repeat a part of the first
    /// one with an Id: some shippers put fields of the record beside its text. Returns how many were dropped.
    pub(super) fn drop_reduced(&mut self, text: &[u8], single: &[usize]) -> usize {
        if single.len() < 2 {
            return 0;
        }
        let record = |at: usize| self.found[at].place.bytes_in(text);
        let Some(whole) = single.iter().find_map(|at| MemberSet::of_whole(record(*at))) else { return 0 };
        let reduced: Vec<_> = single.iter().copied().filter(|at| whole.has_part(record(*at))).collect();
        for at in reduced.iter().rev() {
            self.found.remove(*at);
        }
        reduced.len()
    }

    /// Searches a wrapper that ranks below another one. What is broken there repeats the record of that.
    pub(super) fn search_sibling(&mut self, layer: &Layer<'_>, carrier: &Carrier) {
        match carrier {
            Carrier::Wrapper(wrapper, value) if is_json(&layer.bytes()[value.clone()]) => {
                self.search_any(&Layer { wrapper: *wrapper, ..layer.part(value.clone()) });
            }
            Carrier::Prefixed(wrapper, prefix) => {
                self.search_prefixed(layer, *wrapper, prefix, None);
            }
            _ => {}
        }
    }

    /// Drops what was found from `from` on if it repeats a record that was found between `start` and there. Returns how
    /// many records stay.
    fn keep_others(
        &mut self,
        layer: &Layer<'_>,
        start: usize,
        from: usize,
        copies: &mut Option<Copies>,
        are_siblings: bool,
    ) -> usize {
        if self.found.len() == from {
            return 0;
        }
        let new = self.found.split_off(from);
        let copies = copies.get_or_insert_with(|| {
            let mut copies = Copies::default();
            self.found[start..].iter().for_each(|found| copies.note(found.place.bytes_in(layer.text)));
            copies
        });
        let is_other = |found: &Found| {
            let text = found.place.bytes_in(layer.text);
            if are_siblings { !copies.has_sibling(text) } else { !copies.has(text) }
        };
        let (mut kept, mut records) = (Vec::with_capacity(new.len()), 0);
        for found in new {
            let is_record = found.reason.is_none();
            if !is_record || is_other(&found) {
                records += usize::from(is_record);
                kept.push(found);
            }
        }
        // Where all records of another known key are copies, so is what is rejected there.
        if are_siblings && records == 0 {
            return 0;
        }
        for found in kept.iter().filter(|found| found.reason.is_none()) {
            copies.note(found.place.bytes_in(layer.text));
        }
        self.found.extend(kept);
        records
    }
}

/// Returns the parts that may hold a record and are not among the known ones. Of a part that has a known one inside its
/// other members are returned.
fn parts_beside(bytes: &[u8], parts: &[Range<usize>], known: &[Range<usize>]) -> Vec<Range<usize>> {
    // Sorted, since a hostile object has thousands of both.
    let mut starts: Vec<_> = known.iter().map(|known| known.start).collect();
    starts.sort_unstable();
    let is_known = |value: &Range<usize>| starts.binary_search(&value.start).is_ok();
    let has_inside = |part: &Range<usize>| {
        let next = starts.partition_point(|start| *start <= part.start);
        starts.get(next).is_some_and(|start| *start < part.end)
    };
    let mut beside = Vec::new();
    for part in parts {
        let is_beside = |value: &Range<usize>| !is_known(value) && may_hold_record(&bytes[value.clone()]);
        if bytes[part.start] == b'{' && has_inside(part) {
            let members = Members::new(bytes, part.clone()).map(|member| member.value);
            beside.extend(members.filter(is_beside));
        } else if is_beside(part) {
            beside.push(part.clone());
        }
    }
    beside
}
