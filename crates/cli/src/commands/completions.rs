//! `trail365 completions`: a shell's completion script.

use std::io::Write;

use anyhow::Result;
use clap::CommandFactory;

use super::Outcome;
use crate::args::{Cli, Completions};

/// Prints the script.
pub fn run(args: &Completions, out: &mut dyn Write) -> Result<Outcome> {
    // The generator panics when its writer fails, and a vector never does.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "trail365", &mut script);
    out.write_all(&script)?;
    Ok(Outcome::Done)
}
