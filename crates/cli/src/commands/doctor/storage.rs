//! Tries the lake and the folder for temporary files.

use std::env::temp_dir;
use std::io::{self, Read, Seek, Write};

use anyhow::{Context, Result};
use trail365_lake::Location;

use super::report::Report;
use crate::failure;
use crate::lake::open_or_create;
use crate::output::printable;

/// Opens the lake or creates it, and tries to write beside its tables.
pub async fn check_lake(lake: &str, report: &mut Report<'_>) -> Result<()> {
    match try_lake(lake).await {
        Ok(how) => report.add_success("lake", &format!("{}, {how}", printable(lake))),
        Err(error) => report.add_failure("lake", &error),
    }
}

async fn try_lake(lake: &str) -> Result<&'static str> {
    let location = Location::parse(lake)?;
    open_or_create(&location).await?;
    // An object that is written and deleted again would cost money and leave versions behind.
    let Some(folder) = location.folder() else {
        return Ok("can be opened; whether it can be written shows with the first commit");
    };
    // Into the logs, since each commit is a new file there. Each table has its own, and permissions go by folder.
    for table in ["activity", "ledger", "rejected"] {
        let folder = folder.join(table).join("_delta_log");
        let file = tempfile::NamedTempFile::new_in(&folder);
        file.with_context(|| format!("cannot write into {}", folder.display()))?;
    }
    Ok("can be opened and written")
}

/// Writes and reads a temporary file, as collecting does with each blob that it fetches.
pub fn check_temporary_files(report: &mut Report<'_>) -> Result<()> {
    let folder = printable(&temp_dir().display().to_string());
    match write_and_read_back() {
        Ok(()) => report.add_success("temporary files", &folder),
        Err(error) => {
            let failure = failure::temporary_failure(&error, format!("cannot keep a file in {folder}"));
            report.add_failure("temporary files", &failure)
        }
    }
}

fn write_and_read_back() -> io::Result<()> {
    let (written, mut read) = ([b'x'; 4096], Vec::new());
    let mut file = tempfile::tempfile()?;
    file.write_all(&written)?;
    file.rewind()?;
    // Read back, because a failing disk may take bytes that it cannot return.
    file.read_to_end(&mut read)?;
    if read == written {
        Ok(())
    } else {
        Err(io::Error::other("a file does not have the bytes that were written"))
    }
}
