//! What the commands read: files and standard input, record by record, each with its place.
//!
//! [`feed()`] opens the [`Sources`] one after the other and hands every record to a command's [`Sink`]. What cannot be
//! read is named on stderr, given to the sink as a [`Problem`] and counted in the input's [`Tally`]; the rest is read
//! all the same.

mod complaints;
mod feed;
mod problem;
mod progress;
mod source;
mod tally;

pub use feed::{Sink, feed};
pub use problem::Problem;
pub use progress::Progress;
pub use source::Sources;
pub use tally::Tally;
