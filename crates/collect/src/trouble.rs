//! The meaning of a failed call for a feed.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use trail365_client::{Error, ErrorKind, Fault, Retry};

/// The meaning of a failed call for the content, window or subscription that it was about.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// It may pass, not before the service says.
    Passing {
        /// Least time to wait.
        after: Option<Duration>,
        /// Reason in words.
        reason: Cause,
    },
    /// The content type has no subscription.
    NoSubscription,
    /// The subscription is enabled already.
    Subscribed,
    /// The window starts before the edge of what can be listed.
    Window(String),
    /// The address of the page leads nowhere: the window is listed again from its first page.
    Page(Cause),
    /// The time in which the content could be fetched is over.
    Expired(String),
    /// The service says that the content does not exist.
    Missing(String),
    /// It lasts until somebody acts.
    Final(Error),
}

/// Reason of a failure in words, with the error behind it if there is one.
#[derive(Debug, Clone)]
pub struct Cause {
    text: String,
    origin: Option<Origin>,
}

/// Error behind a cause.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Error of a call to the service.
    Service(Error),
    /// Error of this machine's disk.
    Disk(Arc<io::Error>),
}

impl Cause {
    /// Returns the error behind it.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Makes the cause of a failure of this machine's disk.
    pub(crate) fn from_disk(doing: &str, error: io::Error) -> Self {
        Cause { text: format!("{doing}: {error}"), origin: Some(Origin::Disk(Arc::new(error))) }
    }
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Cause { text: error.to_string(), origin: Some(Origin::Service(error)) }
    }
}

impl Deref for Cause {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl From<String> for Cause {
    fn from(text: String) -> Self {
        Cause { text, origin: None }
    }
}

impl From<&str> for Cause {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Trouble {
    /// Returns its meaning for a single blob. Other blobs wait for it only if somebody has to change settings or the tenant.
    pub(crate) fn for_one_blob(self) -> Self {
        match self {
            Trouble::Final(error) if !matches!(error.fault(), Fault::Configuration | Fault::Tenant) => {
                passing_trouble(None, error)
            }
            other => other,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoSubscription => f.write_str("there is no subscription"),
            Trouble::Subscribed => f.write_str("the subscription is enabled already"),
            Trouble::Final(error) => error.fmt(f),
            Trouble::Passing { reason, .. } | Trouble::Page(reason) => f.write_str(reason),
            Trouble::Window(reason) | Trouble::Expired(reason) | Trouble::Missing(reason) => {
                f.write_str(reason)
            }
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let reason = error.to_string();
        match (error.kind(), error.code()) {
            // A start of what runs already is what was wanted.
            (_, Some("AF20024")) => Trouble::Subscribed,
            // The address of a page is valid for a limited time; one that leads elsewhere is never followed.
            (_, Some("AF20031")) | (ErrorKind::PageLoop | ErrorKind::ForeignHost, _) => {
                Trouble::Page(error.into())
            }
            (ErrorKind::NoSubscription, _) => Trouble::NoSubscription,
            (ErrorKind::Window, _) => Trouble::Window(reason),
            (ErrorKind::ContentExpired, _) => Trouble::Expired(reason),
            (ErrorKind::ContentMissing, _) => Trouble::Missing(reason),
            // Refused without a code, by a sender in between or a service that fails: the next call may succeed.
            (ErrorKind::Unauthorized | ErrorKind::Refused | ErrorKind::Tls, None) => {
                passing_trouble(None, error)
            }
            _ => match error.retry() {
                Retry::Never => Trouble::Final(error),
                Retry::After(after) => passing_trouble(Some(after), error),
                _ => passing_trouble(None, error),
            },
        }
    }
}

fn passing_trouble(after: Option<Duration>, error: Error) -> Trouble {
    Trouble::Passing { after, reason: error.into() }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use trail365_client::{Cloud, Window};

    use super::Trouble;

    #[test]
    fn a_refusal_of_one_blob_is_no_refusal_of_others() {
        let now = Utc::now();
        let odd = Trouble::Final(Window::new(now, now).unwrap_err());
        assert!(matches!(odd.for_one_blob(), Trouble::Passing { .. }));
        let settings = Trouble::Final(Cloud::custom("nowhere", "nowhere").unwrap_err());
        assert!(matches!(settings.for_one_blob(), Trouble::Final(_)));
    }
}
