//! The input of commands: files and standard input, record by record, each with its place.
//!
//! [`feed_records`] opens the [`Sources`] one after the other and hands every record to a command's [`Sink`]. A piece that
//! cannot be read is named on stderr, given to the sink as a [`Problem`] and counted in the input's [`Tally`]; it stops
//! none of the others. [`feed_in_parallel`] does so on several threads, for what is made of each record alone.

mod feed;
mod parallel;
mod problem;
mod progress;
mod serial;
mod source;

pub use feed::Tally;
pub use parallel::{Make, feed_in_parallel};
pub use problem::Problem;
#[cfg(feature = "sql")]
pub use progress::Progress;
pub use serial::{Sink, feed_records};
pub use source::Sources;
