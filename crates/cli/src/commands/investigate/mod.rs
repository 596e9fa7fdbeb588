//! `trail365 investigate`: whether accounts were taken over, and what was done with them.

mod report;
mod summary;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use trail365_findings::Findings;
use trail365_investigate::model::{Case, Question, Report, Time};
use trail365_investigate::{investigate, rank_accounts};
use trail365_lake::Lake;
use trail365_sql::Session;

use super::{Outcome, detect};
use crate::args::Investigate;
use crate::lake;
use crate::output::{note, printable};

/// Investigates accounts, lists those to look at first, or checks a report.
pub fn run(args: &Investigate, out: &mut dyn Write) -> Result<Outcome> {
    if let Some(folder) = &args.verify {
        return report::verify(folder, out);
    }
    report::ensure_free(args)?;
    let started = Utc::now();
    let options = lake::session_options(args.at_geo.geo.as_deref(), args.at_geo.asn.as_deref())?;
    let made = lake::runtime()?.block_on(async {
        let lake = lake::open(&args.at_lake.lake, None).await?;
        let (session, findings) = detect::find(&lake, &options).await?;
        if args.users.is_empty() {
            let ranked = rank_accounts(&session, &findings).await?;
            out.write_all(summary::render_candidates(&ranked, findings.records).as_bytes())?;
            return Ok(None);
        }
        let report = investigate(
            &lake,
            &session,
            &findings,
            case_of(args)?,
            question_of(args),
            options.geo.as_deref(),
        )
        .await?;
        Ok::<_, anyhow::Error>(Some(report))
    })?;
    if let Some(mut made) = made {
        write_summary(&made, out)?;
        report::write(args, &mut made, started, out)?;
    }
    Ok(Outcome::Done)
}

/// Investigates the account to look at first, and writes the report into a folder. Returns the account.
#[cfg_attr(not(feature = "sandbox"), expect(dead_code, reason = "of `demo` alone"))]
pub async fn report_first(
    lake: &Lake,
    session: &Session,
    findings: &Findings,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<Option<String>> {
    let started = Utc::now();
    let Some(first) = rank_accounts(session, findings).await?.into_iter().next() else { return Ok(None) };
    let question = Question { users: vec![first.user.clone()], ..Question::default() };
    let made = investigate(lake, session, findings, Case::default(), question, None).await?;
    write_summary(&made, out)?;
    report::write_folder(
        &made,
        &report::facts(&made, &lake.location().to_string(), started),
        folder,
        true,
        out,
    )?;
    Ok(Some(first.user))
}

fn case_of(args: &Investigate) -> Result<Case> {
    let read = |path: &std::path::PathBuf| {
        std::fs::read_to_string(path).with_context(|| format!("notes {} cannot be read", path.display()))
    };
    let notes = args.notes.as_ref().map(read).transpose()?;
    Ok(Case { number: args.case.clone(), examiner: args.examiner.clone(), notes })
}

fn question_of(args: &Investigate) -> Question {
    let now = Utc::now();
    let time = |at: DateTime<Utc>| Time(at.timestamp_micros());
    Question {
        users: args.users.clone(),
        from: args.from.map(|from| time(from.start(now))),
        until: args.until.map(|until| time(until.day_after().unwrap_or_else(|| until.start(now)))),
        attacker_addresses: args.attacker_ip.clone(),
        attacker_sessions: args.attacker_session.clone(),
        owner_addresses: args.owner_ip.clone(),
    }
}

fn write_summary(report: &Report, out: &mut dyn Write) -> Result<()> {
    report.warnings.iter().for_each(|warning| note(&printable(warning)));
    for account in &report.accounts {
        out.write_all(summary::render_account(account).as_bytes())?;
        writeln!(out)?;
    }
    Ok(())
}
