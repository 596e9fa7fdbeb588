//! The parts of a page before and behind its elements.

use std::collections::VecDeque;
use std::ops::Range;

use crate::input::count_newlines;
use crate::item::Reason;
use crate::split::{Piece, PiecePlace, Step};

/// A part of a page, at the front of the window. The values in it that may hold a record are yielded as pieces.
#[derive(Debug)]
pub(crate) struct Beside {
    line: u64,
    /// Places in the part.
    values: VecDeque<(Range<usize>, Option<Reason>)>,
    len: usize,
    /// Bytes of the part that have left the window.
    passed: usize,
}

impl Beside {
    /// Makes the part of this length that begins on this line and has these values.
    pub(crate) fn new(line: u64, values: Vec<Range<usize>>, len: usize) -> Self {
        let values = values.into_iter().map(|value| (value, None)).collect();
        Self { line, values, len, passed: 0 }
    }

    /// Rejects what stands from this place on, where the part is no longer JSON.
    pub(crate) fn torn_at(mut self, torn: Option<usize>) -> Self {
        self.values.extend(torn.map(|at| (at..self.len, Some(Reason::Torn))));
        self
    }

    /// Returns the current line.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Returns the next step; `None` behind the part's end.
    pub(crate) fn step(&mut self, window: &[u8]) -> Option<Step> {
        let Some((value, reason)) = self.values.pop_front() else {
            let rest = self.len - self.passed;
            self.pass_text(&window[..rest]);
            return (rest > 0).then_some(Step::Pass(rest));
        };
        let place = value.start - self.passed..value.end - self.passed;
        self.pass_text(&window[..place.start]);
        let line = self.line;
        self.pass_text(&window[place.clone()]);
        let used = place.end;
        Some(Step::Found(Piece::new(line, PiecePlace::Window(place), reason, used)))
    }

    fn pass_text(&mut self, text: &[u8]) {
        self.line += count_newlines(text);
        self.passed += text.len();
    }
}
