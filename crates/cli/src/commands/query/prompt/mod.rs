//! The prompt: SQL line by line, with history and completion.

mod command;
mod editor;
mod help;
mod history;
mod words;

use std::io::Write;

use anyhow::Result;
use datafusion::prelude::SessionContext;
use rustyline::error::ReadlineError;
use tokio::runtime::Runtime;

use super::super::tables;
use super::answer::answer;
use crate::args::Format;
use crate::output::{Printer, is_closed_pipe, note, printable};
use crate::signal::run_cancellable;
use command::Command;
use editor::Lines;

/// Text in front of the line.
const PROMPT: &str = "trail365> ";

/// Asks for queries and answers them until the person leaves.
pub fn run(
    runtime: &Runtime,
    session: &SessionContext,
    location: &str,
    printer: Printer,
    out: &mut dyn Write,
) -> Result<()> {
    let mut lines = Lines::new(words::of(session))?;
    note(&format!("{}: a query ends with ;   .help lists the commands, .quit leaves", printable(location)));
    let mut prompt = Prompt { runtime, session, printer };
    loop {
        match lines.read(PROMPT) {
            Ok(line) if line.trim().is_empty() => {}
            Ok(line) => {
                // Before it runs, so that a query that fails or is cancelled can be called back and mended.
                lines.remember(&line);
                if prompt.take(&line, out)? == Next::Leave {
                    break;
                }
            }
            // Ctrl-C clears the line and asks again, as in a shell.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

struct Prompt<'a> {
    runtime: &'a Runtime,
    session: &'a SessionContext,
    printer: Printer,
}

/// The step after a line.
#[derive(PartialEq, Eq)]
enum Next {
    Ask,
    Leave,
}

impl Prompt<'_> {
    /// Runs a line. An error is printed, and the prompt goes on.
    fn take(&mut self, line: &str, out: &mut dyn Write) -> Result<Next> {
        let done = match Command::of(line) {
            None => self.run(answer(self.session, line, &self.printer, out)),
            Some(Ok(Command::Quit)) => return Ok(Next::Leave),
            Some(Ok(command)) => self.obey(command, out),
            Some(Err(error)) => Err(error),
        };
        match done {
            // Nobody reads the answers any longer, so there is nothing left to ask for.
            Err(error) if is_closed_pipe(&error) => return Err(error),
            Err(error) => note(&format!("error: {error:#}")),
            Ok(()) => {}
        }
        out.flush()?;
        Ok(Next::Ask)
    }

    fn obey(&mut self, command: Command, out: &mut dyn Write) -> Result<()> {
        match command {
            Command::Tables { all } => self.run(tables::list(self.session, all, Format::Table, out)),
            Command::Schema(name) => self.run(tables::describe(self.session, &name, Format::Table, out)),
            Command::Functions => Ok(out.write_all(help::of_functions().as_bytes())?),
            Command::Help => Ok(out.write_all(help::TEXT.as_bytes())?),
            Command::Format(format) => {
                self.printer.set_format(format);
                Ok(())
            }
            Command::Rows(rows) => {
                self.printer.set_rows(rows);
                Ok(())
            }
            Command::Quit => Ok(()),
        }
    }

    /// Runs the work until it is done or the person presses Ctrl-C.
    fn run(&self, work: impl Future<Output = Result<()>>) -> Result<()> {
        self.runtime.block_on(run_cancellable(work))
    }
}
