//! The token that every call carries: kept while it lasts, renewed by one for all.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::rest::Rest;
use crate::sign_in::SignIn;
use crate::{Error, Result, Secret};

/// A token is renewed this long before it expires, or after half its life if that is later.
const MARGIN: Duration = Duration::from_mins(5);
/// Where renewal fails while the token is still good, it is tried again after this.
const PATIENCE: Duration = Duration::from_secs(30);

/// An access token for the API.
#[derive(Debug, Clone)]
pub struct Token {
    pub(crate) secret: Secret,
    pub(crate) lifetime: Option<Duration>,
}

impl Token {
    /// A token that is good for `lifetime` from now on.
    pub fn new(secret: Secret, lifetime: Duration) -> Self {
        Token { secret, lifetime: Some(lifetime) }
    }

    /// A token of unknown life: used until the service refuses it.
    pub fn unlimited(secret: Secret) -> Self {
        Token { secret, lifetime: None }
    }
}

/// What a [`TokenProvider`] gives back.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Token, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Another source of tokens, for programs that sign in themselves.
///
/// It is asked when there is no token, a while before one expires, and once when the service refuses one; less and less
/// often while it fails, or gives what the service never takes.
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
    /// A new token whose audience is the root of the cloud's API.
    ///
    /// # Errors
    /// Any error. It is taken for one that passes, unless it is [`Denied`] or an [`Error`] that does not.
    fn token(&self) -> TokenFuture<'_>;
}

/// What a [`TokenProvider`] fails with where asking again is of no use.
///
/// ```
/// use trail365_client::Denied;
///
/// let denied = Denied("the account is locked".into());
/// assert_eq!(denied.to_string(), "the account is locked");
/// ```
#[derive(Debug)]
pub struct Denied(
    /// Why.
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

/// Tokens of one client and its clones.
pub(crate) struct Tokens {
    sign_in: SignIn,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    current: Option<Current>,
    /// Tokens so far.
    count: u64,
    /// Why the last sign-in failed.
    failed: Option<Error>,
    /// Until when that is the answer to everybody.
    rest: Rest,
    /// Until when no other token is asked for because one is refused that was never taken.
    renewals: Rest,
}

/// A token in use. Callers compare `serial` to tell whether it is the one that was refused.
#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) secret: Arc<Secret>,
    serial: u64,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
    /// Whether the service has taken it at least once.
    accepted: Arc<AtomicBool>,
}

impl Current {
    fn new(token: Token, serial: u64) -> Self {
        let now = Instant::now();
        // A life of centuries is as good as none.
        let expires_at = token.lifetime.and_then(|life| now.checked_add(life));
        let renew_at =
            token.lifetime.and_then(|life| now.checked_add(life.saturating_sub(MARGIN).max(life / 2)));
        let accepted = Arc::default();
        Current { secret: Arc::new(token.secret), serial, renew_at, expires_at, accepted }
    }

    /// The service took it.
    pub(crate) fn accept(&self) {
        self.accepted.store(true, Ordering::Relaxed);
    }

    /// Whether the service ever took it: if it is refused all the same, it was taken away, or has expired.
    pub(crate) fn was_accepted(&self) -> bool {
        self.accepted.load(Ordering::Relaxed)
    }

    fn is_fresh(&self) -> bool {
        self.renew_at.is_none_or(|at| Instant::now() < at)
    }

    fn is_good(&self) -> bool {
        self.expires_at.is_none_or(|at| Instant::now() < at)
    }
}

impl Tokens {
    pub(crate) fn new(sign_in: SignIn) -> Self {
        Tokens { sign_in, held: Mutex::default() }
    }

    /// A token that is good for a while yet.
    pub(crate) async fn current(&self) -> Result<Current> {
        self.obtain(None).await
    }

    /// Another token than the one that was refused.
    pub(crate) async fn renewed(&self, refused: &Current) -> Result<Current> {
        self.obtain(Some(refused)).await
    }

    /// Whether there is another token than the one that was refused, or it is time to sign in for one. Where each new one is
    /// refused as well before it was of any use, it is so less and less often.
    pub(crate) async fn can_renew(&self, refused: &Current) -> bool {
        if !self.sign_in.can_renew() {
            return false;
        }
        let held = self.held.lock().await;
        refused.was_accepted()
            || held.renewals.left().is_none()
            || held.current.as_ref().is_none_or(|c| c.serial != refused.serial)
    }

    /// The token that is there, if it will do; why there is none, while the last failure is rested from; or a new one.
    async fn obtain(&self, refused: Option<&Current>) -> Result<Current> {
        let mut held = self.held.lock().await;
        // Nobody is to try it again, whatever comes of this.
        held.current.take_if(|current| refused.is_some_and(|refused| refused.serial == current.serial));
        if let Some(current) = held.current.as_ref().filter(|c| c.is_fresh()) {
            return Ok(current.clone());
        }
        if let (Some(failed), Some(left)) = (&held.failed, held.rest.left()) {
            return Err(failed.clone().after(left));
        }
        self.sign_in(&mut held, refused).await
    }

    async fn sign_in(&self, held: &mut Held, refused: Option<&Current>) -> Result<Current> {
        let error = match self.sign_in.token().await {
            Ok(token) => return Ok(held.take(token, refused)),
            Err(error) => error,
        };
        let rest = held.rest.after(&error);
        held.failed = Some(error.clone());
        match held.current.as_mut().filter(|c| c.is_good()) {
            // It was taken until now; whatever is wrong with signing in, there is no need to do without it.
            Some(current) => {
                tracing::warn!(%error, "the token could not be renewed yet; the one that is there lasts a little longer");
                let again = Instant::now() + rest.max(PATIENCE);
                current.renew_at = Some(current.expires_at.map_or(again, |end| end.min(again)));
                Ok(current.clone())
            }
            None => Err(error.after(rest)),
        }
    }
}

impl Held {
    fn take(&mut self, token: Token, refused: Option<&Current>) -> Current {
        (self.failed, self.rest) = (None, Rest::default());
        match refused {
            // That no token helps is said by one that was never taken only.
            Some(refused) if !refused.was_accepted() => self.renewals.after_renewal(),
            Some(_) => self.renewals = Rest::default(),
            None => (),
        }
        self.count += 1;
        self.current.insert(Current::new(token, self.count)).clone()
    }
}
