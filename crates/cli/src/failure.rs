//! Failures as a person sees them: the causes without repetition, the remedy, and the exit code.

use std::fmt;
use std::io;

#[cfg(feature = "collect")]
use trail365_client::{ErrorKind, Fault, Retry};

/// A configuration, or an option in its place, that cannot be used.
#[derive(Debug)]
pub struct Misconfigured(pub String);

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misconfigured {}

/// A failure with advice from where it happened, which counts more than what its kind says.
#[derive(Debug)]
struct Advised {
    text: String,
    advice: Advice,
}

impl fmt::Display for Advised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Adds an exit code and a remedy that only the place of the failure knows.
#[cfg(feature = "sql")]
pub fn with_advice(error: impl Into<anyhow::Error>, code: u8, remedy: &'static str) -> anyhow::Error {
    let error = error.into();
    let text = error.to_string();
    error.context(Advised { text, advice: Advice { code, remedy } })
}

/// Wraps a failure of the folder for temporary files, and says what to do about it.
#[cfg(feature = "collect")]
pub fn temporary_failure(error: &io::Error, doing: impl fmt::Display) -> anyhow::Error {
    // An `io::Error` cannot be cloned. Its kind and text are all that the advice and the message need.
    let cause = io::Error::new(error.kind(), error.to_string());
    let failure = anyhow::Error::new(cause).context(doing.to_string());
    // A full disk has its own exit code and remedy, wherever it is.
    if storage_advice(error) == Some(FULL) { failure } else { with_advice(failure, PLACE, TEMPORARY) }
}

/// The exit code of a failure and what a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Advice {
    code: u8,
    remedy: &'static str,
}

const FULL: Advice = Advice {
    code: 8,
    remedy: "no space is left: free some and run the same command again; what was committed stays, nothing is added twice",
};

const FORBIDDEN: Advice = Advice {
    code: PLACE,
    remedy: "check the permissions of the place and whether it is mounted read-only, or name another",
};

#[cfg(feature = "sql")]
const IN_THE_WAY: Advice = Advice {
    code: PLACE,
    remedy: "a lake is a folder, and something else has its name: move that, or name another place",
};

#[cfg(feature = "sql")]
const OUT_OF_REACH: Advice = Advice {
    code: PLACE,
    remedy: "check that the place of the lake exists and can be reached; s3://, abfss:// and gs:// take credentials from the environment: AWS_*, AZURE_*, GOOGLE_*",
};

#[cfg(feature = "sql")]
const NOT_AS_LOGGED: Advice = Advice {
    code: PLACE,
    remedy: "check whether the lake was moved or removed while it was in use; `trail365 lake verify` examines what is there",
};

/// The remedy where the folder for temporary files fails.
#[cfg(feature = "collect")]
const TEMPORARY: &str = "check that the folder for temporary files exists, can be written and has a healthy disk; the environment variable TMPDIR names another";

/// The exit code of a place that cannot be reached or written.
pub const PLACE: u8 = 9;

/// The exit code of a configuration that cannot be used.
pub const CONFIGURATION: u8 = 3;

const MISCONFIGURED: Advice = Advice {
    code: CONFIGURATION,
    remedy: "correct it; `trail365 config check` finds mistakes, `trail365 config example` explains every key",
};

/// The exit code of any other failure.
pub const OTHER: u8 = 2;

/// Renders the failure: one line for what happened, and one for the remedy if there is one.
pub fn render_error(error: &anyhow::Error) -> String {
    let mut text = format!("error: {}", render_causes(error));
    if let Some(remedy) = remedy(error) {
        text += "\nhelp: ";
        text += remedy;
    }
    text
}

/// Returns what to do about the failure, where that is known.
pub fn remedy(error: &anyhow::Error) -> Option<&'static str> {
    find_advice(error).map(|advice| advice.remedy)
}

/// Returns the exit code of the failure.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    find_advice(error).map_or(OTHER, |advice| advice.code)
}

/// Joins the causes with colons. A cause whose text the line already has is left out: libraries often repeat it.
pub fn render_causes(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // DataFusion puts its kind of error in front: "Execution error: ".
        let own = cause.split_once(" error: ").filter(|(kind, _)| !kind.contains(' ')).map(|(_, own)| own);
        if text.contains(own.unwrap_or(&cause)) {
            continue;
        }
        if !text.is_empty() {
            text += ": ";
        }
        text += &cause;
    }
    text
}

fn find_advice(error: &anyhow::Error) -> Option<Advice> {
    if let Some(advised) = error.downcast_ref::<Advised>() {
        return Some(advised.advice);
    }
    let by_cause = error.chain().find_map(|cause| {
        #[cfg(feature = "collect")]
        if let Some(refused) = cause.downcast_ref::<trail365_client::Error>() {
            return Some(Advice { code: service_exit_code(refused), remedy: refused.remedy() });
        }
        #[cfg(feature = "collect")]
        if cause.is::<trail365_collect::config::Error>() {
            return Some(MISCONFIGURED);
        }
        if cause.is::<Misconfigured>() {
            return Some(MISCONFIGURED);
        }
        storage_advice(cause.downcast_ref::<io::Error>()?)
    });
    // The lake comes last: its kind alone says less than a full disk or a refused permission further down the chain.
    #[cfg(feature = "sql")]
    return by_cause.or_else(|| lake_advice(error));
    #[cfg(not(feature = "sql"))]
    by_cause
}

/// Advises on a failure of the lake's storage for which no cause has better advice.
#[cfg(feature = "sql")]
fn lake_advice(error: &anyhow::Error) -> Option<Advice> {
    use io::ErrorKind::{AlreadyExists, NotADirectory};
    use trail365_lake::ErrorKind::{Damaged, Storage};

    let lake = error.chain().find_map(|cause| cause.downcast_ref::<trail365_lake::Error>())?;
    let mut disk = error.chain().filter_map(|cause| Some(cause.downcast_ref::<io::Error>()?.kind()));
    let in_the_way = disk.any(|kind| matches!(kind, AlreadyExists | NotADirectory));
    match lake.kind() {
        Storage if in_the_way => Some(IN_THE_WAY),
        Storage => Some(OUT_OF_REACH),
        Damaged => Some(NOT_AS_LOGGED),
        _ => None,
    }
}

fn storage_advice(error: &io::Error) -> Option<Advice> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(FULL),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Some(FORBIDDEN),
        _ => None,
    }
}

/// Returns the exit code of a failed call to the service.
#[cfg(feature = "collect")]
fn service_exit_code(error: &trail365_client::Error) -> u8 {
    match (error.kind(), error.fault()) {
        // A busy sign-in host has refused nobody: only what no retry can change is a failed sign-in.
        (ErrorKind::SignIn, _) if error.retry() == Retry::Never => 4,
        (ErrorKind::Unauthorized, _) => 5,
        (_, Fault::Tenant) => 6,
        (_, Fault::Network) => 7,
        (ErrorKind::SignIn, _) => OTHER,
        (_, Fault::Configuration) => CONFIGURATION,
        _ => OTHER,
    }
}
#[cfg(test)]
mod tests {
    use trail365_lake::{ImportOptions, Importer, Lake, Mark};

    use super::*;

    fn failure(kind: io::ErrorKind) -> anyhow::Error {
        let cause = io::Error::from(kind);
        let repeated = format!("library: {cause}");
        anyhow::Error::new(cause).context(repeated).context("cannot write x")
    }

    #[test]
    fn a_cause_is_told_once_and_with_its_remedy() {
        let full = failure(io::ErrorKind::StorageFull);
        let text = render_error(&full);
        assert!(text.starts_with("error: cannot write x: library: no storage space\nhelp: "), "{text}");
        assert_eq!(exit_code(&full), 8);
        assert_eq!(exit_code(&failure(io::ErrorKind::ReadOnlyFilesystem)), 9);
    }

    #[test]
    fn a_folder_for_temporary_files_has_its_remedy() {
        let of = |kind: io::ErrorKind| temporary_failure(&io::Error::new(kind, "odd"), "cannot keep x: odd");
        let gone = of(io::ErrorKind::NotFound);
        assert!(
            render_error(&gone).starts_with("error: cannot keep x: odd\nhelp: "),
            "{}",
            render_error(&gone)
        );
        assert!(render_error(&gone).contains("TMPDIR") && exit_code(&gone) == PLACE);
        assert_eq!(exit_code(&of(io::ErrorKind::Other)), PLACE);
        assert_eq!(exit_code(&of(io::ErrorKind::StorageFull)), 8);
    }

    #[test]
    fn a_lake_that_went_away_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let location = trail365_lake::Location::parse(folder.path().to_str().unwrap()).unwrap();
        let runtime = crate::lake::runtime().unwrap();
        let lake = runtime.block_on(Lake::open_or_create(&location)).unwrap();
        let options = ImportOptions::default();
        let mut importer = Importer::begin(lake, &options).unwrap();
        std::fs::remove_dir_all(folder.path().join("activity")).unwrap();
        let mark = Mark { name: "stream".to_owned(), until: chrono::Utc::now() };
        let gone = anyhow::Error::from(importer.commit_marks(&[mark]).unwrap_err());
        let text = render_error(&gone);
        assert!(exit_code(&gone) == 9 && text.contains("removed while it was in use"), "{text}");
    }

    #[test]
    fn other_failures_have_no_remedy() {
        let missing = failure(io::ErrorKind::NotFound);
        assert_eq!(render_error(&missing), "error: cannot write x: library: entity not found");
        assert_eq!(exit_code(&missing), 2);
    }
}
