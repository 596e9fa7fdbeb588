//! `trail365 import`: imports exports into a lake.

mod summary;

pub use summary::partial_copies;

use std::io::Write;

use anyhow::{Context, Result};
use trail365_lake::{ImportOptions, Importer, Location};
use trail365_read::{Source, Unread, sources};

use super::Outcome;
use crate::args::Import;
use crate::input::Progress;
use crate::lake;
use crate::output::{note, printable};

/// Imports the files and prints the summary.
pub fn run(args: &Import, out: &mut dyn Write) -> Result<Outcome> {
    let runtime = lake::runtime()?;
    // All units are listed before the first is read: progress needs their size, and no lake may be made when there is
    // nothing to import. A unit is a name and a place, some hundred bytes.
    let units: Vec<_> = sources(args.files.iter().cloned()).collect();
    if units.iter().all(Result::is_err) {
        units.iter().filter_map(|unit| unit.as_ref().err()).for_each(note_unread);
        anyhow::bail!("nothing to import");
    }
    let location = Location::parse(&args.at.lake)?;
    let lake = runtime.block_on(lake::open_or_create(&location))?;
    let options = ImportOptions {
        raw: !args.no_raw,
        threads: args.threads.into(),
        commit_bytes: args.commit_mb << 20,
        encoding: args.encoding,
        ..ImportOptions::default()
    };
    let mut importer = Importer::begin(lake, &options)?;
    let mut progress = Progress::new(total_size(&units), true);
    let unread = import_units(units, &mut importer, &mut progress)?;
    progress.finish();
    let done = importer.finish()?;
    let lake = importer.into_lake();
    summary::write_summary(&done, &runtime.block_on(lake.info())?, &args.at.lake, out)?;
    let whole = unread + done.unfinished == 0 && done.units.iter().all(|unit| unit.rejected == 0);
    Ok(if whole { Outcome::Done } else { Outcome::Incomplete })
}

/// Imports all units; returns how many could not be read.
fn import_units(
    units: Vec<Result<Source, Unread>>,
    importer: &mut Importer,
    progress: &mut Progress,
) -> Result<u64> {
    let mut unread = 0;
    for unit in units {
        let source = match unit {
            Ok(source) => source,
            Err(what) => {
                progress.write_aside(|| note_unread(&what));
                // What is left out on purpose is named but is no failure, so the exit code stays 0.
                unread += u64::from(!what.is_passed_over());
                continue;
            }
        };
        let name = source.name().to_owned();
        match source.open() {
            Ok(input) => importer
                .import_unit(&name, input, &mut |at| progress.update(at.bytes, at.records))
                .with_context(|| format!("cannot import {}", printable(&name)))?,
            Err(error) => {
                progress.write_aside(|| note_unread(&format!("{name}: {error}")));
                unread += 1;
            }
        }
        progress.next_input();
    }
    Ok(unread)
}

/// Returns the size of all units; `None` if that of one is unknown.
fn total_size(units: &[Result<Source, Unread>]) -> Option<u64> {
    units.iter().flatten().map(Source::size_bytes).sum()
}

/// Names on stderr what was not read.
fn note_unread(what: &impl ToString) {
    note(&printable(&what.to_string()));
}
