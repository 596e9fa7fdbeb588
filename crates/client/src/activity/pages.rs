//! All pages of a listing, one after the other.

use std::collections::HashSet;
use std::marker::PhantomData;

use futures::stream::{Stream, try_unfold};

use super::client::Client;
use super::listing::{ContentInfo, Listed, Notification, Page};
use super::subscription::ContentType;
use super::time::Window;
use crate::error::{Error, ErrorKind, Result};

/// A walk over the pages of a listing. After a page failed, the next call asks for the same page again.
///
/// ```no_run
/// use trail365_client::{Client, ContentType};
///
/// # async fn run(client: Client) -> trail365_client::Result<()> {
/// let mut pages = client.content_pages(ContentType::AuditGeneral, None);
/// while let Some(page) = pages.next_page().await? {
///     println!("{} blobs, {} unreadable entries", page.items.len(), page.unreadable);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Pages<T> {
    client: Client,
    position: Position,
    /// Addresses of the pages so far: an address that comes twice would be followed for ever.
    seen: HashSet<String>,
    limit: usize,
    items: PhantomData<fn() -> T>,
}

/// The page that is fetched next.
enum Position {
    First(ContentType, Option<Window>),
    Next(String),
    End,
}

impl Client {
    /// Walks all pages of content, page by page or in one call.
    pub fn content_pages(&self, content_type: ContentType, window: Option<Window>) -> Pages<ContentInfo> {
        Pages::new(self.clone(), content_type, window)
    }

    /// Walks all pages of notifications, page by page or in one call.
    pub fn notification_pages(
        &self,
        content_type: ContentType,
        window: Option<Window>,
    ) -> Pages<Notification> {
        Pages::new(self.clone(), content_type, window)
    }
}

impl<T: Listed> Pages<T> {
    fn new(client: Client, content_type: ContentType, window: Option<Window>) -> Self {
        let (position, limit) = (Position::First(content_type, window), client.shared.max_pages);
        Pages { client, position, seen: HashSet::new(), limit, items: PhantomData }
    }

    /// Returns the next page, `None` after the last.
    ///
    /// # Errors
    /// Those of the listing, and [`ErrorKind::PageLoop`] if a page leads back to an earlier one, or if there are more pages
    /// than [`Builder::max_pages`](crate::Builder::max_pages) allows. The listing is then incomplete.
    pub async fn next_page(&mut self) -> Result<Option<Page<T>>> {
        let page = match &self.position {
            Position::First(content_type, window) => {
                self.client.list_first_page(*content_type, *window).await?
            }
            Position::Next(uri) => self.client.next_page::<T>(uri).await?,
            Position::End => return Ok(None),
        };
        self.position = match &page.next {
            None => Position::End,
            Some(uri) => Position::Next(self.check_address(uri)?),
        };
        Ok(Some(page))
    }

    /// Returns the items of all pages. Unreadable items ([`Page::unreadable`]) appear in the log only.
    ///
    /// # Errors
    /// As [`next_page`](Self::next_page).
    pub async fn all(mut self) -> Result<Vec<T>> {
        let mut items = Vec::new();
        while let Some(page) = self.next_page().await? {
            items.extend(page.items);
        }
        Ok(items)
    }

    /// Returns the pages as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Page<T>>> + Send {
        try_unfold(self, |mut pages| async move { Ok(pages.next_page().await?.map(|page| (page, pages))) })
    }

    /// Accepts the address of the next page if it is new and within the limit.
    fn check_address(&mut self, uri: &str) -> Result<String> {
        let doing = format!("list {}", T::WHAT);
        if self.seen.len() >= self.limit {
            let what = format!("{doing}: there are more than {} pages", self.limit);
            return Err(Error::new(ErrorKind::PageLoop, what));
        }
        if !self.seen.insert(uri.to_owned()) {
            return Err(Error::new(ErrorKind::PageLoop, format!("{doing}: a page leads back to one before")));
        }
        Ok(uri.to_owned())
    }
}
