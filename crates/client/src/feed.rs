//! Addresses: those of the calls, and those of the service that may be followed.

use url::Url;

use crate::error::quote;
use crate::{Cloud, Error, ErrorKind, PublisherId, Result, TenantId};

const PUBLISHER: &str = "PublisherIdentifier";

/// Addresses of one tenant's activity feed.
pub(crate) struct Feed {
    base: Url,
    publisher: PublisherId,
}

impl Feed {
    pub(crate) fn new(cloud: &Cloud, tenant: TenantId, publisher: PublisherId) -> Result<Self> {
        let base = Url::parse(&format!("{}/api/v1.0/{tenant}/activity/feed/", cloud.root()));
        let base = base.map_err(|e| Error::because(ErrorKind::Configuration, "take the API's root", e))?;
        Ok(Feed { base, publisher })
    }

    /// The address of an operation.
    pub(crate) fn operation(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path()));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.published(url)
    }

    /// The address of the content with this ID.
    pub(crate) fn content(&self, id: &str) -> Result<String> {
        let wrong = || Error::new(ErrorKind::Configuration, format!("take {} as a content ID", quote(id)));
        let mut url = self.base.clone();
        if id.trim().is_empty() || id == "." || id == ".." {
            return Err(wrong());
        }
        url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().push("audit").push(id);
        Ok(url.into())
    }

    /// An address that the service gave: only one of its own host is followed, since the token goes there. Of another only
    /// the host is told: the rest may repeat the request.
    pub(crate) fn follow(&self, uri: &str, doing: &str) -> Result<Url> {
        let foreign = |what: String| Error::new(ErrorKind::ForeignHost, format!("{doing}: {what}"));
        let url = Url::parse(uri.trim()).map_err(|_| foreign("the address cannot be read".to_owned()))?;
        if url.origin() != self.base.origin() || !url.username().is_empty() || url.password().is_some() {
            let host = quote(url.host_str().unwrap_or_default());
            let what = format!("the address leads to another place than the cloud's API, at {host}");
            return Err(foreign(what));
        }
        Ok(self.published(url))
    }

    /// `url` with the publisher, unless it names one.
    fn published(&self, mut url: Url) -> Url {
        if !url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case(PUBLISHER)) {
            url.query_pairs_mut().append_pair(PUBLISHER, &self.publisher.to_string());
        }
        url.set_fragment(None);
        url
    }
}
