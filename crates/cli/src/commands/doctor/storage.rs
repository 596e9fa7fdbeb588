//! Whether the lake and the folder for temporary files are there and can be written.

use std::env::temp_dir;
use std::io::{self, Read, Seek, Write};

use anyhow::{Context, Result};
use trail365_lake::Location;

use super::report::Report;
use crate::failure;
use crate::lake::open_or_create;
use crate::output::printable;

/// Opens the lake or makes it, and tries to write beside its tables.
pub async fn examine(lake: &str, report: &mut Report<'_>) -> Result<()> {
    match try_out(lake).await {
        Ok(how) => report.good("lake", &format!("{}, {how}", printable(lake))),
        Err(error) => report.bad("lake", &error),
    }
}

async fn try_out(lake: &str) -> Result<&'static str> {
    let location = Location::parse(lake)?;
    open_or_create(&location).await?;
    let Some(folder) = location.folder() else {
        return Ok("can be opened; whether it can be written shows with the first commit");
    };
    for table in ["activity", "ledger", "rejected"] {
        let folder = folder.join(table).join("_delta_log");
        let file = tempfile::NamedTempFile::new_in(&folder);
        file.with_context(|| format!("cannot write into {}", folder.display()))?;
    }
    Ok("can be opened and written")
}

/// Keeps something in a temporary file, as collecting does with content that it fetches.
pub fn examine_temporary(report: &mut Report<'_>) -> Result<()> {
    let folder = printable(&temp_dir().display().to_string());
    match keep() {
        Ok(()) => report.good("temporary files", &folder),
        Err(error) => report
            .bad("temporary files", &failure::temporary(&error, format!("cannot keep a file in {folder}"))),
    }
}

fn keep() -> io::Result<()> {
    let (written, mut read) = ([b'x'; 4096], Vec::new());
    let mut file = tempfile::tempfile()?;
    file.write_all(&written)?;
    file.rewind()?;
    file.read_to_end(&mut read)?;
    if read == written { Ok(()) } else { Err(io::Error::other("what was written does not come back")) }
}
