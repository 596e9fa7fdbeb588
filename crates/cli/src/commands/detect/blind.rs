//! Rules that can find nothing here, by reason.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;
use trail365_findings::Blind;
use trail365_sigma::Problem;

use crate::output::{Block, Column, Document, Table, clipped, count_of, grouped, render};

/// Rules of a reason that are named, and reasons that are shown.
const TITLES: usize = 3;
const REASONS: usize = 8;

/// Longest text in characters.
const LONGEST: usize = 160;

/// Writes how many rules can find nothing for which reason, with some of them.
pub fn write_blind(blind: &[Blind], asleep: &[Problem], out: &mut dyn Write) -> Result<()> {
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in blind {
        by_reason.entry(&one.why).or_default().push(clipped(&one.title, LONGEST));
    }
    for problem in asleep {
        // What builds on such a rule is told with it.
        if !problem.what.ends_with("was refused") {
            by_reason
                .entry(&problem.what)
                .or_default()
                .push(clipped(&problem.place.file.to_string_lossy(), LONGEST));
        }
    }
    if by_reason.is_empty() {
        return Ok(());
    }
    let mut reasons: Vec<_> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, titles)| Reverse(titles.len()));
    let row = |(why, titles): &(&str, Vec<String>)| {
        vec![grouped(titles.len() as u64), clipped(why, LONGEST), examples_of(titles)]
    };
    let columns = vec![Column::Number("Rules"), Column::Text("Because"), Column::Text("Such as")];
    let table = Table { columns, rows: reasons.iter().take(REASONS).map(row).collect() };
    let more = match reasons.len().saturating_sub(REASONS) {
        0 => String::new(),
        more => format!("and {}; ", count_of(more as u64, "more reason")),
    };
    let hint = format!("{more}trail365 rules coverage names every rule and what it lacks");
    let title = "Rules that can find nothing here".to_owned();
    let document = Document { title, blocks: vec![Block::Table(table), Block::Text(hint)] };
    out.write_all(render(&document).as_bytes())?;
    Ok(())
}

fn examples_of(titles: &[String]) -> String {
    let mut shown: Vec<String> = titles.iter().take(TITLES).cloned().collect();
    if titles.len() > TITLES {
        shown.push(format!("and {} more", titles.len() - TITLES));
    }
    shown.join("; ")
}
