//! The folder of a report: written, verified.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use trail365_investigate::deidentify::{deidentify, write_key};
use trail365_investigate::folder::{RunFacts, suggest_name, verify_report, write_report};
use trail365_investigate::model::Report;

use crate::args::Investigate;
use crate::commands::Outcome;
use crate::output::{NewFile, count_of, printable};

/// Writes the folder of a report, and says where it is.
pub fn write(
    args: &Investigate,
    report: &mut Report,
    started: DateTime<Utc>,
    out: &mut dyn Write,
) -> Result<()> {
    // Without its key a report with pseudonyms is of no use, so the key is written first.
    if let Some(path) = &args.deidentify {
        let key = deidentify(report, false)?;
        let mut file = NewFile::new(path, args.force)?;
        write_key(&key, &mut file)
            .with_context(|| format!("the key {} cannot be written", path.display()))?;
        file.finish(true)?;
    }
    let mut facts = facts(report, &args.at_lake.lake, started);
    if args.deidentify.is_some() {
        // It names the accounts, and the path of a lake often names the organisation.
        facts.command_line = vec!["left out".to_owned()];
        facts.options.clear();
    }
    // Behind the pseudonyms: without an option the folder is named by the account.
    let folder = args.output.clone().unwrap_or_else(|| folder_of(report));
    write_folder(report, &facts, &folder, args.force, out)
}

/// Writes the folder of a report.
pub fn write_folder(
    report: &Report,
    facts: &RunFacts,
    folder: &Path,
    force: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let written = write_report(report, facts, folder, force)?;
    let files = count_of(written.files.len() as u64 - 1, "file");
    writeln!(out, "Report: {}", printable(&folder.join("report.html").to_string_lossy()))?;
    writeln!(out, "        {files} beside it; SHA-256 of the manifest {}", written.manifest_sha256)?;
    Ok(())
}

/// Refuses a folder that has files or cannot be made, before anything takes time.
///
/// # Errors
/// If it has files and is not to be overwritten, or a file stands in its place.
pub fn ensure_free(args: &Investigate) -> Result<()> {
    let Some(folder) = args.output.as_deref() else { return Ok(()) };
    // The folder itself is the first of them.
    let there = folder.ancestors().find(|over| over.exists());
    if let Some(there) = there.filter(|over| !over.is_dir()) {
        let there = printable(&there.to_string_lossy());
        bail!("the report cannot be written: {there} is no folder; give another place by --output");
    }
    if args.force {
        return Ok(());
    }
    let is_taken = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_taken {
        let folder = printable(&folder.to_string_lossy());
        bail!("{folder} has files already; give another folder, or --force to replace a report");
    }
    Ok(())
}

/// Returns the facts of the run that made a report.
pub fn facts(report: &Report, lake: &str, started: DateTime<Utc>) -> RunFacts {
    RunFacts::of_report(report, std::env::args().collect(), lake, started)
}

/// Names the folder by the first account.
fn folder_of(report: &Report) -> PathBuf {
    let users: Vec<_> = report.accounts.iter().map(|account| account.user.clone()).collect();
    suggest_name(&users).into()
}

/// Checks that a report is as it was written.
pub fn verify(folder: &Path, out: &mut dyn Write) -> Result<Outcome> {
    let found = verify_report(folder)?;
    if found.is_intact() {
        let folder = printable(&folder.to_string_lossy());
        writeln!(
            out,
            "The report in {folder} is as it was written; SHA-256 of the manifest {}",
            found.manifest_sha256
        )?;
        return Ok(Outcome::Done);
    }
    for (names, what) in
        [(&found.changed, "changed"), (&found.missing, "missing"), (&found.extra, "not of the report")]
    {
        for name in names {
            writeln!(out, "{}: {what}", printable(name))?;
        }
    }
    Ok(Outcome::Findings)
}
