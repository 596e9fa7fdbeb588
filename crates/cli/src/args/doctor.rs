//! The arguments of `trail365 doctor`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

use super::AtTenants;

/// Try everything that collecting needs, and say what to do about what does not work
///
/// Tries the configuration, the folder for temporary files, the lake, and for each tenant secrets, sign-in, permissions,
/// auditing, subscriptions, content and the clock. Changes nothing but that it makes the lake if there is none. The exit
/// code is that of the first failure.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub at: AtTenants,
}
