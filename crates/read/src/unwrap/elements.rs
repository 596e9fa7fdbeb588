//! Searches the elements of arrays and pages.

use std::ops::Range;

use super::carrier::{ElementArray, Verdict};
use super::found::Found;
use super::layer::Layer;
use super::lookalike::find_lookalike;
use super::parts::may_hold_record;
use super::row::Columns;
use super::search::Search;
use crate::item::{Reason, Wrapper};
use crate::json::{begins_json, element_places, may_hold_json};

impl Search<'_> {
    /// Searches the elements of an array.
    pub(super) fn search_array(&mut self, layer: &Layer<'_>) -> usize {
        match described_element(layer.bytes()) {
            Some(described) => self.search_described(layer, described),
            None => self.search_elements(layer),
        }
    }

    /// Searches an array of which all elements but the last one, which begins here, only describe that.
    fn search_described(&mut self, layer: &Layer<'_>, described: usize) -> usize {
        let start = self.found.len();
        let places = element_places(layer.bytes());
        let records = places.map(|place| self.search_any(&layer.element(place))).sum();
        // Where lists carry the records inside, nothing else has the description.
        let is_lent = self.found[start..].iter().any(|found| found.carrier == layer.carrier);
        if records > 0 && !is_lent {
            let front = layer.bytes()[1..described].trim_ascii_end();
            let front = front.strip_suffix(b",").unwrap_or(front).trim_ascii();
            let from = layer.bytes().len() - layer.bytes()[1..].trim_ascii_start().len();
            self.found.insert(start, spoiled_elements(layer.element(from..from + front.len())));
        }
        records
    }

    /// Searches the elements of an array, each of which stands for itself. Those without a record, beside others that
    /// have one, are rejected.
    fn search_elements(&mut self, layer: &Layer<'_>) -> usize {
        let (mut records, mut spoiled) = (0, None::<Range<usize>>);
        for place in element_places(layer.bytes()) {
            let start = self.found.len();
            records += self.search_any(&layer.element(place.clone()).into_element());
            if self.found.len() == start {
                spoiled = Some(spoiled.map_or(place.start, |run| run.start)..place.end);
            } else if let Some(run) = spoiled.take() {
                self.found.insert(start, spoiled_elements(layer.element(run)));
            }
        }
        if let Some(run) = spoiled.filter(|_| records > 0) {
            self.found.push(spoiled_elements(layer.element(run)));
        }
        records
    }

    /// Searches the elements of a page, and what stands beside them.
    pub(super) fn search_page(&mut self, layer: &Layer<'_>, verdict: &Verdict, page: &ElementArray) -> usize {
        let array = layer.part(page.place.clone());
        self.has_next |= page.has_next;
        let records = match &page.columns {
            Some(columns) => self.search_rows(&array, &Columns::new(&layer.bytes()[columns.clone()])),
            None => self.search_elements(&array),
        };
        records + self.search_parts(layer, verdict, &page.parts())
    }

    fn search_rows(&mut self, array: &Layer<'_>, columns: &Columns) -> usize {
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
}

/// Returns the place of the last element of `array` if the others only describe it, as the time in front of an event of
/// Fluent Bit does. Then all of the array carries the record.
fn described_element(array: &[u8]) -> Option<usize> {
    let mut places = element_places(array);
    let mut has_description = false;
    let last = places.find(|place| {
        let is_description = is_description(&array[place.clone()]);
        has_description |= is_description;
        !is_description
    })?;
    (has_description && places.next().is_none()).then_some(last.start)
}

/// Reports whether an element is a number or a word, or an array that begins with a number and has no record.
fn is_description(element: &[u8]) -> bool {
    match element {
        [b'{', ..] => false,
        [b'[', rest @ ..] => {
            rest.trim_ascii_start().first().is_some_and(u8::is_ascii_digit) && !may_hold_record(element)
        }
        [b'"', string @ ..] => !begins_json(string) && !may_hold_json(string),
        _ => true,
    }
}

/// Returns the rejection of a run of elements without a record beside others that have one.
fn spoiled_elements(run: Layer<'_>) -> Found {
    let run = run.into_element();
    // Where the run begins with an object, its members end with it.
    let looks_like = find_lookalike(run.bytes());
    run.rejection(run.wrapper, Reason::NoRecord { looks_like })
}
