//! Searches the elements of arrays and pages.

use std::ops::Range;

use super::found::Found;
use super::keys::{ElementArray, Verdict};
use super::layer::Layer;
use super::lookalike::find_lookalike;
use super::row::Columns;
use super::search::Search;
use crate::item::{Reason, Wrapper};
use crate::json::{begins_json, element_places};

impl Search<'_> {
    /// Searches the elements of an array.
    pub(super) fn search_array(&mut self, layer: &Layer<'_>) -> usize {
        if describes_last(layer.bytes()) {
            let places = element_places(layer.bytes());
            return places.map(|place| self.search_any(&layer.element(place))).sum();
        }
        self.search_elements(layer)
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

/// Reports whether the elements of `array` but the last one only describe it, as the time in front of an event of
/// Fluent Bit does. Then all of the array carries the record.
fn describes_last(array: &[u8]) -> bool {
    let mut places = element_places(array);
    let last = places.find(|place| !is_description(&array[place.clone()]));
    last.is_some_and(|last| is_description_front(&array[1..last.start])) && places.next().is_none()
}

/// Reports whether an element is a number or a word, or an array that begins with a number.
fn is_description(element: &[u8]) -> bool {
    match element {
        [b'{', ..] => false,
        [b'[', rest @ ..] => rest.trim_ascii_start().first().is_some_and(u8::is_ascii_digit),
        [b'"', string @ ..] => !begins_json(string),
        _ => true,
    }
}

/// Reports whether anything stands before the element that is described.
fn is_description_front(front: &[u8]) -> bool {
    !front.trim_ascii().is_empty()
}

/// Returns the rejection of a run of elements without a record beside others that have one.
fn spoiled_elements(run: Layer<'_>) -> Found {
    let run = run.into_element();
    // Where the run begins with an object, its members end with it.
    let looks_like = find_lookalike(run.bytes());
    run.rejection(run.wrapper, Reason::NoRecord { looks_like })
}
