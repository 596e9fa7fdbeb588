//! Access tokens, and sources of them outside this library.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use crate::secret::Secret;

/// An access token for the API.
#[derive(Debug, Clone)]
pub struct Token {
    pub(super) secret: Secret,
    pub(super) lifetime: Option<Duration>,
}

impl Token {
    /// Makes a token that is valid for `lifetime` from now on.
    pub fn new(secret: Secret, lifetime: Duration) -> Self {
        Token { secret, lifetime: Some(lifetime) }
    }

    /// Makes a token of unknown lifetime, which is used until the service refuses it.
    pub fn unlimited(secret: Secret) -> Self {
        Token { secret, lifetime: None }
    }
}

/// Future of a [`TokenProvider`]'s token.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Token, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// A source of tokens, for programs that sign in themselves.
///
/// The client asks it when it has no token, some time before a token expires, and once when the service refuses a token.
/// While the provider fails, or gives tokens that the service never accepts, the client asks less and less often.
///
/// ```
/// use std::time::Duration;
/// use trail365_client::{Secret, Token, TokenFuture, TokenProvider};
///
/// struct Vault;
///
/// impl TokenProvider for Vault {
///     fn token(&self) -> TokenFuture<'_> {
///         Box::pin(async { Ok(Token::new(Secret::new("eyJ0..."), Duration::from_hours(1))) })
///     }
/// }
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Returns a new token whose audience is the root of the cloud's API.
    ///
    /// # Errors
    /// Any error. The client retries unless it is [`Denied`], or an [`Error`](crate::Error) that says not to.
    fn token(&self) -> TokenFuture<'_>;
}

/// An error of a [`TokenProvider`] that a retry cannot mend.
///
/// ```
/// use trail365_client::Denied;
///
/// let denied = Denied("the account is locked".into());
/// assert_eq!(denied.to_string(), "the account is locked");
/// ```
#[derive(Debug)]
pub struct Denied(
    /// Reason of the refusal.
    pub Box<dyn StdError + Send + Sync>,
);

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Denied {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
