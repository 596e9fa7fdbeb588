//! The source of the SQL: an argument, a file, standard input or the prompt.

use std::fs;
use std::io::{self, IsTerminal, Read};

use anyhow::{Context, Result};

use crate::args::Query;
use crate::output::printable;

/// The SQL to run, or a person to ask for it.
#[derive(Debug, PartialEq, Eq)]
pub enum Source {
    /// This text.
    Text(String),
    /// A person at a terminal.
    Prompt,
}

impl Source {
    /// Takes the source from the arguments; standard input where they name none and there is no terminal.
    ///
    /// # Errors
    /// If a file or standard input cannot be read.
    pub fn new(args: &Query) -> Result<Self> {
        match (args.sql.as_deref(), &args.file) {
            (Some("-"), _) => from_stdin(),
            (Some(sql), _) => Ok(Self::Text(sql.to_owned())),
            (None, Some(path)) => {
                let name = printable(&path.to_string_lossy());
                let text = fs::read_to_string(path).with_context(|| format!("could not read {name}"))?;
                // Editors on Windows write a byte order mark, which is no part of the SQL.
                Ok(Self::Text(text.trim_start_matches('\u{feff}').to_owned()))
            }
            // Both ends: with a pipe at either of them a script is at work, and a prompt would wait for nobody.
            (None, None) if io::stdin().is_terminal() && io::stdout().is_terminal() => Ok(Self::Prompt),
            (None, None) => from_stdin(),
        }
    }
}

fn from_stdin() -> Result<Source> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text).context("could not read SQL from standard input")?;
    Ok(Source::Text(text))
}
