//! What to collect, where to and how: one TOML file.
//!
//! - [`KEYS`] is the table of all keys, each with what it means, its default and the reason for that. The check of a file,
//!   [`example`] and the documentation are made from it.
//! - [`Config`] is a file that was read: nothing in it is unknown, misspelt or impossible. Reading takes no secret.
//! - [`TenantConfig::client`] takes the secret from where the file says it is, and gives the tenant's API.

#[cfg(test)]
mod cases;
mod check;
mod error;
mod example;
mod file;
mod key;
mod read;
mod secret;
mod sign_in;
mod span;
mod tenant;
mod webhook;

pub use error::{Error, Finding, Result};
pub use example::{example, reference};
pub use key::{KEYS, Key, Kind, Need};
pub use read::Config;
pub use secret::SecretPlace;
pub use sign_in::SignIn;
pub use tenant::{Ready, TenantConfig};
pub use webhook::{Receiving, TlsFiles, Webhook, check_webhook_address};
