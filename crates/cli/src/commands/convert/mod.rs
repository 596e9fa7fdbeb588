//! `trail365 convert`: writes records in another form.

mod make;
#[cfg(feature = "sql")]
mod parquet;

use std::io::{self, IsTerminal, Write};
use std::thread::available_parallelism;

use anyhow::{Context, Result, bail};

use super::Outcome;
use crate::args::Convert;
use crate::input::{Sources, Tally, feed_in_parallel};
use crate::output::{NewFile, clipped, count_of, note, printable};
use make::{Kinds, Lines};
use trail365_shapes::{Options, Shape};

/// Converts the files and reports the counts on stderr.
pub fn run(args: &Convert, out: &mut dyn Write) -> Result<Outcome> {
    ensure_meant(args)?;
    let sources = Sources::new(&args.files, args.encoding)?;
    let (tallies, counts) = match &args.output {
        // A bar would mix with records on the same terminal.
        None if args.to.is_binary() => bail!("Parquet is no text; name a file for it with --output"),
        None => write_lines(args, &sources, out, !io::stdout().is_terminal())?,
        Some(path) => {
            let name = printable(&path.to_string_lossy());
            // With --force the result would take the place of its own source.
            if sources.has_file(path) {
                bail!("{name} is one of the files to read; give another name");
            }
            let mut file = NewFile::new(path, args.force)?;
            write_file(args, &sources, &mut file)
                .and_then(|(tallies, counts)| {
                    // A result without records is a result, but not where no input could be read at all.
                    file.finish(tallies.iter().any(|it| it.format.is_some()))?;
                    Ok((tallies, counts))
                })
                .with_context(|| format!("could not write {name}"))?
        }
    };
    out.flush()?;
    let words = [
        (&counts.unrouted, "of a kind that no rule of the shape knows"),
        (&counts.left_out, "that the shape has no place for, left out"),
    ];
    words.iter().filter_map(|(kinds, words)| render_kinds(kinds, words)).for_each(|line| note(&line));
    note(&render_summary(&tallies, counts.left_out.records()));
    Ok(if tallies.iter().all(Tally::is_whole) { Outcome::Done } else { Outcome::Incomplete })
}

/// What the shape lacks for some records.
#[derive(Default)]
struct Counts {
    unrouted: Kinds,
    left_out: Kinds,
}

fn write_file(args: &Convert, sources: &Sources, file: &mut NewFile) -> Result<(Vec<Tally>, Counts)> {
    #[cfg(feature = "sql")]
    if args.to.is_binary() {
        return Ok((parquet::write_rows(sources, file)?, Counts::default()));
    }
    write_lines(args, sources, file, true)
}

/// Refuses choices that mean nothing for the form.
fn ensure_meant(args: &Convert) -> Result<()> {
    let options = Options { strict: args.strict, original: args.original };
    // Records and their columns have no choices, as a shape without any.
    args.to.shape().unwrap_or(Shape::Graph).check(options).map_err(anyhow::Error::msg)
}

/// Writes a line for each record. Returns the tallies, and the records that do not fit the shape.
fn write_lines(
    args: &Convert,
    sources: &Sources,
    out: &mut dyn Write,
    progress: bool,
) -> Result<(Vec<Tally>, Counts)> {
    let threads = available_parallelism().map_or(1, usize::from);
    let options = Options { strict: args.strict, original: args.original };
    if let Some(header) = args.to.shape().and_then(Shape::header) {
        out.write_all(header.as_bytes())?;
    }
    let makers = (0..threads).map(|_| Lines::new(args.to.shape(), options)).collect();
    let (tallies, makers) = feed_in_parallel(sources, makers, out, progress)?;
    let mut counts = Counts::default();
    for lines in makers {
        counts.unrouted.join(lines.unrouted);
        counts.left_out.join(lines.left_out);
    }
    Ok((tallies, counts))
}

/// Characters of an operation's name that a note shows: the name is a stranger's text.
const LONGEST: usize = 60;

/// Renders how many records do not fit, and which operations those are.
fn render_kinds(kinds: &Kinds, words: &str) -> Option<String> {
    let records = kinds.records();
    let names = kinds.most_frequent(5);
    let names: Vec<_> =
        names.iter().map(|(name, count)| format!("{} {count}", clipped(&printable(name), LONGEST))).collect();
    (records > 0).then(|| format!("note: {} {words}: {}", count_of(records, "record"), names.join(", ")))
}

fn render_summary(tallies: &[Tally], left_out: u64) -> String {
    let sum = |of: fn(&Tally) -> u64| tallies.iter().map(of).sum();
    let records = count_of(sum(|it| it.records) - left_out, "record");
    let pieces = count_of(sum(|it| it.unreadable), "unreadable piece");
    match sum(|it| it.failure.is_some().into()) {
        0 => format!("{records} written, {pieces}"),
        failed => {
            format!("{records} written, {pieces}, {} not read or not to the end", count_of(failed, "file"))
        }
    }
}
