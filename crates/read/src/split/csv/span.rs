//! Bookkeeping of the row that a CSV splitter is in, over several windows if need be.

use super::header::leading_ends;
use crate::input::{SLACK_BYTES, count_newlines};
use crate::split::step::Step;

/// The part of the current row that has been read.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct RowSpan {
    /// Bytes of the window that have been read.
    pub seen: usize,
    /// First line of the row, once its front is no longer in the window.
    pub began: Option<u64>,
    /// Bytes of the row that came before the window.
    pub passed: u64,
}

impl RowSpan {
    /// Reports whether nothing of the row has been read.
    fn is_new(self) -> bool {
        self.seen == 0 && self.began.is_none()
    }

    /// Passes over the line ends before a row; `line` is that of the window's front.
    pub(super) fn pass_line_ends(self, window: &[u8], line: &mut u64) -> Option<Step> {
        let ends = if self.is_new() { leading_ends(window) } else { 0 };
        *line += count_newlines(&window[..ends]);
        (ends > 0).then_some(Step::Pass(ends))
    }

    /// Asks for a longer window, or lets go of a row longer than the limit, of which no more than its cells is kept.
    pub(super) fn ask_or_let_go(&mut self, window: &[u8], limit: usize, line: &mut u64) -> Step {
        if window.len() <= longest_window(limit) {
            return Step::More;
        }
        self.began.get_or_insert(*line);
        self.passed += window.len() as u64;
        self.seen = 0;
        *line += count_newlines(window);
        Step::Pass(window.len())
    }

    /// Reports whether all of the row is in the window, however the input comes in.
    pub(super) fn is_held(self, limit: usize) -> bool {
        self.began.is_none() && self.seen <= longest_window(limit)
    }
}

/// Returns the most bytes of a row that are waited for.
pub(super) fn longest_window(limit: usize) -> usize {
    limit.saturating_add(SLACK_BYTES)
}
