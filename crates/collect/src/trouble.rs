//! What a failed call means for a feed.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use trail365_client::{Error, ErrorKind, Retry};

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
    /// The chain of pages leads nowhere; the window is to be listed anew.
    Page(String),
    /// The content could be fetched once, and no longer.
    Expired(String),
    /// The service says not to have the content.
    Missing(String),
    /// Nothing changes until someone does something about it.
    Final(Error),
}

/// Why something did not go well, in words; with the error of the call, where it was one.
#[derive(Debug, Clone)]
pub struct Cause {
    text: String,
    error: Option<Error>,
}

impl Cause {
    /// The error of the call.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

impl Deref for Cause {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl<T: Into<String>> From<T> for Cause {
    fn from(text: T) -> Self {
        Cause { text: text.into(), error: None }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoSubscription => f.write_str("there is no subscription"),
            Trouble::Subscribed => f.write_str("the subscription is enabled already"),
            Trouble::Final(error) => error.fmt(f),
            Trouble::Passing { reason, .. } => f.write_str(reason),
            Trouble::Window(reason)
            | Trouble::Page(reason)
            | Trouble::Expired(reason)
            | Trouble::Missing(reason) => f.write_str(reason),
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        let reason = error.to_string();
        match (error.kind(), error.code()) {
            (_, Some("AF20024")) => Trouble::Subscribed,
            (_, Some("AF20031")) | (ErrorKind::PageLoop | ErrorKind::ForeignHost, _) => Trouble::Page(reason),
            (ErrorKind::NoSubscription, _) => Trouble::NoSubscription,
            (ErrorKind::Window, _) => Trouble::Window(reason),
            (ErrorKind::ContentExpired, _) => Trouble::Expired(reason),
            (ErrorKind::ContentMissing, _) => Trouble::Missing(reason),
            // A token that was refused without a reason; the next one may be taken.
            (ErrorKind::Unauthorized, None) => passing(None, error),
            _ => match error.retry() {
                Retry::Never => Trouble::Final(error),
                Retry::After(after) => passing(Some(after), error),
                _ => passing(None, error),
            },
        }
    }
}

fn passing(after: Option<Duration>, error: Error) -> Trouble {
    Trouble::Passing { after, reason: Cause { text: error.to_string(), error: Some(error) } }
}
