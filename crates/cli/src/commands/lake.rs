//! `trail365 lake`: maintains a lake.

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use chrono::{DateTime, Duration, Utc};
use tokio::runtime::Runtime;
use trail365_lake::{Entry, ImportOptions, Importer, Info, Location};
use trail365_sql::SessionOptions;
use trail365_sql::dialect::{Dialect, PYTHON_FUNCTIONS, ViewScript, find_copies};

use super::Outcome;
use super::import::partial_copies;
use crate::args::moment::Moment;
use crate::args::{Lake, LakeTask};
use crate::input::Progress;
use crate::lake;
use crate::output::{bytes, count_of, grouped, instant, note, printable};

/// Runs `trail365 lake`.
pub fn run(args: &Lake, out: &mut dyn Write) -> Result<Outcome> {
    let runtime = lake::runtime()?;
    let mut lake = runtime.block_on(lake::open(&args.at.lake, None))?;
    match &args.task {
        LakeTask::Info => write_info(&runtime.block_on(lake.info())?, lake.location(), out)?,
        LakeTask::Compact { since } => compact_lake(&mut lake, start_of(*since), &runtime)?,
        LakeTask::Verify { since } => return verify_lake(&lake, start_of(*since), &runtime, out),
        LakeTask::Vacuum { keep_hours, dry_run, since } => {
            let keep = Duration::hours(i64::from(*keep_hours));
            let done = runtime.block_on(lake.vacuum_since(keep, start_of(*since), *dry_run))?;
            // The names are data and go to stdout, so that a dry run can be piped. The count is for a person.
            for file in &done.files {
                writeln!(out, "{}", printable(file))?;
            }
            let verb = if *dry_run { "would be deleted" } else { "deleted" };
            note(&format!("{} {verb}", count_of(done.files.len() as u64, "file")));
        }
        LakeTask::Sql { dialect, functions } => write_sql(&lake, *dialect, *functions, &runtime, out)?,
        LakeTask::Upgrade => upgrade_lake(&mut lake, &runtime)?,
        LakeTask::Retry => retry_rejected(lake)?,
        LakeTask::Retain { days, since } => {
            let before = Utc::now() - Duration::days(i64::from(*days));
            let done = runtime.block_on(lake.retain_from(start_of(*since), before))?;
            note(&format!(
                "{} taken out of {}",
                count_of(done.removed, "record"),
                count_of(done.files as u64, "file")
            ));
        }
    }
    Ok(Outcome::Done)
}

fn start_of(since: Option<Moment>) -> Option<DateTime<Utc>> {
    since.map(|since| since.start(Utc::now()))
}

/// Writes the size, the age and the order of a lake.
fn write_info(info: &Info, location: &Location, out: &mut dyn Write) -> Result<()> {
    let facts = [
        ("Lake", printable(&location.to_string())),
        ("Version", grouped(info.version)),
        ("Format", format_of(info)),
        ("Records", grouped(info.rows)),
        ("Copies", grouped(info.copies)),
        ("From", instant(info.first_time)),
        ("To", instant(info.last_time)),
        ("Ledger entries", grouped(info.units)),
        ("Rejected pieces", grouped(info.rejected)),
        (
            "Files",
            format!("{} ({} in order)", grouped(info.files as u64), grouped(info.ordered_files as u64)),
        ),
        ("Size", bytes(info.bytes)),
        (
            "Exact bytes kept",
            format!("in {} of {} files", grouped(info.raw_files as u64), grouped(info.files as u64)),
        ),
    ];
    for (name, value) in facts {
        writeln!(out, "{name:<18}{value}")?;
    }
    Ok(())
}

/// Writes the views as SQL of another engine, or the functions that they need.
fn write_sql(
    lake: &trail365_lake::Lake,
    dialect: Dialect,
    functions: bool,
    runtime: &Runtime,
    out: &mut dyn Write,
) -> Result<()> {
    if functions {
        anyhow::ensure!(
            dialect.takes_functions(),
            "{} is given no functions: its views need none",
            dialect.name()
        );
        return Ok(out.write_all(PYTHON_FUNCTIONS.as_bytes())?);
    }
    let info = runtime.block_on(lake.info())?;
    let copies = runtime.block_on(async {
        // Lakes of older formats mark no copies.
        if info.copies == 0 && info.format == info.newest_format {
            return Ok(Vec::new());
        }
        find_copies(&trail365_sql::open(lake, &SessionOptions::default()).await?).await
    })?;
    let location = lake.location();
    let folder = location.folder().map(|folder| folder.to_string_lossy().into_owned());
    let place = folder.unwrap_or_else(|| location.to_string());
    let script = ViewScript { dialect, lake: &place, version: info.version, copies: &copies };
    out.write_all(script.write()?.as_bytes())?;
    if dialect.takes_functions() && info.raw_files < info.files {
        note(&format!(
            "{} of {} keep no exact bytes of records, and Snare's views lack what they read of these",
            grouped((info.files - info.raw_files) as u64),
            count_of(info.files as u64, "file")
        ));
    }
    Ok(())
}

fn format_of(info: &Info) -> String {
    match info.format {
        format if format < info.newest_format => {
            format!("{format}; `trail365 lake upgrade` brings it to {}", info.newest_format)
        }
        format => format.to_string(),
    }
}

fn upgrade_lake(lake: &mut trail365_lake::Lake, runtime: &Runtime) -> Result<()> {
    let size = runtime.block_on(lake.info())?.bytes;
    let bar = Arc::new(Mutex::new(Progress::new(Some(size), true)));
    let shown = Arc::clone(&bar);
    let upgraded = runtime.block_on(lake.upgrade_with(move |at| {
        shown.lock().unwrap_or_else(PoisonError::into_inner).update(at.bytes, at.records);
    }));
    bar.lock().unwrap_or_else(PoisonError::into_inner).finish();
    let done = upgraded?;
    if done.from == done.to {
        note(&format!("the lake has the newest format, {}", done.to));
        return Ok(());
    }
    note(&format!(
        "format {} became {}: {} written anew, {} taken out as duplicates, {} with the Id of another",
        done.from,
        done.to,
        count_of(done.rows, "row"),
        grouped(done.duplicates),
        grouped(done.copies)
    ));
    Ok(())
}

fn compact_lake(
    lake: &mut trail365_lake::Lake,
    since: Option<DateTime<Utc>>,
    runtime: &Runtime,
) -> Result<()> {
    let planned = runtime.block_on(lake.plan_compaction(since))?;
    if planned.temporary_bytes > 0 {
        note(&format!(
            "{} of {} are put in order; beside the new ones it takes about {} of temporary files in {}",
            count_of(planned.files as u64, "file"),
            bytes(planned.bytes),
            bytes(planned.temporary_bytes),
            printable(&std::env::temp_dir().to_string_lossy())
        ));
    }
    let done = runtime.block_on(lake.compact_since(since))?;
    if done.ledger_files_before > 0 {
        let before = count_of(done.ledger_files_before as u64, "small file");
        note(&format!("{before} of the ledger became {}", grouped(done.ledger_files_after as u64)));
    }
    if done.files_before == 0 {
        note("all rows are in order");
        return Ok(());
    }
    note(&format!(
        "{} rows put in order: {} of {} became {} of {}",
        grouped(done.rows),
        count_of(done.files_before as u64, "file"),
        bytes(done.bytes_before),
        grouped(done.files_after as u64),
        bytes(done.bytes_after)
    ));
    Ok(())
}

fn retry_rejected(lake: trail365_lake::Lake) -> Result<()> {
    let mut importer = Importer::begin(lake, &ImportOptions::default())?;
    importer.retry_rejected()?;
    let units = importer.finish()?.units;
    let sum = |of: fn(&Entry) -> u64| units.iter().map(of).sum();
    note(&format!(
        "{} tried again: {} added, {}, {}, {}{} still no records",
        count_of(sum(|u| u.rows_read), "piece"),
        grouped(sum(|u| u.rows_added)),
        count_of(sum(|u| u.duplicates), "duplicate"),
        count_of(sum(|u| u.conflicts), "conflict"),
        partial_copies(sum(|u| u.partial_copies)),
        grouped(sum(|u| u.rejected)),
    ));
    Ok(())
}

fn verify_lake(
    lake: &trail365_lake::Lake,
    since: Option<DateTime<Utc>>,
    runtime: &Runtime,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let done = runtime.block_on(lake.verify_since(since))?;
    for finding in &done.findings {
        writeln!(out, "{}", printable(&finding.to_string()))?;
    }
    let looked = format!("{} in {} read", count_of(done.rows, "row"), count_of(done.files as u64, "file"));
    if done.findings.is_empty() {
        note(&format!("{looked}: sound"));
        return Ok(Outcome::Done);
    }
    note(&format!("{looked}: {}", count_of(done.findings.len() as u64, "finding")));
    Ok(Outcome::Findings)
}
