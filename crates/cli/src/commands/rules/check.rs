//! `trail365 rules check`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use trail365_findings::check_rules;
use trail365_sigma::Severity;

use crate::commands::Outcome;
use crate::lake;
use crate::output::{count_of, grouped};

/// Writes everything that is wrong with rules, a line for each, and how many are fine.
pub fn run(paths: &[PathBuf], out: &mut dyn Write) -> Result<Outcome> {
    let checked = lake::runtime()?.block_on(check_rules(paths, &BTreeMap::new()))?;
    for problem in &checked.problems {
        let weight = if problem.severity == Severity::Error { "refused" } else { "warning" };
        writeln!(out, "{weight}: {problem}")?;
    }
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
