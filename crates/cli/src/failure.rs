//! How a failure is told: its causes without repeating them, what to do about it, and its exit code.

use std::fmt;
use std::io;
use std::process::ExitCode;

use trail365_client::{ErrorKind, Fault, Retry};
use trail365_collect::config;

/// A configuration, or an option in its place, that cannot be used.
#[derive(Debug)]
pub struct Misconfigured(pub String);

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misconfigured {}

/// A failure of which more is known than its kind says.
#[derive(Debug)]
struct Advised {
    text: String,
    known: Known,
}

impl fmt::Display for Advised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The failure with the exit code and the remedy that who met it knows.
pub fn advised(error: impl Into<anyhow::Error>, code: u8, remedy: &'static str) -> anyhow::Error {
    let error = error.into();
    let text = error.to_string();
    error.context(Advised { text, known: Known { code, remedy } })
}

/// A failure of the folder for temporary files.
pub fn temporary(error: &io::Error, doing: impl fmt::Display) -> anyhow::Error {
    let told = anyhow::Error::new(io::Error::new(error.kind(), error.to_string())).context(doing.to_string());
    if of_storage(error) == Some(FULL) { told } else { advised(told, PLACE, TEMPORARY) }
}

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
    code: PLACE,
    remedy: "the place cannot be written: check its permissions and whether it is mounted read-only, or name another",
};

const IN_THE_WAY: Known = Known {
    code: PLACE,
    remedy: "a lake is a folder, and something else is in its way: move that, or name another place",
};

const OUT_OF_REACH: Known = Known {
    code: PLACE,
    remedy: "check that the place of the lake is still there and can be reached; s3://, abfss:// and gs:// take credentials from the environment: AWS_*, AZURE_*, GOOGLE_*",
};

const NOT_AS_LOGGED: Known = Known {
    code: PLACE,
    remedy: "see whether the lake was moved or removed while it was in use; `trail365 lake verify` looks through what is there",
};

/// What to do where the folder for temporary files does not take what it should.
const TEMPORARY: &str = "see whether the folder for temporary files is there, can be written and has a disk without faults; the environment variable TMPDIR names another";

/// The code of a place that cannot be had.
pub const PLACE: u8 = 9;

/// The code of a configuration that cannot be used.
pub const CONFIGURATION: u8 = 3;

const MISCONFIGURED: Known = Known {
    code: CONFIGURATION,
    remedy: "correct it; `trail365 config check` looks through the configuration, `trail365 config example` explains every key",
};

/// The code of any other failure.
pub const OTHER: u8 = 2;

/// The failure as text: one line for what happened, one for the remedy where there is one.
pub fn text(error: &anyhow::Error) -> String {
    let mut text = format!("error: {}", causes(error));
    if let Some(remedy) = remedy(error) {
        text += "\nhelp: ";
        text += remedy;
    }
    text
}

/// What to do about the failure, where that is known.
pub fn remedy(error: &anyhow::Error) -> Option<&'static str> {
    known(error).map(|known| known.remedy)
}

/// The exit code of the failure, as a number.
pub fn code(error: &anyhow::Error) -> u8 {
    known(error).map_or(OTHER, |known| known.code)
}

/// The exit code of the failure.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    ExitCode::from(code(error))
}

/// The chain of causes; libraries often repeat the text of a cause in their own.
pub fn causes(error: &anyhow::Error) -> String {
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
    if let Some(advised) = error.downcast_ref::<Advised>() {
        return Some(advised.known);
    }
    let by_cause = error.chain().find_map(|cause| {
        if let Some(refused) = cause.downcast_ref::<trail365_client::Error>() {
            return Some(Known { code: of_service(refused), remedy: refused.remedy() });
        }
        if cause.is::<config::Error>() || cause.is::<Misconfigured>() {
            return Some(MISCONFIGURED);
        }
        of_storage(cause.downcast_ref::<io::Error>()?)
    });
    by_cause.or_else(|| of_lake(error))
}

/// What a lake's storage does not do, for a reason that is not known better.
fn of_lake(error: &anyhow::Error) -> Option<Known> {
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

fn of_storage(error: &io::Error) -> Option<Known> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(FULL),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Some(FORBIDDEN),
        _ => None,
    }
}

/// The exit code of a call to the service that failed.
fn of_service(error: &trail365_client::Error) -> u8 {
    match (error.kind(), error.fault()) {
        // A sign-in host that is busy has refused nobody.
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
        let told = text(&full);
        assert!(told.starts_with("error: cannot write x: library: no storage space\nhelp: "), "{told}");
        assert_eq!(exit_code(&full), ExitCode::from(8));
        assert_eq!(exit_code(&failure(io::ErrorKind::ReadOnlyFilesystem)), ExitCode::from(9));
    }

    #[test]
    fn a_folder_for_temporary_files_has_its_remedy() {
        let of = |kind: io::ErrorKind| temporary(&io::Error::new(kind, "odd"), "cannot keep x: odd");
        let gone = of(io::ErrorKind::NotFound);
        assert!(text(&gone).starts_with("error: cannot keep x: odd\nhelp: "), "{}", text(&gone));
        assert!(text(&gone).contains("TMPDIR") && code(&gone) == PLACE);
        assert_eq!(code(&of(io::ErrorKind::Other)), PLACE);
        assert_eq!(code(&of(io::ErrorKind::StorageFull)), 8);
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
        assert!(code(&gone) == 9 && text(&gone).contains("removed while it was in use"), "{}", text(&gone));
    }

    #[test]
    fn other_failures_have_no_remedy() {
        let missing = failure(io::ErrorKind::NotFound);
        assert_eq!(text(&missing), "error: cannot write x: library: entity not found");
        assert_eq!(exit_code(&missing), ExitCode::from(2));
    }
}
