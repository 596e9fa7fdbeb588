//! Which lake a command works on.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

/// Where a lake is, when nothing is said.
pub const DEFAULT: &str = "trail365-lake";

/// The environment variable that says where it is.
pub const VARIABLE: &str = "TRAIL365_LAKE";

/// The option that names a lake.
#[derive(Debug, Clone, Args)]
pub struct AtLake {
    /// Where the lake is: a folder, or s3://, abfss:// or gs:// in a build that has them
    ///
    /// Without it the environment's TRAIL365_LAKE counts, and without that the folder trail365-lake here.
    #[arg(long, value_name = "LAKE", env = VARIABLE, default_value = DEFAULT, hide_default_value = true, hide_env = true)]
    pub lake: String,
}
