//! The configuration: one TOML file that says what to collect, from where and how.
//!
//! - [`KEYS`] is the table of all keys, each with its meaning, its default and the reason for it. The check of a file,
//!   [`example`] and the documentation are made from it.
//! - [`Config`] is a file without unknown, misspelt or impossible keys and values. Reading it needs no secret.
//! - [`TenantConfig::client`] reads the secret from the place that the file names, and returns the tenant's API.

#[cfg(test)]
mod cases;
mod check;
mod error;
mod example;
mod file;
mod key;
mod read;
mod secret;
mod sending;
mod sign_in;
mod tenant;
mod values;
mod webhook;

pub use error::{Error, Finding, Result};
pub use example::{example, reference};
pub use key::{KEYS, Key, KeyType, Need};
pub use read::{Config, Detect};
pub use secret::SecretPlace;
pub use sending::{AlertCommand, AlertLevel, AlertReceivers, AlertWebhook};
pub use sign_in::SignIn;
pub use tenant::{Ready, TenantConfig};
pub use webhook::{Receiving, TlsFiles, Webhook, check_webhook_address};
