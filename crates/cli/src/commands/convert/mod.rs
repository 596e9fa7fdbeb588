//! `trail365 convert`: writes records in another form.

mod records;

use std::io::{self, IsTerminal, Write};

use anyhow::{Context, Result, bail};

use super::Outcome;
use crate::args::{Convert, Target};
use crate::input::{Sources, Tally, feed_records};
use crate::output::{NewFile, count_of, note, printable};
use records::Records;

/// Converts the files and reports the counts on stderr.
pub fn run(args: &Convert, out: &mut dyn Write) -> Result<Outcome> {
    let sources = Sources::new(&args.files, args.encoding)?;
    let Target::Records = args.to;
    let tallies = match &args.output {
        // A bar would mix with records on the same terminal.
        None => write_records(&sources, out, !io::stdout().is_terminal())?,
        Some(path) => {
            let name = printable(&path.to_string_lossy());
            // With --force the result would take the place of its own source.
            if sources.has_file(path) {
                bail!("{name} is one of the files to read; give another name");
            }
            let mut file = NewFile::new(path, args.force)?;
            write_records(&sources, &mut file, true)
                .and_then(|tallies| {
                    // A result without records is a result, but not where no input could be read at all.
                    Ok(file.finish(tallies.iter().any(|it| it.format.is_some())).map(|()| tallies)?)
                })
                .with_context(|| format!("could not write {name}"))?
        }
    };
    out.flush()?;
    note(&render_summary(&tallies));
    Ok(if tallies.iter().all(Tally::is_whole) { Outcome::Done } else { Outcome::Incomplete })
}

fn write_records(sources: &Sources, out: &mut dyn Write, progress: bool) -> Result<Vec<Tally>> {
    let mut records = Records::new(out);
    let tallies = feed_records(sources, &mut records, progress)?;
    records.finish()?;
    Ok(tallies)
}

fn render_summary(tallies: &[Tally]) -> String {
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum();
    let records = count_of(sum(|it| it.records), "record");
    let pieces = count_of(sum(|it| it.unreadable), "unreadable piece");
    match sum(|it| it.failure.is_some().into()) {
        0 => format!("{records} written, {pieces}"),
        failed => {
            format!("{records} written, {pieces}, {} not read or not to the end", count_of(failed, "file"))
        }
    }
}
