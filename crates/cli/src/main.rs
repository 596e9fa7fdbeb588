//! The `trail365` program: reads its arguments, runs one command and turns the result into an exit code.
//!
//! Exit codes: 0 it was done; 1 it was done and there are findings that the caller asked to fail on; 2 it could
//! not be done, or not for all of the input; from 3 on a cause that has a remedy (`failure`). Data goes to stdout,
//! everything else to stderr.
//!
//! From the ground up: `failure`, `signal`, `stop` and `memory` stand alone; `args` are the words of the command line; `output`
//! and `input` are the two ends of a command; `config` and `lake` open what it works on; `commands` use all of them, and
//! nothing uses the commands but this file.

mod args;
mod commands;
#[cfg(feature = "collect")]
mod config;
mod failure;
mod input;
#[cfg(feature = "sql")]
mod lake;
mod memory;
mod output;
#[cfg(feature = "sql")]
mod signal;
#[cfg(any(feature = "collect", feature = "ui"))]
mod stop;

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    // Before the first allocation of any size: pages that are huge by then stay so.
    memory::avoid_huge_pages();
    // Rust's stdout writes at every line end, which would be a system call for each row.
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = commands::run(args::Cli::read(), &mut out).and_then(|outcome| {
        // Flushed here, because a drop would swallow the error and with it the exit code of a full disk.
        out.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(outcome) => outcome.into(),
        // A reader such as `head` has all that it asked for.
        Err(error) if output::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            output::note(&failure::render_error(&error));
            ExitCode::from(failure::exit_code(&error))
        }
    }
}
