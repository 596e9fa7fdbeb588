//! `trail365 convert`: writes records in another form.

mod make;

use std::io::{self, IsTerminal, Write};
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail};

use super::Outcome;
use crate::args::Convert;
use crate::input::{Sources, Tally, feed_in_parallel};
use crate::output::{NewFile, count_of, note, printable};
use make::{Lines, Unrouted};
use trail365_shapes::Options;

/// Converts the files and reports the counts on stderr.
pub fn run(args: &Convert, out: &mut dyn Write) -> Result<Outcome> {
    let sources = Sources::new(&args.files, args.encoding)?;
    let (tallies, unrouted) = match &args.output {
        // A bar would mix with records on the same terminal.
        None => write_lines(args, &sources, out, !io::stdout().is_terminal())?,
        Some(path) => {
            let name = printable(&path.to_string_lossy());
            // With --force the result would take the place of its own source.
            if sources.has_file(path) {
                bail!("{name} is one of the files to read; give another name");
            }
            let mut file = NewFile::new(path, args.force)?;
            write_lines(args, &sources, &mut file, true)
                .and_then(|(tallies, unrouted)| {
                    // A result without records is a result, but not where no input could be read at all.
                    file.finish(tallies.iter().any(|it| it.format.is_some()))?;
                    Ok((tallies, unrouted))
                })
                .with_context(|| format!("could not write {name}"))?
        }
    };
    out.flush()?;
    if let Some(line) = render_unrouted(&unrouted) {
        note(&line);
    }
    note(&render_summary(&tallies));
    Ok(if tallies.iter().all(Tally::is_whole) { Outcome::Done } else { Outcome::Incomplete })
}

/// Writes a line for each record. Returns the tallies, and the records that no rule of the shape knows.
fn write_lines(
    args: &Convert,
    sources: &Sources,
    out: &mut dyn Write,
    progress: bool,
) -> Result<(Vec<Tally>, Unrouted)> {
    let threads = available_parallelism().map_or(1, usize::from);
    let options = Options { strict: args.strict, original: args.original };
    let makers = (0..threads).map(|_| Lines::new(args.to.shape(), options)).collect();
    let (tallies, makers) = feed_in_parallel(sources, makers, out, progress)?;
    let mut unrouted = Unrouted::default();
    for lines in makers {
        unrouted.join(lines.unrouted);
    }
    Ok((tallies, unrouted))
}

/// Renders how many records have nothing but what all have, and which operations those are.
fn render_unrouted(unrouted: &Unrouted) -> Option<String> {
    let records = unrouted.records();
    let names = unrouted.most_frequent(5);
    let names: Vec<_> = names.iter().map(|(name, count)| format!("{} {count}", printable(name))).collect();
    (records > 0).then(|| {
        format!(
            "note: {} of a kind that no rule of the shape knows: {}",
            count_of(records, "record"),
            names.join(", ")
        )
    })
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
