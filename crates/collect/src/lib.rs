//! Collects the audit activity of Microsoft 365 tenants into a lake: complete, once, and provably.
//!
//! - [`Feed`](feed::Feed) is the state machine of one content type of one tenant: it plans windows from the mark in the lake,
//!   lists them with an overlap, has blobs fetched, and knows up to when everything was passed on. It does no input or
//!   output, so that years of it can be tried in a test.
//! - [`Collector`] drives the feeds of any number of tenants over HTTP, fair to each, and brings blobs into the lake.
//! - [`serve`] takes notifications as hints to list at once, and answers `/healthz` and `/metrics`; nothing depends on it.
//!
//! A mark moves in the same commit as the records that it stands for, or in a later one: never before. Whenever the
//! collector is stopped, it goes on from the marks, and what the lake has is not added again.

mod collector;
pub mod config;
pub mod feed;
mod fetch;
mod log;
pub mod serve;
mod settings;
mod sink;
mod stream;
mod trouble;
mod turns;

pub use collector::{Collector, Options, Status, Until};
pub use settings::Settings;
pub use sink::Commits;
pub use stream::{Counts, Tenant, mark_name};
pub use trouble::{Cause, Origin, Trouble};
