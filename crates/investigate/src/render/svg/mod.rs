//! Drawings as SVG that stands in the page: its style is the page's, and a table beside says the same in text.

// Places are tenths of a pixel.
#![allow(clippy::cast_precision_loss)]

mod axis;
mod bars;
mod drawing;
mod heat;
mod lanes;
mod nets;

pub use bars::{Chart, draw_events};
pub use heat::draw_hours;
pub use lanes::draw_lanes;
pub use nets::draw_networks;
