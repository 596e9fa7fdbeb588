//! What is said when keys cannot be kept on disk.

use std::io;

use crate::error::{Error, ErrorKind};

/// Codes of the system for too many open files: of the program, of the machine.
const TOO_MANY_FILES: [i32; 2] = if cfg!(windows) { [4, 4] } else { [24, 23] };

pub(super) fn failed(cause: io::Error) -> Error {
    let doing = "cannot keep the keys of records in a temporary file";
    let is_one_of = |codes: [i32; 2]| cause.raw_os_error().is_some_and(|code| codes.contains(&code));
    let remedy = match is_one_of(TOO_MANY_FILES) {
        true if cfg!(unix) => ": too many files are open; allow more, for example with `ulimit -n 4096`",
        true => ": too many files are open; end other programs",
        false => "",
    };
    Error::because(ErrorKind::Storage, format!("{doing}{remedy}"), cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn too_many_open_files_have_a_remedy() {
        let message = |cause| failed(cause).to_string();
        assert_eq!(
            message(io::Error::from_raw_os_error(24)),
            "cannot keep the keys of records in a temporary file: too many files are open; allow more, for example with `ulimit -n 4096`"
        );
        let other = message(io::Error::from_raw_os_error(28));
        assert_eq!(other, "cannot keep the keys of records in a temporary file");
    }
}
