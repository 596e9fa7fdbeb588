//! The cache of a client's token: one caller renews it for all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::backoff::Backoff;
use super::exchange::SignIn;
use super::provider::Token;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// A token is renewed this long before it expires, or after half its lifetime if that is later.
const MARGIN: Duration = Duration::from_mins(5);
/// Least pause between renewals that fail while the token is still valid.
const RENEWAL_PAUSE: Duration = Duration::from_secs(30);

/// Tokens of one client and its clones.
pub(crate) struct Tokens {
    sign_in: SignIn,
    state: Mutex<TokenState>,
}

#[derive(Default)]
struct TokenState {
    current: Option<CachedToken>,
    /// Number of tokens so far.
    count: u64,
    /// Error of the last sign-in.
    failed: Option<Error>,
    /// Time in which that error is the answer to every caller. Without it each of thousands of waiting calls signed in
    /// anew, sixteen times a second while the sign-in host was busy.
    sign_in_backoff: Backoff,
    /// Time in which no further token is requested because the last one was refused before it was ever accepted.
    renewal_backoff: Backoff,
}

/// A token in use. Callers compare `serial` to see whether it is the one that was refused.
#[derive(Clone)]
pub(crate) struct CachedToken {
    pub(crate) secret: Arc<Secret>,
    serial: u64,
    renew_at: Option<Instant>,
    expires_at: Option<Instant>,
    /// The service accepted it at least once.
    accepted: Arc<AtomicBool>,
}

impl CachedToken {
    fn new(token: Token, serial: u64) -> Self {
        let now = Instant::now();
        // A lifetime beyond the range of clocks, of centuries, counts as unlimited.
        let expires_at = token.lifetime.and_then(|life| now.checked_add(life));
        // Half of a short lifetime: five minutes before the end of a token of six would renew it every minute.
        let renew_at =
            token.lifetime.and_then(|life| now.checked_add(life.saturating_sub(MARGIN).max(life / 2)));
        let accepted = Arc::default();
        CachedToken { secret: Arc::new(token.secret), serial, renew_at, expires_at, accepted }
    }

    /// Records that the service accepted the token.
    pub(crate) fn mark_accepted(&self) {
        self.accepted.store(true, Ordering::Relaxed);
    }

    /// Reports whether the service ever accepted the token. If it refuses such a token, that was revoked or has expired.
    pub(crate) fn was_accepted(&self) -> bool {
        self.accepted.load(Ordering::Relaxed)
    }

    fn is_fresh(&self) -> bool {
        self.renew_at.is_none_or(|at| Instant::now() < at)
    }

    fn is_valid(&self) -> bool {
        self.expires_at.is_none_or(|at| Instant::now() < at)
    }
}

impl Tokens {
    pub(crate) fn new(sign_in: SignIn) -> Self {
        Tokens { sign_in, state: Mutex::default() }
    }

    /// Returns a token that is valid for some time.
    pub(crate) async fn current_token(&self) -> Result<CachedToken> {
        self.obtain_token(None).await
    }

    /// Returns another token than the one that was refused.
    pub(crate) async fn renew_token(&self, refused: &CachedToken) -> Result<CachedToken> {
        self.obtain_token(Some(refused)).await
    }

    /// Reports whether there is another token than the refused one, or whether a sign-in for one is due. Sign-ins become
    /// rarer while the service refuses each new token before it ever accepted it.
    pub(crate) async fn can_renew(&self, refused: &CachedToken) -> bool {
        if !self.sign_in.credential.can_renew() {
            return false;
        }
        let state = self.state.lock().await;
        refused.was_accepted()
            || state.renewal_backoff.time_left().is_none()
            || state.current.as_ref().is_none_or(|c| c.serial != refused.serial)
    }

    /// Returns the cached token if it will do, the last error during its backoff, or else a new token.
    async fn obtain_token(&self, refused: Option<&CachedToken>) -> Result<CachedToken> {
        // The lock is held during the sign-in, so that all who wait share its outcome.
        let mut state = self.state.lock().await;
        // A refused token goes first: were the sign-in to fail, the next caller would send it again.
        state.current.take_if(|current| refused.is_some_and(|refused| refused.serial == current.serial));
        if let Some(current) = state.current.as_ref().filter(|c| c.is_fresh()) {
            return Ok(current.clone());
        }
        if let (Some(failed), Some(left)) = (&state.failed, state.sign_in_backoff.time_left()) {
            return Err(failed.clone().lasting(left));
        }
        self.sign_in(&mut state, refused).await
    }

    async fn sign_in(&self, state: &mut TokenState, refused: Option<&CachedToken>) -> Result<CachedToken> {
        let error = match self.sign_in.request_token().await {
            Ok(token) => return Ok(state.store_token(token, refused)),
            Err(error) => error,
        };
        let pause = state.sign_in_backoff.start_after(&error);
        state.failed = Some(error.clone());
        match state.current.as_mut().filter(|c| c.is_valid()) {
            // The service accepts the token until it expires, whatever is wrong with signing in: a federated token's file
            // that is away for a moment must not cost a token that is valid for minutes.
            Some(current) => {
                tracing::warn!(%error, "the token could not be renewed yet; the one that is there lasts a little longer");
                let next = Instant::now() + pause.max(RENEWAL_PAUSE);
                current.renew_at = Some(current.expires_at.map_or(next, |end| end.min(next)));
                Ok(current.clone())
            }
            None => Err(error.lasting(pause)),
        }
    }
}

impl TokenState {
    fn store_token(&mut self, token: Token, refused: Option<&CachedToken>) -> CachedToken {
        (self.failed, self.sign_in_backoff) = (None, Backoff::default());
        match refused {
            // Only a token that was never accepted shows that no token helps.
            Some(refused) if !refused.was_accepted() => self.renewal_backoff.start_renewal(),
            Some(_) => self.renewal_backoff = Backoff::default(),
            None => (),
        }
        self.count += 1;
        self.current.insert(CachedToken::new(token, self.count)).clone()
    }
}
