//! Collects the audit activity of Microsoft 365 tenants into a lake: complete, once, and provably.
//!
//! - [`Collector`] drives the feeds of any number of tenants over HTTP, fair to each, and brings blobs into the lake.
//! - [`Feed`](feed::Feed) is the state machine of one content type of one tenant. It plans windows from the mark in the lake,
//!   lists them with an overlap, has blobs fetched, and knows the time up to which everything was passed on. It does no input
//!   or output, so a test can run years of it.
//! - [`config`] reads the configuration file.
//! - [`serve`] accepts notifications as hints to list soon, and answers `/healthz` and `/metrics`. Nothing depends on it.
//!
//! A mark is the time up to which everything of a stream is in the lake. It moves in the same commit as the records that it
//! stands for, or in a later one, never before. However the collector is stopped, it continues at the marks, and the lake does
//! not add again what it has.
//!
//! Files and folders stand on each other in this order, and none uses one behind it: `trouble` and `settings`; `feed`;
//! `status`, `slots`, `stream` and `log`; `fetch`, `sink` and `upkeep`; `serve`; `collector`; `config`.

mod collector;
pub mod config;
pub mod feed;
mod fetch;
mod log;
pub mod serve;
mod settings;
mod sink;
mod slots;
mod status;
mod stream;
mod trouble;
mod upkeep;

pub use collector::{Collector, Options, Until};
pub use settings::Settings;
pub use sink::{Commits, Listener};
pub use status::{Counts, Status};
pub use stream::{Tenant, mark_name};
pub use trouble::{Cause, Origin, Trouble};
pub use upkeep::Upkeep;
