//! How a failure is told: its causes without repeating them, what to do about it, and its exit code.

use std::io;
use std::process::ExitCode;

/// A kind of failure that a person can do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    code: u8,
    remedy: &'static str,
}

const FULL: Known = Known {
    code: 8,
    remedy: "there is no space left: free some and run the same again; what was committed stays, nothing is added twice",
};

const FORBIDDEN: Known = Known {
    code: 9,
    remedy: "the place cannot be written: check its permissions and whether it is mounted read-only, or name another",
};

/// Any other failure.
const OTHER: u8 = 2;

/// The failure as text: one line for what happened, one for the remedy where there is one.
pub fn text(error: &anyhow::Error) -> String {
    let mut text = format!("error: {}", causes(error));
    if let Some(known) = known(error) {
        text += "\nhelp: ";
        text += known.remedy;
    }
    text
}

/// The exit code of the failure.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(known(error).map_or(OTHER, |known| known.code))
}

/// The chain of causes; libraries often repeat the text of a cause in their own.
fn causes(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.contains(&cause) {
            continue;
        }
        if !text.is_empty() {
            text += ": ";
        }
        text += &cause;
    }
    text
}

fn known(error: &anyhow::Error) -> Option<Known> {
    error.chain().find_map(|cause| cause.downcast_ref::<io::Error>()).and_then(|cause| match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(FULL),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Some(FORBIDDEN),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: io::ErrorKind) -> anyhow::Error {
        let cause = io::Error::from(kind);
        let repeated = format!("library: {cause}");
        anyhow::Error::new(cause).context(repeated).context("cannot write x")
    }

    #[test]
    fn a_cause_is_told_once_and_with_its_remedy() {
        let full = failure(io::ErrorKind::StorageFull);
        let told = text(&full);
        assert!(told.starts_with("error: cannot write x: library: no storage space\nhelp: "), "{told}");
        assert_eq!(exit_code(&full), ExitCode::from(8));
        assert_eq!(exit_code(&failure(io::ErrorKind::ReadOnlyFilesystem)), ExitCode::from(9));
    }

    #[test]
    fn other_failures_have_no_remedy() {
        let missing = failure(io::ErrorKind::NotFound);
        assert_eq!(text(&missing), "error: cannot write x: library: entity not found");
        assert_eq!(exit_code(&missing), ExitCode::from(2));
    }
}
