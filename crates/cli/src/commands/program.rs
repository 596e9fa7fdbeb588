//! The commands about the program itself: `trail365 completions` and `trail365 man`.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};

use super::Outcome;
use crate::args::{Cli, Completions, Man};

/// Prints the completion script of a shell.
pub fn print_completions(args: &Completions, out: &mut dyn Write) -> Result<Outcome> {
    // The generator panics when its writer fails, and a vector never does.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "trail365", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Done)
}

/// Prints the manual page of the program, or writes the pages of all commands.
pub fn write_manual(args: &Man, out: &mut dyn Write) -> Result<Outcome> {
    match &args.dir {
        None => clap_mangen::Man::new(documented_program()).render(&mut &mut *out)?,
        Some(dir) => write_pages(dir)?,
    }
    Ok(Outcome::Done)
}

/// Returns the program without its command `help`, which has no page.
fn documented_program() -> Command {
    Cli::command().disable_help_subcommand(true)
}

fn write_pages(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("could not make the folder {}", dir.display()))?;
    clap_mangen::generate_to(documented_program(), dir)
        .with_context(|| format!("could not write the manual pages into {}", dir.display()))
}
