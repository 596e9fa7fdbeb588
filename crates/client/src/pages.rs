//! All pages of a listing, one after the other.

use std::collections::HashSet;

use futures::stream::{Stream, try_unfold};

use crate::client::Client;
use crate::listing::{Listed, Page};
use crate::{ContentType, Error, ErrorKind, Result, Window};

/// Walks the pages of a listing. A page that failed is asked for again by the next call.
pub struct Pages<T> {
    client: Client,
    at: At,
    /// Addresses of pages so far: one that comes twice would go on for ever.
    seen: HashSet<String>,
    most: usize,
    items: std::marker::PhantomData<fn() -> T>,
}

enum At {
    First(ContentType, Option<Window>),
    Next(String),
    End,
}

impl<T: Listed> Pages<T> {
    pub(crate) fn new(client: Client, content_type: ContentType, window: Option<Window>) -> Self {
        let (at, most) = (At::First(content_type, window), client.shared.most_pages);
        Pages { client, at, seen: HashSet::new(), most, items: std::marker::PhantomData }
    }

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// Those of the listing, and [`ErrorKind::PageLoop`] if a page leads back to one before, or if there is no end to them.
    /// What was listed until then is then not all there is.
    pub async fn next_page(&mut self) -> Result<Option<Page<T>>> {
        let page = match &self.at {
            At::First(content_type, window) => self.client.list(*content_type, *window).await?,
            At::Next(uri) => self.client.next_page::<T>(uri).await?,
            At::End => return Ok(None),
        };
        self.at = match &page.next {
            None => At::End,
            Some(uri) => At::Next(self.step(uri)?),
        };
        Ok(Some(page))
    }

    /// What all pages list. What could not be read ([`Page::unreadable`]) is told in the log only.
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

    /// The pages as a stream.
    pub fn into_stream(self) -> impl Stream<Item = Result<Page<T>>> + Send {
        try_unfold(self, |mut pages| async move { Ok(pages.next_page().await?.map(|page| (page, pages))) })
    }

    fn step(&mut self, uri: &str) -> Result<String> {
        let doing = format!("list {}", T::WHAT);
        if self.seen.len() >= self.most {
            let what = format!("{doing}: there are more than {} pages", self.most);
            return Err(Error::new(ErrorKind::PageLoop, what));
        }
        if !self.seen.insert(uri.to_owned()) {
            return Err(Error::new(ErrorKind::PageLoop, format!("{doing}: a page leads back to one before")));
        }
        Ok(uri.to_owned())
    }
}
