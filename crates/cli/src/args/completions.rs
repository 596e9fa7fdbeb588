//! The arguments of `trail365 completions`.

use clap::Args;
use clap_complete::Shell;

/// Print a script that completes trail365's commands in a shell
///
/// The script goes to stdout; where to put it depends on the shell.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub struct Completions {
    /// The shell that is to complete the commands
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  trail365 completions bash > ~/.local/share/bash-completion/completions/trail365
  trail365 completions zsh > \"${fpath[1]}/_trail365\"
  trail365 completions fish > ~/.config/fish/completions/trail365.fish
  trail365 completions powershell >> $PROFILE";
