//! `trail365 detect`: what looks like an attack.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;
use trail365_findings::{
    Alert, Blind, Detector, Findings, Loaded, alerts_to_batch, keep_alerts, load_lists, load_rules,
    tenant_domains,
};
use trail365_sigma::{Level, Pattern, Problem, RuleSet, Severity};
use trail365_sql::SessionOptions;
use trail365_sql::rules::{Range, Tenant};

use super::Outcome;
use crate::args::{Detect, DetectLevel, RowFormat};
use crate::lake;
use crate::output::{Printer, clipped, count_of, grouped, note, printable};

/// Asks the rules about the lake and prints what they find.
pub fn run(args: &Detect, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    let loaded = load_with_lists(&args.rules, &args.lists)?;
    lake::runtime()?.block_on(printer.guard(async {
        let lake = lake::open(&args.at_lake.lake, None).await?;
        let session = trail365_sql::open(&lake, &SessionOptions::default()).await?;
        let domains = tenant_domains(&session).await?;
        let detector = Detector::new(loaded.set, loaded.sql_rules, Tenant { domains })?;
        let from = args.since.map(|since| since.start(Utc::now()).timestamp_micros());
        let mut findings = detector.detect(&session, Range { from, until: None }).await?;
        if !args.dry_run {
            // Only the rules that ship, over all records, have seen everything.
            let followed = (from.is_none() && args.rules.is_empty()).then(|| lake.version());
            let kept = keep_alerts(&lake, &findings.alerts, Utc::now().timestamp_micros(), followed).await?;
            let new = kept.new.len() as u64;
            note(&format!(
                "{} kept in the lake, {} of them new",
                count_of(findings.alerts.len() as u64, "alert"),
                grouped(new)
            ));
        }
        let all = findings.alerts.len();
        findings.alerts.retain(|alert| alert.level >= level_of(args.level) && is_of_users(alert, &args.user));
        match printer.format() {
            RowFormat::Table if !printer.has_file() => {
                write_summary(detector.rules(), &findings, all, out)?;
                write_alerts(&findings.alerts, out)?;
                write_blind(&findings.blind, &loaded.asleep, out)?;
            }
            _ => print_rows(&session, &printer, &findings.alerts, out).await?,
        }
        let fails = |level| findings.alerts.iter().any(|alert| alert.level >= level_of(level));
        Ok(if args.fail_on.is_some_and(fails) { Outcome::Findings } else { Outcome::Done })
    }))
}

/// Loads rules with lists, and notes what is wrong with some; fails if no rule is left.
pub fn load_with_lists(rules: &[PathBuf], lists: &[PathBuf]) -> Result<Loaded> {
    let loaded = load_rules(rules, &load_lists(lists)?);
    note_problems(&loaded)?;
    Ok(loaded)
}

/// Notes what is wrong with rules; fails if nothing is left.
fn note_problems(loaded: &Loaded) -> Result<()> {
    for problem in &loaded.set.problems {
        let weight = if problem.severity == Severity::Error { "refused" } else { "warning" };
        note(&format!("{weight}: {problem}"));
    }
    if loaded.set.rules.is_empty() && loaded.set.correlations.is_empty() {
        bail!("there is no rule to ask");
    }
    Ok(())
}

/// Returns the library's level.
pub fn level_of(level: DetectLevel) -> Level {
    match level {
        DetectLevel::Informational => Level::Informational,
        DetectLevel::Low => Level::Low,
        DetectLevel::Medium => Level::Medium,
        DetectLevel::High => Level::High,
        DetectLevel::Critical => Level::Critical,
    }
}

fn is_of_users(alert: &Alert, users: &[String]) -> bool {
    let fits = |pattern: &String| {
        let pattern = Pattern::parse(&pattern.to_lowercase());
        alert.users.iter().any(|user| pattern.fits(&user.to_lowercase()))
    };
    users.is_empty() || users.iter().any(fits)
}

async fn print_rows(
    session: &SessionContext,
    printer: &Printer,
    alerts: &[Alert],
    out: &mut dyn Write,
) -> Result<()> {
    let frame = session.read_batch(alerts_to_batch(alerts)?)?;
    printer.print(frame, false, out).await?;
    Ok(())
}

fn write_summary(set: &RuleSet, findings: &Findings, all: usize, out: &mut dyn Write) -> Result<()> {
    let rules = set.rules.len() + set.correlations.len();
    writeln!(
        out,
        "{} records, {} rules and correlations: {} of {} alerts shown\n",
        grouped(findings.records),
        grouped(rules as u64),
        grouped(findings.alerts.len() as u64),
        grouped(all as u64)
    )?;
    let mut by_level: BTreeMap<Level, (u64, BTreeMap<&str, u64>)> = BTreeMap::new();
    for alert in &findings.alerts {
        let (count, users) = by_level.entry(alert.level).or_default();
        *count += 1;
        alert.users.iter().for_each(|user| *users.entry(user).or_default() += 1);
    }
    for (level, (count, users)) in by_level.iter().rev() {
        let mut users: Vec<_> = users.iter().collect();
        users.sort_by_key(|(user, count)| (std::cmp::Reverse(**count), **user));
        let shown: Vec<_> =
            users.iter().take(3).map(|(user, count)| format!("{} ({count})", printable(user))).collect();
        let rest = if users.len() > 3 { format!(" and {} more", users.len() - 3) } else { String::new() };
        writeln!(out, "{:<14}{:>6}  {}{rest}", level.to_string(), grouped(*count), shown.join(", "))?;
    }
    writeln!(out)?;
    Ok(())
}

fn write_alerts(alerts: &[Alert], out: &mut dyn Write) -> Result<()> {
    for alert in alerts {
        let span = match alert.first_time == alert.last_time {
            true => time_of(alert.first_time),
            false => format!("{} to {}", time_of(alert.first_time), time_of(alert.last_time)),
        };
        writeln!(out, "{} {} [{}]", time_of(alert.first_time), printable(&alert.title), alert.level)?;
        writeln!(out, "    {}", printable(&alert.reason))?;
        let who = [("by", &alert.users), ("from", &alert.addresses)];
        let who: Vec<_> = who
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(word, names)| format!("{word} {}", list(names)))
            .collect();
        writeln!(out, "    {} {}; {span}", count_of(alert.count, "record"), who.join(" "))?;
        if let Some(member) = alert.members.first() {
            let source = member.source.as_deref().map(printable).unwrap_or_default();
            let line = member.line.map(|line| format!(":{line}")).unwrap_or_default();
            writeln!(
                out,
                "    first: {source}{line} {}",
                member.id.as_deref().map(printable).unwrap_or_default()
            )?;
        }
        let attack: Vec<_> = alert.tactics().into_iter().chain(alert.techniques()).collect();
        writeln!(out, "    {}\n", printable(&attack.join(", ")))?;
    }
    Ok(())
}

fn write_blind(blind: &[Blind], asleep: &[Problem], out: &mut dyn Write) -> Result<()> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in blind {
        by_reason.entry(&one.why).or_default().push(&one.title);
    }
    if !by_reason.is_empty() || !asleep.is_empty() {
        writeln!(out, "Rules that can find nothing here\n")?;
    }
    for (why, titles) in by_reason {
        let titles: Vec<_> = titles.iter().map(|title| printable(title).to_string()).collect();
        writeln!(out, "  {} because {}: {}", titles.len(), printable(why), clipped(&titles.join("; "), 200))?;
    }
    for problem in asleep {
        writeln!(out, "  {problem}")?;
    }
    Ok(())
}

fn list(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(3).map(|name| printable(name).to_string()).collect();
    let rest = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}

fn time_of(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros)
        .map_or_else(String::new, |time| time.format("%Y-%m-%d %H:%M:%S").to_string())
}
