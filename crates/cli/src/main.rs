//! The `trail365` program: reads its arguments, runs one command and turns the result into an exit code.
//!
//! Exit codes: 0 it was done; 1 it was done and there are findings that the caller asked to fail on; 2 it could
//! not be done, or not for all of the input; from 3 on a cause that has a remedy (`failure`). Data goes to stdout,
//! everything else to stderr.

mod args;
mod commands;
mod config;
mod failure;
mod input;
mod lake;
mod memory;
mod output;
mod signal;
mod view_types;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

/// An import makes and drops many large buffers on several threads; the system's allocator gives each back at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    memory::without_huge_pages();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = commands::run(args::Cli::parse(), &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(outcome) => outcome.into(),
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed stderr leaves nobody to tell.
            let _ = writeln!(io::stderr(), "{}", failure::text(&error));
            failure::exit_code(&error)
        }
    }
}
