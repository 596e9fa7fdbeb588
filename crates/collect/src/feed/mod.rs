//! A feed: the content of one type of one tenant, as a state machine.
//!
//! It does no input or output and has no clock. It says what to do next; its driver reports the outcome and the service's
//! time. Everything it says is in the lake, or with whoever brings it there: commit [`Feed::mark`] after all content that was
//! reported as fetched before it, and after [`Feed::take_losses`].
//!
//! ```
//! use std::time::Duration;
//! use trail365_collect::Settings;
//! use trail365_collect::feed::{Feed, KnownBlobs, Listed, Now, Subscribed, Task};
//!
//! let now = Now { service: "2026-03-10T12:00:00Z".parse()?, run: Duration::ZERO };
//! let since = "2026-03-10T00:00:00Z".parse()?;
//! let mut feed = Feed::new(Settings::default(), None, Some(since), KnownBlobs::default());
//!
//! assert!(matches!(feed.next_task(now), Some(Task::Check)));
//! feed.report_check(now, Ok(Subscribed::Yes));
//! let Some(Task::List(listing)) = feed.next_task(now) else { panic!("a feed that runs lists") };
//! assert_eq!(listing.window.start(), since);
//! feed.report_listing(now, listing, Ok(Listed::default()));
//! assert_eq!(feed.mark(), Some(now.service), "nothing is listed, so everything is stored");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arming;
mod blobs;
mod outcome;
mod plan;
mod round;
mod task;
mod time;

pub use blobs::{Blob, KnownBlobs};
pub use plan::Feed;
pub use round::Listing;
pub use task::{Listed, Loss, State, Subscribed, Task};
pub use time::Now;
