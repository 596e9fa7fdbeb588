//! Tasks of a feed, their outcomes, and the feed's state.

use chrono::{DateTime, Utc};
use trail365_client::{ContentInfo, Error};

use super::blobs::Blob;
use super::round::Listing;
use crate::trouble::Cause;

/// Something to be done for a feed.
#[derive(Debug, Clone)]
pub enum Task {
    /// Look for the subscription, which also gives the service's time. Report to [`Feed::report_check`](super::Feed::report_check).
    Check,
    /// Start the subscription. Report to [`Feed::report_start`](super::Feed::report_start).
    Start {
        /// Set the webhook as well.
        webhook: bool,
    },
    /// List a window, or a page of it. Report to [`Feed::report_listing`](super::Feed::report_listing).
    List(Listing),
    /// Fetch a blob and pass it on. Report to [`Feed::report_fetch`](super::Feed::report_fetch).
    Fetch(Blob),
}

/// State of a feed's subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscribed {
    /// No subscription runs.
    No,
    /// A subscription runs, without the webhook that it should have.
    WithoutWebhook,
    /// A subscription runs as it should.
    Yes,
}

/// A page of a listing.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// Blobs of the page.
    pub items: Vec<ContentInfo>,
    /// Address of the next page.
    pub next: Option<String>,
}

/// Content that can no longer be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// The blob; `None` for a span of time whose blobs are unknown.
    pub content_id: Option<String>,
    /// Time at which the blob became available, or start of the span.
    pub created: DateTime<Utc>,
    /// Time until which it could be fetched, or end of the span.
    pub until: Option<DateTime<Utc>>,
    /// Reason of the loss.
    pub reason: String,
}

/// State of a feed.
#[derive(Debug, Clone)]
pub enum State {
    /// The feed runs.
    Running,
    /// The feed tries again after a pause; this happened last.
    Troubled(Cause),
    /// The feed waits for somebody to act.
    Stopped(Error),
}
