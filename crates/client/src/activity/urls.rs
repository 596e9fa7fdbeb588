//! Addresses of the API: those of its operations, and those out of its answers that may be followed.

use url::Url;

use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind, Result, quote_harmless};
use crate::id::{PublisherId, TenantId};

/// Parameter that names whose quota a request counts against. Requests without it share one quota with all such requests.
const PUBLISHER: &str = "PublisherIdentifier";

/// Addresses of the Management Activity API for one tenant.
pub(super) struct ApiUrls {
    base: Url,
    publisher: PublisherId,
}

impl ApiUrls {
    pub(super) fn new(cloud: &Cloud, tenant: TenantId, publisher: PublisherId) -> Result<Self> {
        let base = Url::parse(&format!("{}/api/v1.0/{tenant}/activity/feed/", cloud.root()));
        let base = base.map_err(|e| Error::caused_by(ErrorKind::Configuration, "take the API's root", e))?;
        Ok(ApiUrls { base, publisher })
    }

    /// Returns the address of an operation.
    pub(super) fn operation_url(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path()));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.with_publisher(url)
    }

    /// Returns the address of the content with this ID.
    pub(super) fn content_url(&self, id: &str) -> Result<String> {
        let wrong =
            || Error::new(ErrorKind::Configuration, format!("take {} as a content ID", quote_harmless(id)));
        let mut url = self.base.clone();
        // A dot alone is a path segment that URLs resolve away: the request would go to another address.
        if id.trim().is_empty() || id == "." || id == ".." {
            return Err(wrong());
        }
        url.path_segments_mut().map_err(|()| wrong())?.pop_if_empty().push("audit").push(id);
        Ok(url.into())
    }

    /// Checks an address that the service gave. Only one at the API's own host is followed, because the token goes there.
    pub(super) fn follow_url(&self, uri: &str, doing: &str) -> Result<Url> {
        let foreign = |what: String| Error::new(ErrorKind::ForeignHost, format!("{doing}: {what}"));
        let url = Url::parse(uri.trim()).map_err(|_| foreign("the address cannot be read".to_owned()))?;
        if url.origin() != self.base.origin() || !url.username().is_empty() || url.password().is_some() {
            // Only the host is shown: the rest of the address may repeat the request, with its token.
            let host = quote_harmless(url.host_str().unwrap_or_default());
            let what = format!("the address leads to another place than the cloud's API, at {host}");
            return Err(foreign(what));
        }
        Ok(self.with_publisher(url))
    }

    /// Adds the publisher to `url` unless it names one.
    fn with_publisher(&self, mut url: Url) -> Url {
        // Addresses out of answers name the publisher already, in the case of the service's choice.
        if !url.query_pairs().any(|(name, _)| name.eq_ignore_ascii_case(PUBLISHER)) {
            url.query_pairs_mut().append_pair(PUBLISHER, &self.publisher.to_string());
        }
        // A fragment is never sent, and would make two addresses of one page.
        url.set_fragment(None);
        url
    }
}
