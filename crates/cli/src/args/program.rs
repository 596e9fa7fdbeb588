//! The arguments of the commands about the program itself: `completions` and `man`.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

/// Print a script that completes trail365's commands in a shell
///
/// The script goes to stdout; the examples show where each shell looks for it.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  trail365 completions bash > ~/.local/share/bash-completion/completions/trail365
  trail365 completions zsh > \"${fpath[1]}/_trail365\"
  trail365 completions fish > ~/.config/fish/completions/trail365.fish
  trail365 completions powershell >> $PROFILE";

/// Print the manual page, or write one page for each command
///
/// Prints the page of trail365 itself. With DIR it writes that page and one for each command, named so that
/// `man trail365-describe` finds them.
#[derive(Debug, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub struct Man {
    /// Folder to write the pages into; created if missing
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

const MAN_EXAMPLES: &str = "\
Examples:
  trail365 man > trail365.1
  trail365 man ~/.local/share/man/man1";
