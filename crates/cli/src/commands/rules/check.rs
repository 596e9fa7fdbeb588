//! `trail365 rules check`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use trail365_findings::{check_rules, load_lists};
use trail365_sigma::{Problem, Severity};

use crate::commands::Outcome;
use crate::lake;
use crate::output::{count_of, grouped, printable};

/// Problems of one file that are written.
const SHOWN: usize = 20;

/// Writes everything that is wrong with rules, a line for each, and how many are fine.
pub fn run(paths: &[PathBuf], lists: &[PathBuf], out: &mut dyn Write) -> Result<Outcome> {
    let checked = lake::runtime()?.block_on(check_rules(paths, &load_lists(lists)?))?;
    write_problems(&checked.problems, out)?;
    for problem in &checked.asleep {
        writeln!(out, "waits: {problem}")?;
    }
    let refused = checked.refused();
    let warnings = checked.problems.len() - refused;
    writeln!(
        out,
        "{} fine, {} refused, {}, {} waiting for a list",
        grouped(checked.fine as u64),
        grouped(refused as u64),
        count_of(warnings as u64, "warning"),
        grouped(checked.asleep.len() as u64)
    )?;
    Ok(if refused > 0 { Outcome::Findings } else { Outcome::Done })
}

/// Writes a line for each problem; of a file with very many the first ones.
fn write_problems(problems: &[Problem], out: &mut dyn Write) -> Result<()> {
    for of_file in problems.chunk_by(|a, b| a.place.file == b.place.file) {
        for problem in of_file.iter().take(SHOWN) {
            let weight = if problem.severity == Severity::Error { "refused" } else { "warning" };
            writeln!(out, "{weight}: {problem}")?;
        }
        if let Some(more) = of_file.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            let file = printable(&of_file[0].place.file.to_string_lossy());
            writeln!(out, "refused: {file}: and {} more of this file", grouped(more as u64))?;
        }
    }
    Ok(())
}
