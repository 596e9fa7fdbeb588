//! `trail365 man`: the manual pages.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use clap::{Command, CommandFactory};

use super::Outcome;
use crate::args::{Cli, Man};

/// Prints the page of the program, or writes the pages of all commands.
pub fn run(args: &Man, out: &mut dyn Write) -> Result<Outcome> {
    match &args.dir {
        None => clap_mangen::Man::new(program()).render(&mut &mut *out)?,
        Some(dir) => write_pages(dir)?,
    }
    Ok(Outcome::Done)
}

/// The program without its command `help`, which has no page.
fn program() -> Command {
    Cli::command().disable_help_subcommand(true)
}

fn write_pages(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).with_context(|| format!("could not make the folder {}", dir.display()))?;
    clap_mangen::generate_to(program(), dir)
        .with_context(|| format!("could not write the manual pages into {}", dir.display()))
}
