//! `trail365 investigate`: whether accounts were taken over, and what was done with them.

use std::io::Write;

use anyhow::Result;
use chrono::Utc;
use trail365_findings::{Detector, load_lists, load_rules, tenant_domains};
use trail365_investigate::investigate;
use trail365_investigate::model::{Case, Question, Report, Time};
use trail365_sql::rules::{Range, Tenant};

use super::Outcome;
use crate::args::Investigate;
use crate::lake;

/// Investigates accounts, or lists those to look at first.
pub fn run(args: &Investigate, out: &mut dyn Write) -> Result<Outcome> {
    let options = lake::session_options(args.at_geo.geo.as_deref())?;
    let report = lake::runtime()?.block_on(async {
        let lake = lake::open(&args.at_lake.lake, None).await?;
        let session = trail365_sql::open(&lake, &options).await?;
        let loaded = load_rules(&[], &load_lists(&[])?);
        let tenant = Tenant { domains: tenant_domains(&session).await? };
        let detector = Detector::new(loaded.set, loaded.sql_rules, tenant)?;
        let findings = detector.detect(&session, Range::default()).await?;
        let case =
            Case { number: args.case.clone(), examiner: args.examiner.clone(), notes: read_notes(args)? };
        Ok::<_, anyhow::Error>(investigate(&lake, &session, &findings, case, question_of(args)).await?)
    })?;
    write_summary(&report, out)?;
    Ok(Outcome::Done)
}

fn question_of(args: &Investigate) -> Question {
    let now = Utc::now();
    let time = |at: chrono::DateTime<Utc>| Time(at.timestamp_micros());
    Question {
        users: args.users.clone(),
        from: args.from.map(|from| time(from.start(now))),
        until: args.until.map(|until| time(until.day_after().unwrap_or_else(|| until.start(now)))),
        attacker_addresses: args.attacker_ip.clone(),
        attacker_sessions: args.attacker_session.clone(),
        owner_addresses: args.owner_ip.clone(),
    }
}

fn read_notes(args: &Investigate) -> Result<Option<String>> {
    Ok(args.notes.as_ref().map(std::fs::read_to_string).transpose()?)
}

fn write_summary(report: &Report, out: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)?;
    Ok(())
}
