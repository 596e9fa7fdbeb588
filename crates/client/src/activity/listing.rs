//! Pages of listings and their items.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use url::Url;

use super::open::{self, Open, words};
use super::subscription::ContentType;
use super::time::lenient_time;
use super::urls::ApiUrls;

/// One blob of content that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContentInfo {
    /// Type of the content. An empty word if the listing names none.
    #[serde(default = "Open::no_word", deserialize_with = "open::lenient_word")]
    pub content_type: Open<ContentType>,
    /// ID of the blob. The same blob can be listed more than once.
    pub content_id: String,
    /// Address of the blob: the listing's, or that of [`Client::content_uri`](crate::Client::content_uri) if the listing has
    /// no address. Foreign input: [`Client::fetch_content`](crate::Client::fetch_content) goes to the cloud's own host only.
    #[serde(default, deserialize_with = "text_or_empty")]
    pub content_uri: String,
    /// Time at which the blob became available; its events can be far older. `None` if the listing has no time.
    #[serde(default, rename = "contentCreated", deserialize_with = "lenient_time")]
    pub created: Option<DateTime<Utc>>,
    /// End of the time in which it can be fetched. `None` if the listing has no time.
    #[serde(default, rename = "contentExpiration", deserialize_with = "lenient_time")]
    pub expiration: Option<DateTime<Utc>>,
}

words! {
    /// Outcome of a notification.
    NotificationStatus {
        /// The webhook answered 200.
        Success = "success",
        /// The webhook did not. The documentation names no word for this.
        Failed = "failed" | "failure",
    }
}

/// A notification that the service sent, or tried to send, to a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// The content that it announces.
    #[serde(flatten)]
    pub content: ContentInfo,
    /// Time at which it was sent.
    #[serde(default, rename = "notificationSent", deserialize_with = "lenient_time")]
    pub sent: Option<DateTime<Utc>>,
    /// Outcome of it.
    #[serde(default, rename = "notificationStatus", deserialize_with = "open::optional_word")]
    pub status: Option<Open<NotificationStatus>>,
}

/// A sensitive information type, which DLP records name by its ID.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SensitiveType {
    /// ID as in records.
    pub id: String,
    /// Name in the requested language.
    pub name: String,
}

/// One page of a listing.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Page<T> {
    /// Items in the service's order.
    pub items: Vec<T>,
    /// Number of further items that name no content, so that nothing could be fetched for them. The log has a warning.
    pub unreadable: u64,
    /// Address of the next page, `None` on the last one. It can be kept and passed to
    /// [`Client::next_page`](crate::Client::next_page) later.
    pub next: Option<String>,
    /// Time of the answer by the service's clock.
    pub server_time: Option<DateTime<Utc>>,
}

/// Items of a page, and the number of those that name no content.
pub(super) struct Items<T> {
    pub(super) read: Vec<T>,
    pub(super) unreadable: u64,
}

/// Parses the items of a page, which is an array. Each is parsed on its own: read as one value, a single odd item (such as
/// a contentUri of null) made its page a bad answer for ever, and nothing of the window was collected.
pub(super) fn parse_items<T: Listed>(page: &[u8], urls: &ApiUrls) -> serde_json::Result<Items<T>> {
    let all: Vec<&RawValue> = serde_json::from_slice(page)?;
    let mut items = Items { read: Vec::with_capacity(all.len()), unreadable: 0 };
    for text in all {
        match parse_item(text, urls) {
            Some(item) => items.read.push(item),
            None => items.unreadable += 1,
        }
    }
    Ok(items)
}

fn parse_item<T: Listed>(text: &RawValue, urls: &ApiUrls) -> Option<T> {
    let mut item: T = serde_json::from_str(text.get()).ok()?;
    complete_address(item.content_info(), urls).then_some(item)
}

/// Gives the content an address made of its ID if it has none. Returns false if the ID is unusable, too.
fn complete_address(content: &mut ContentInfo, urls: &ApiUrls) -> bool {
    let Ok(by_id) = urls.content_url(&content.content_id) else { return false };
    if !is_address(&content.content_uri) {
        content.content_uri = by_id;
    }
    true
}

fn is_address(text: &str) -> bool {
    Url::parse(text.trim()).is_ok_and(|url| url.has_host())
}

/// Deserializes a text; any other value is an empty text.
fn text_or_empty<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    match serde_json::Value::deserialize(source)? {
        serde_json::Value::String(text) => Ok(text),
        _ => Ok(String::new()),
    }
}

/// An item of a page: [`ContentInfo`] or [`Notification`].
pub trait Listed: sealed::Listed {}

impl Listed for ContentInfo {}
impl Listed for Notification {}

mod sealed {
    use super::{ContentInfo, Notification};

    pub trait Listed: serde::de::DeserializeOwned + Send {
        /// Last part of the call's path.
        const PATH: &str;
        /// Name of the listing for messages.
        const WHAT: &str;

        /// Returns the content that the item is about.
        fn content_info(&mut self) -> &mut ContentInfo;
    }

    impl Listed for ContentInfo {
        const PATH: &str = "content";
        const WHAT: &str = "content";

        fn content_info(&mut self) -> &mut ContentInfo {
            self
        }
    }

    impl Listed for Notification {
        const PATH: &str = "notifications";
        const WHAT: &str = "notifications";

        fn content_info(&mut self) -> &mut ContentInfo {
            &mut self.content
        }
    }
}
