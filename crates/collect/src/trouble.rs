//! What a failed call means for a feed.

use std::fmt;
use std::io;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use trail365_client::{Error, ErrorKind, Fault, Retry};

/// What a failed call means for what it was about.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// It may pass; where the service says when, not before.
    Passing {
        /// How long to wait at least.
        after: Option<Duration>,
        /// What happened.
        reason: Cause,
    },
    /// There is no subscription for the content type.
    NoSubscription,
    /// The subscription is there already.
    Subscribed,
    /// The window reaches behind the edge of what can be listed.
    Window(String),
    /// The address leads nowhere; the window is to be listed anew.
    Page(Cause),
    /// The content could be fetched once, and no longer.
    Expired(String),
    /// The service says not to have the content.
    Missing(String),
    /// Nothing changes until someone does something about it.
    Final(Error),
}

/// Why something did not go well, in words; with the error that it comes from, where there was one.
#[derive(Debug, Clone)]
pub struct Cause {
    text: String,
    origin: Option<Origin>,
}

/// The error that a cause comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// That of a call to the service.
    Service(Error),
    /// That of this machine's disk.
    Disk(Arc<io::Error>),
}

impl Cause {
    /// The error that it comes from.
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// What this machine's disk does not take.
    pub(crate) fn disk(doing: &str, error: io::Error) -> Self {
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
    /// What it means when it is one blob's: others need not wait unless somebody has to change settings or the tenant.
    pub(crate) fn of_a_blob(self) -> Self {
        match self {
            Trouble::Final(error) if !matches!(error.fault(), Fault::Configuration | Fault::Tenant) => {
                passing(None, error)
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
            (_, Some("AF20024")) => Trouble::Subscribed,
            (_, Some("AF20031")) | (ErrorKind::PageLoop | ErrorKind::ForeignHost, _) => {
                Trouble::Page(error.into())
            }
            (ErrorKind::NoSubscription, _) => Trouble::NoSubscription,
            (ErrorKind::Window, _) => Trouble::Window(reason),
            (ErrorKind::ContentExpired, _) => Trouble::Expired(reason),
            (ErrorKind::ContentMissing, _) => Trouble::Missing(reason),
            // Refused without a reason, by something on the way or a service that fails; the next may be taken.
            (ErrorKind::Unauthorized | ErrorKind::Refused | ErrorKind::Tls, None) => passing(None, error),
            _ => match error.retry() {
                Retry::Never => Trouble::Final(error),
                Retry::After(after) => passing(Some(after), error),
                _ => passing(None, error),
            },
        }
    }
}

fn passing(after: Option<Duration>, error: Error) -> Trouble {
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
        assert!(matches!(odd.of_a_blob(), Trouble::Passing { .. }));
        let settings = Trouble::Final(Cloud::custom("nowhere", "nowhere").unwrap_err());
        assert!(matches!(settings.of_a_blob(), Trouble::Final(_)));
    }
}
