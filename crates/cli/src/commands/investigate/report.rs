//! The folder of a report: written, verified.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use trail365_investigate::deidentify::{deidentify, write_key};
use trail365_investigate::folder::{RunFacts, verify_report, write_report};
use trail365_investigate::model::{Report, Time};

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
    let folder = args.output.clone().unwrap_or_else(|| folder_of(report));
    // Without its key a report with pseudonyms is of no use, so the key is written first.
    if let Some(path) = &args.deidentify {
        let key = deidentify(report, false)?;
        let mut file = NewFile::new(path, args.force)?;
        write_key(&key, &mut file)
            .with_context(|| format!("the key {} cannot be written", path.display()))?;
        file.finish(true)?;
    }
    let written = write_report(report, &facts(args, started), &folder, args.force)?;
    writeln!(out, "Report: {}", folder.join("report.html").display())?;
    writeln!(
        out,
        "        {} beside it; SHA-256 of the manifest {}",
        count_of(written.files.len() as u64 - 1, "file"),
        written.manifest_sha256
    )?;
    Ok(())
}

/// Names the folder by the first account.
fn folder_of(report: &Report) -> PathBuf {
    let user = report.accounts.first().map_or("", |account| account.user.as_str());
    let safe =
        |c: char| if c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '-' | '_') { c } else { '_' };
    let more = if report.accounts.len() > 1 { "-and-others" } else { "" };
    PathBuf::from(format!("case-{}{more}", user.chars().map(safe).collect::<String>()))
}

fn facts(args: &Investigate, started: DateTime<Utc>) -> RunFacts {
    let lake = ("lake".to_owned(), args.at_lake.lake.to_string());
    RunFacts {
        program: format!("trail365 {}", env!("CARGO_PKG_VERSION")),
        command_line: std::env::args().collect(),
        options: BTreeMap::from([lake]),
        versions: BTreeMap::new(),
        started_at: Time(started.timestamp_micros()),
        ended_at: Time(Utc::now().timestamp_micros()),
    }
}

/// Checks that a report is as it was written.
pub fn verify(folder: &Path, out: &mut dyn Write) -> Result<Outcome> {
    let found = verify_report(folder)?;
    if found.is_intact() {
        writeln!(out, "The report in {} is as it was written.", folder.display())?;
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
