//! What can go wrong between here and the service, whose fault it is, and what to do.

mod activity;
mod answer;
mod codes;
mod kind;
mod sign_in;
mod text;
mod transport;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use answer::{Refusal, from_api, from_sign_in};
pub use codes::{Code, code, codes};
pub use kind::{ErrorKind, Fault};
pub(crate) use text::{foreign, harmless, quote};
pub(crate) use transport::{from_body, from_request};

/// Outcome of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that failed: what was being done, what the service or the network answered, whose fault it is, and whether trying
/// again helps.
///
/// Texts of the service are cut to a length that can be shown and stripped of what a terminal would act on. No secret is
/// ever in one.
///
/// ```
/// use trail365_client::{ErrorKind, Fault, Retry, TenantId};
///
/// let error = "contoso.com".parse::<TenantId>().unwrap_err();
/// assert_eq!((error.kind(), error.fault(), error.retry()), (ErrorKind::Configuration, Fault::Configuration, Retry::Never));
/// assert_eq!(error.to_string(), "read the tenant ID: 'contoso.com' is not a GUID");
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    doing: String,
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    retry_after: Option<Duration>,
    /// It may pass although its kind does not.
    passes: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// Whether to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// The answer would be the same.
    Never,
    /// After a pause that grows with each failure.
    Soon,
    /// When this much time has passed, not before.
    After(Duration),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, doing: impl Into<String>) -> Self {
        let doing = doing.into();
        Error(Arc::new(Inner {
            kind,
            doing,
            status: None,
            code: None,
            message: None,
            retry_after: None,
            passes: false,
            source: None,
        }))
    }

    pub(crate) fn because(
        kind: ErrorKind,
        doing: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let source = source.into();
        Error::new(kind, doing).with(|inner| inner.source = Some(source.into()))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    pub(crate) fn with_code(self, code: Option<String>) -> Self {
        self.with(|inner| inner.code = code)
    }

    /// The failure as one of `kind`.
    pub(crate) fn with_kind(self, kind: ErrorKind) -> Self {
        self.with(|inner| inner.kind = kind)
    }

    /// The failure as one that may pass by itself, whatever its kind.
    pub(crate) fn passing(self) -> Self {
        self.with(|inner| inner.passes = true)
    }

    /// The failure as one that lasts so long at least, if it may pass.
    pub(crate) fn after(self, pause: Duration) -> Self {
        self.with(|inner| inner.retry_after = Some(pause))
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The code of the answer: `AF...` of the API, `AADSTS...` of signing in, or what somebody in between wrote in its place.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// HTTP status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// What the service said, made harmless and cut to a few lines.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Whether to try again.
    pub fn retry(&self) -> Retry {
        let passes = self.0.passes || self.kind() == ErrorKind::Throttled;
        let soon = passes || self.known().map_or(self.kind().is_passing(), |code| code.soon);
        match self.0.retry_after {
            Some(pause) if soon => Retry::After(pause),
            _ if soon => Retry::Soon,
            _ => Retry::Never,
        }
    }

    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        self.known().map_or(self.kind().fault(), |code| code.fault)
    }

    /// What to do about it, in words.
    pub fn remedy(&self) -> &'static str {
        self.known().map_or(self.kind().remedy(), |code| code.remedy)
    }

    /// Whether the API itself refused: it has a code for each of its refusals but that of a token.
    pub(crate) fn is_of_api(&self) -> bool {
        self.code().is_some_and(answer::is_of_api)
    }

    fn known(&self) -> Option<&'static Code> {
        code(self.code()?)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { doing, status, code, message, .. } = &*self.0;
        f.write_str(doing)?;
        if let Some(status) = status {
            write!(f, ": answered {status}")?;
        }
        if let (Some(code), Some(_)) = (code, status) {
            write!(f, " {code}")?;
        }
        if let Some(message) = message {
            write!(f, ": {message}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.kind()).field("text", &self.to_string()).field("code", &self.code());
        shown.field("retry", &self.retry()).field("source", &self.0.source).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|e| e as _)
    }
}
