//! `trail365 detect`: what looks like an attack.

mod alerts;
mod blind;
mod summary;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use chrono::Utc;
use datafusion::prelude::SessionContext;
use trail365_findings::{
    Alert, Detector, Findings, Loaded, alerts_to_batch, keep_alerts, load_lists, load_rules, ocsf_finding,
    tenant_domains,
};
use trail365_lake::Lake;
use trail365_sigma::{Level, Pattern, Problem, Severity};
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::{Session, SessionOptions};

use super::Outcome;
use crate::args::{Detect, RowFormat};
use crate::lake;
use crate::output::{Printer, count_of, grouped, note};

/// Asks the rules about the lake and prints what they find.
pub fn run(args: &Detect, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows.for_rows())?;
    let loaded = load_with_lists(&args.rules, &args.lists)?;
    let is_incomplete = loaded.set.problems.iter().any(|problem| problem.severity == Severity::Error);
    let options = lake::session_options(args.at_geo.geo.as_deref(), args.at_geo.asn.as_deref())?;
    note_age_of_databases(&options);
    lake::runtime()?.block_on(printer.guard(async {
        let lake = lake::open(&args.at_lake.lake, None).await?;
        let session = trail365_sql::open(&lake, &options).await?;
        let domains = tenant_domains(&session).await?;
        let detector = Detector::new(loaded.set, loaded.sql_rules, Tenant { domains })?;
        let from = args.since.map(|since| since.start(Utc::now()).timestamp_micros());
        let mut findings = detector.detect(&session, Range { from, until: None }).await?;
        // Only the rules that ship, over all records, have seen everything.
        let has_seen_all = from.is_none() && args.rules.is_empty();
        let kept =
            if args.dry_run { Ok(()) } else { keep_found(&lake, &session, &findings, has_seen_all).await };
        let all = findings.alerts.len();
        let least = Level::from(args.level);
        findings.alerts.retain(|alert| alert.level >= least && is_of_users(alert, &args.user));
        match printer.format() {
            _ if args.rows.wants_ocsf() => {
                printer
                    .print_documents(findings.alerts.iter().map(|alert| ocsf_finding(alert, None)), out)?;
            }
            RowFormat::Table if !printer.has_file() => {
                write_report(args, &detector, &findings, all, &loaded.asleep, out)?;
            }
            _ => print_rows(&session, &printer, &findings.alerts, out).await?,
        }
        // What was found is shown also where it cannot be kept.
        kept.context("the alerts could not be kept in the lake; --dry-run keeps none")?;
        let fails = |level| findings.alerts.iter().any(|alert| alert.level >= Level::from(level));
        Ok(match (args.fail_on.is_some_and(fails), is_incomplete) {
            (true, _) => Outcome::Findings,
            // Rules that were refused found nothing; stderr names them.
            (false, true) => Outcome::Incomplete,
            (false, false) => Outcome::Done,
        })
    }))
}

/// Asks the rules that ship about a lake, keeps the alerts, and writes those of a level and above.
///
/// # Errors
/// If the lake cannot be read or written.
#[cfg_attr(not(feature = "sandbox"), expect(dead_code, reason = "of `demo` alone"))]
pub async fn detect_and_write(lake: &Lake, least: Level, out: &mut dyn Write) -> Result<(Session, Findings)> {
    let (session, findings) = find(lake, &SessionOptions::default()).await?;
    keep_alerts(lake, &session, &findings, Utc::now().timestamp_micros(), Some(lake.version())).await?;
    let shown: Vec<Alert> = findings.alerts.iter().filter(|alert| alert.level >= least).cloned().collect();
    alerts::write_alerts(&shown, None, out)?;
    Ok((session, findings))
}

/// Asks the rules that ship about a lake.
pub async fn find(lake: &Lake, options: &SessionOptions) -> Result<(Session, Findings)> {
    let session = trail365_sql::open(lake, options).await?;
    let loaded = load_with_lists(&[], &[])?;
    let tenant = Tenant { domains: tenant_domains(&session).await? };
    let detector = Detector::new(loaded.set, loaded.sql_rules, tenant)?;
    let findings = detector.detect(&session, Range::default()).await?;
    Ok((session, findings))
}

/// Notes how old the files of places and of AS numbers are: addresses change their owners.
fn note_age_of_databases(options: &SessionOptions) {
    for database in options.geo.iter().flat_map(|geo| geo.databases()) {
        if let Some(built) = database.built_at {
            let what = if database.tells_places { "places of addresses" } else { "owners of networks" };
            note(&format!("{what} are those of {}", built.format("%Y-%m-%d")));
        }
    }
}

/// Keeps alerts in the lake, and notes how many are new.
async fn keep_found(
    lake: &Lake,
    session: &SessionContext,
    findings: &Findings,
    has_seen_all: bool,
) -> Result<()> {
    let followed = has_seen_all.then(|| lake.version());
    let kept = keep_alerts(lake, session, findings, Utc::now().timestamp_micros(), followed).await?;
    note(&format!(
        "{} kept in the lake, {} of them new",
        count_of(findings.alerts.len() as u64, "alert"),
        grouped(kept.new.len() as u64)
    ));
    if !kept.withdrawn.is_empty() {
        let withdrawn = count_of(kept.withdrawn.len() as u64, "earlier alert");
        note(&format!(
            "{withdrawn} withdrawn: the rules do not hold for the records that are in the lake now"
        ));
    }
    Ok(())
}

/// Loads rules with lists, and notes what is wrong with some; fails if no rule is left.
pub fn load_with_lists(rules: &[PathBuf], lists: &[PathBuf]) -> Result<Loaded> {
    let loaded = load_rules(rules, &load_lists(lists)?);
    note_problems(&loaded.set.problems);
    ensure_rules(&loaded)?;
    Ok(loaded)
}

/// Notes what is wrong with rules.
pub fn note_problems(problems: &[Problem]) {
    for problem in problems {
        let weight = if problem.severity == Severity::Error { "refused" } else { "warning" };
        note(&format!("{weight}: {problem}"));
    }
}

fn ensure_rules(loaded: &Loaded) -> Result<()> {
    if loaded.set.rules.is_empty() && loaded.set.correlations.is_empty() && loaded.sql_rules.is_empty() {
        bail!(
            "there is no rule to ask: name files or folders of rules, or leave --rules out for those that ship"
        );
    }
    Ok(())
}

/// Reports whether an alert is about one of some users: they acted, or its records agree in them, or its reason names them.
fn is_of_users(alert: &Alert, users: &[String]) -> bool {
    let in_group = alert.group.iter().map(|(_, value)| value.as_str());
    let in_reason = alert.reason.split([' ', ';', ',', '"']).filter(|word| word.contains('@'));
    let named: Vec<String> = alert
        .users
        .iter()
        .map(String::as_str)
        .chain(in_group)
        .chain(in_reason)
        .map(str::to_lowercase)
        .collect();
    let fits = |pattern: &String| {
        let pattern = Pattern::parse(&pattern.to_lowercase());
        named.iter().any(|user| pattern.fits(user))
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

/// Writes what a person reads; `all` is the number of alerts of any level and user.
fn write_report(
    args: &Detect,
    detector: &Detector,
    findings: &Findings,
    all: usize,
    asleep: &[Problem],
    out: &mut dyn Write,
) -> Result<()> {
    let rules =
        detector.rules().rules.len() + detector.rules().correlations.len() + detector.sql_rules().len();
    out.write_all(summary::render_summary(findings, all, rules).as_bytes())?;
    // Files and pipes get all, as they get all rows.
    let most = if std::io::stdout().is_terminal() { args.rows.rows.0 } else { None };
    alerts::write_alerts(&findings.alerts, most, out)?;
    blind::write_blind(&findings.blind, asleep, out)
}
