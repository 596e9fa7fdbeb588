//! Which configuration a command works by, and for which tenant.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::Args;

/// Where the configuration is, when nothing is said.
const DEFAULT: &str = "trail365.toml";

/// The option that names the configuration.
#[derive(Debug, Clone, Args)]
pub struct AtConfig {
    /// The configuration file
    ///
    /// Without it the environment's TRAIL365_CONFIG counts, and without that the file trail365.toml here.
    #[arg(long, value_name = "FILE", env = "TRAIL365_CONFIG", default_value = DEFAULT, hide_default_value = true, hide_env = true)]
    pub config: PathBuf,
}

impl AtConfig {
    /// Whether nobody named a file, and there is none here.
    pub fn is_absent(&self) -> bool {
        self.config.as_os_str() == DEFAULT && !self.config.exists()
    }
}

/// The options of every command that takes all tenants where none is named.
#[derive(Debug, Clone, Args)]
pub struct AtTenants {
    #[command(flatten)]
    pub at: AtConfig,

    /// The tenant, by its name in the configuration; without it all of them
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
}

/// The options of every command that is about one tenant.
#[derive(Debug, Clone, Args)]
pub struct AtTenant {
    #[command(flatten)]
    pub at: AtConfig,

    /// The tenant, by its name in the configuration; can be left out where there is one only
    #[arg(long, value_name = "NAME")]
    pub tenant: Option<String>,
}
