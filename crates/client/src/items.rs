//! Items of a page, each read on its own: an odd one must not take its page with it.

use serde_json::value::RawValue;
use url::Url;

use crate::feed::Feed;
use crate::listing::{ContentInfo, Listed};

/// Items of a page, and how many more there were that say nothing of any content.
pub(crate) struct Items<T> {
    pub(crate) read: Vec<T>,
    pub(crate) unreadable: u64,
}

/// Reads the items of a page, which is an array.
pub(crate) fn items<T: Listed>(page: &[u8], feed: &Feed) -> serde_json::Result<Items<T>> {
    let all: Vec<&RawValue> = serde_json::from_slice(page)?;
    let mut items = Items { read: Vec::with_capacity(all.len()), unreadable: 0 };
    for text in all {
        match item(text, feed) {
            Some(item) => items.read.push(item),
            None => items.unreadable += 1,
        }
    }
    Ok(items)
}

fn item<T: Listed>(text: &RawValue, feed: &Feed) -> Option<T> {
    let mut item: T = serde_json::from_str(text.get()).ok()?;
    complete(item.content(), feed).then_some(item)
}

/// Gives the content an address where it has none; false if it has no ID to make one of.
fn complete(content: &mut ContentInfo, feed: &Feed) -> bool {
    let Ok(by_id) = feed.content(&content.content_id) else { return false };
    if !is_address(&content.content_uri) {
        content.content_uri = by_id;
    }
    true
}

fn is_address(text: &str) -> bool {
    Url::parse(text.trim()).is_ok_and(|url| url.has_host())
}
