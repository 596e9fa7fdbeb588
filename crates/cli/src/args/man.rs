//! The arguments of `trail365 man`.

use std::path::PathBuf;

use clap::Args;

/// Print the manual page, or write one page for each command
///
/// Prints the page of trail365 itself. With DIR it writes that page and one for each command, named so that
/// `man trail365-describe` finds them.
#[derive(Debug, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub struct Man {
    /// Folder to write the pages into; made if it is not there
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

const MAN_EXAMPLES: &str = "\
Examples:
  trail365 man > trail365.1
  trail365 man ~/.local/share/man/man1";
