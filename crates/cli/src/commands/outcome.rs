//! The end of a command and its exit code.

use std::process::ExitCode;

/// The end of a command that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and there are findings that the caller asked to fail on.
    Findings,
    /// Done as far as the input could be read; stderr names the rest.
    Incomplete,
    #[cfg(feature = "collect")]
    /// A failure that the command has reported itself, with its exit code.
    Failed(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Incomplete => ExitCode::from(2),
            #[cfg(feature = "collect")]
            Outcome::Failed(code) => ExitCode::from(code),
        }
    }
}
