//! The memory of a batch in the making: texts by reference, and values row by row.

mod cells;
mod texts;
mod view;

pub(crate) use cells::{Bits, Cells, Spans};
pub(crate) use texts::Texts;
#[cfg(test)]
pub(crate) use view::INLINE;
pub(crate) use view::inline as inline_view;
