//! What listings hold.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};

use crate::open::{self, Open, words};
use crate::subscription::ContentType;
use crate::time::lenient;

/// One blob of content that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentInfo {
    /// Kind of content. An empty word where none is named.
    #[serde(default = "Open::nothing", deserialize_with = "open::lenient")]
    pub content_type: Open<ContentType>,
    /// What the blob is called. The same one can be listed more than once.
    pub content_id: String,
    /// Where it is: what the listing says, or [`Client::content_uri`](crate::Client::content_uri) where that is no address.
    /// Foreign input: [`Client::fetch_content`](crate::Client::fetch_content) goes to the cloud's own host only.
    #[serde(default, deserialize_with = "text")]
    pub content_uri: String,
    /// When it became available, which says nothing of when its events happened. `None` where there is no time.
    #[serde(default, rename = "contentCreated", deserialize_with = "lenient")]
    pub created: Option<DateTime<Utc>>,
    /// Until when it can be fetched. `None` where there is no time.
    #[serde(default, rename = "contentExpiration", deserialize_with = "lenient")]
    pub expiration: Option<DateTime<Utc>>,
}

words! {
    /// What became of a notification.
    NotificationStatus {
        /// The webhook answered 200.
        Success = "success",
        /// It did not. The documentation has no word for this.
        Failed = "failed" | "failure",
    }
}

/// A notification that the service sent, or tried to send, to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// The content it was about.
    #[serde(flatten)]
    pub content: ContentInfo,
    /// When it was sent.
    #[serde(default, rename = "notificationSent", deserialize_with = "lenient")]
    pub sent: Option<DateTime<Utc>>,
    /// What became of it.
    #[serde(default, rename = "notificationStatus", deserialize_with = "open::lenient_option")]
    pub status: Option<Open<NotificationStatus>>,
}

/// A kind of sensitive information, as records of data loss prevention name it by its ID.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SensitiveType {
    /// What records carry.
    pub id: String,
    /// What it is called in the language asked for.
    pub name: String,
}

/// One page of a listing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// What it lists, in the service's order.
    pub items: Vec<T>,
    /// How many items it has besides that name no content: none that anybody could fetch. A warning in the log tells of
    /// them, too.
    pub unreadable: u64,
    /// Where the next page is; there is none after the last. It can be kept and asked for later with
    /// [`Client::next_page`](crate::Client::next_page).
    pub next: Option<String>,
    /// The service's time of the answer.
    pub server_time: Option<DateTime<Utc>>,
}

/// A text, or an empty one where there is none.
fn text<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    match serde_json::Value::deserialize(source)? {
        serde_json::Value::String(text) => Ok(text),
        _ => Ok(String::new()),
    }
}

/// What is listed in pages: [`ContentInfo`] and [`Notification`].
pub trait Listed: sealed::Listed {}

impl Listed for ContentInfo {}
impl Listed for Notification {}

mod sealed {
    use super::{ContentInfo, Notification};

    pub trait Listed: serde::de::DeserializeOwned + Send {
        /// Last part of the path of the call.
        const PATH: &str;
        /// What is being listed, for messages.
        const WHAT: &str;

        /// The content that it is about.
        fn content(&mut self) -> &mut ContentInfo;
    }

    impl Listed for ContentInfo {
        const PATH: &str = "content";
        const WHAT: &str = "content";

        fn content(&mut self) -> &mut ContentInfo {
            self
        }
    }

    impl Listed for Notification {
        const PATH: &str = "notifications";
        const WHAT: &str = "notifications";

        fn content(&mut self) -> &mut ContentInfo {
            &mut self.content
        }
    }
}
