//! Errors between here and the service: whose fault each is, and what to do.
//!
//! One type serves all calls, because a caller acts on fault and retry, which depend on the code of the service far more than
//! on the call. Codes are data: kind, fault, meaning and remedy of each stand in one table.

mod activity;
mod answer;
mod code;
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
pub use code::Code;
pub use codes::{code, codes};
pub use kind::{ErrorKind, Fault};
pub(crate) use text::{hide_secrets, make_harmless, quote_harmless};
pub(crate) use transport::{from_body, from_request};

/// Result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call: the operation, the answer of the service or the network, the party at fault, and whether a retry helps.
///
/// Texts of the service are cut to a length that can be shown, and characters that a terminal would act on are escaped. No
/// text contains a secret.
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
    /// The failure may pass although its kind does not.
    passes: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// Advice on a retry.
///
/// ```
/// use trail365_client::{AppId, Retry};
///
/// let error = "not-an-id".parse::<AppId>().unwrap_err();
/// let pause = match error.retry() {
///     Retry::After(pause) => Some(pause),
///     Retry::Soon => Some(std::time::Duration::from_secs(1)),
///     _ => None,
/// };
/// assert_eq!(pause, None, "a setting has to be corrected first");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// Do not retry: the answer would be the same.
    Never,
    /// Retry after a pause that grows with each failure.
    Soon,
    /// Retry once this much time has passed, not before.
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

    pub(crate) fn caused_by(
        kind: ErrorKind,
        doing: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let source = source.into();
        Error::new(kind, doing).change(|inner| inner.source = Some(source.into()))
    }

    fn change(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    pub(crate) fn with_code(self, code: Option<String>) -> Self {
        self.change(|inner| inner.code = code)
    }

    /// Changes the kind of the failure.
    pub(crate) fn with_kind(self, kind: ErrorKind) -> Self {
        self.change(|inner| inner.kind = kind)
    }

    /// Marks the failure as one that may pass by itself, whatever its kind.
    pub(crate) fn passing(self) -> Self {
        self.change(|inner| inner.passes = true)
    }

    /// Marks the failure as one that lasts at least for `pause`, if it may pass.
    pub(crate) fn lasting(self, pause: Duration) -> Self {
        self.change(|inner| inner.retry_after = Some(pause))
    }

    /// Returns the kind of failure.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the code of the answer: `AF...` of the API, `AADSTS...` of signing in, or the word of a sender in between.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the HTTP status of the answer, `None` if there was no answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the message of the answer, escaped and cut to a few lines.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Says whether to try again, and when.
    pub fn retry(&self) -> Retry {
        // Throttling passes whatever code came with it: the status decides its kind.
        let passes = self.0.passes || self.kind() == ErrorKind::Throttled;
        let soon = passes || self.known_code().map_or(self.kind().is_passing(), |code| code.soon);
        match self.0.retry_after {
            Some(pause) if soon => Retry::After(pause),
            _ if soon => Retry::Soon,
            _ => Retry::Never,
        }
    }

    /// Returns the party at fault.
    pub fn fault(&self) -> Fault {
        self.known_code().map_or(self.kind().default_fault(), |code| code.fault)
    }

    /// Returns what to do about it, in words.
    pub fn remedy(&self) -> &'static str {
        self.known_code().map_or(self.kind().default_remedy(), |code| code.remedy)
    }

    /// Reports whether the API itself refused. It has a code for each of its refusals except that of a token.
    pub(crate) fn is_of_api(&self) -> bool {
        self.code().is_some_and(code::is_api_code)
    }

    fn known_code(&self) -> Option<&'static Code> {
        codes::code(self.code()?)
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
