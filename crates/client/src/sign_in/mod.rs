//! Sign-in: credentials, the requests that exchange them for tokens, and the cache of tokens.

mod assertion;
mod backoff;
mod certificate;
mod credential;
mod exchange;
mod managed_identity;
mod provider;
mod tokens;

pub use assertion::Algorithm;
pub use certificate::Certificate;
pub use credential::Credential;
pub(crate) use exchange::SignIn;
pub use managed_identity::ManagedIdentity;
pub use provider::{Denied, Token, TokenFuture, TokenProvider};
pub(crate) use tokens::{CachedToken, Tokens};

/// First words of each error of signing in.
const DOING: &str = "sign in";
