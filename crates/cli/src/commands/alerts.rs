//! `trail365 alerts`: the alerts that were kept, and what people say of them.

use std::io::Write;

use anyhow::{Result, bail};
use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use chrono::Utc;
use datafusion::prelude::SessionContext;
use trail365_findings::{Status, note_alert, ocsf_finding, reviewed_alerts_of_batch};
use trail365_sql::SessionOptions;

use super::Outcome;
use crate::args::{AlertList, AlertStatus, Alerts, AlertsTask, RowOptions};
use crate::lake;
use crate::output::{Printer, note, printable};

/// Columns that a person looks for first.
const LISTED: &str = "substr(key, 1, 8) AS key, first_time, level, status, title, \
    CASE WHEN cardinality(users) > 1 THEN concat(users[1], ' and ', cardinality(users) - 1, ' more') ELSE users[1] END AS users, \
    count, reason";

/// Levels from the lowest on.
const LEVELS: [&str; 5] = ["informational", "low", "medium", "high", "critical"];

/// Lists alerts, shows one, or notes what it is.
pub fn run(args: &Alerts, out: &mut dyn Write) -> Result<Outcome> {
    let at = &args.at_lake.lake;
    match &args.task {
        None => list(at, &args.list, out)?,
        Some(AlertsTask::Show { key, rows }) => show(at, key, rows, out)?,
        Some(AlertsTask::Note { key, status, note, who }) => add_note(at, key, *status, (note, who))?,
    }
    Ok(Outcome::Done)
}

fn list_query(list: &AlertList) -> String {
    let least = trail365_sigma::Level::from(list.level).as_str();
    let place = LEVELS.iter().position(|level| *level == least).unwrap_or_default();
    let levels: Vec<_> = LEVELS[place..].iter().map(|level| format!("'{level}'")).collect();
    let status = list
        .status
        .map_or_else(String::new, |status| format!(" AND status = '{}'", status_of(status).as_str()));
    // A program gets every column, as nobody is there to miss one.
    let columns = if list.rows.format.is_none() && list.rows.output.is_none() { LISTED } else { "*" };
    format!(
        "SELECT {columns} FROM alerts WHERE level IN ({}){status} ORDER BY first_time DESC",
        levels.join(", ")
    )
}

fn list(at: &str, list: &AlertList, out: &mut dyn Write) -> Result<()> {
    let printer = Printer::new(&list.rows.for_rows())?;
    lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session(at, None).await?;
        let frame = trail365_sql::sql(&session, &list_query(list)).await?;
        if !list.rows.wants_ocsf() {
            printer.print(frame, true, out).await?;
            return Ok(());
        }
        let mut findings = Vec::new();
        for batch in frame.collect().await? {
            let alerts = reviewed_alerts_of_batch(&batch)?;
            findings.extend(alerts.iter().map(|(alert, review)| ocsf_finding(alert, Some(review))));
        }
        printer.print_documents(findings, out)
    }))
}

fn show(at: &str, key: &str, rows: &RowOptions, out: &mut dyn Write) -> Result<()> {
    let printer = Printer::new(rows)?;
    lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session(at, None).await?;
        // The key has digits alone, so it can stand in the text of a query.
        let (key, _) = find_key(&session, key).await?;
        if !printer.has_file() && rows.format.is_none() {
            let alert = format!("SELECT key, title, level, status, note, who, organization_id, users, addresses, apps, sessions, techniques, first_time, last_time, found_at, count, reason FROM alerts WHERE key = '{key}'");
            printer.print(trail365_sql::sql(&session, &alert).await?, true, out).await?;
            writeln!(out)?;
        }
        let records = format!("SELECT time, operation, id, source, line FROM alert_records WHERE key = '{key}' ORDER BY time, id");
        printer.print(trail365_sql::sql(&session, &records).await?, true, out).await
    }))?;
    Ok(())
}

fn add_note(at: &str, key: &str, status: AlertStatus, (words, who): (&str, &str)) -> Result<()> {
    lake::runtime()?.block_on(async {
        let lake = lake::open(at, None).await?;
        let session = trail365_sql::open(&lake, &SessionOptions::default()).await?;
        let (key, title) = find_key(&session, key).await?;
        let status = status_of(status);
        note_alert(&lake, &key, status, words, who, Utc::now().timestamp_micros()).await?;
        note(&format!("{key} is {}: {}", status.as_str(), printable(&title)));
        Ok(())
    })
}

/// Shortest beginning of a key that is taken: a digit would be a wrong alert before long.
const LEAST_KEY: usize = 4;

/// Finds the key that begins so, and the alert's title.
async fn find_key(session: &SessionContext, begin: &str) -> Result<(String, String)> {
    if begin.len() < LEAST_KEY {
        bail!("give {LEAST_KEY} characters of the key at least; `trail365 alerts` lists keys");
    }
    if !begin.bytes().all(|b| b.is_ascii_hexdigit()) {
        bail!("`{}` is no key of an alert, which has digits and the letters a to f", printable(begin));
    }
    let begin = begin.to_ascii_lowercase();
    let query =
        format!("SELECT key, title FROM alerts WHERE starts_with(key, '{begin}') ORDER BY key LIMIT 2");
    let mut keys = Vec::new();
    for batch in trail365_sql::sql(session, &query).await?.collect().await? {
        let (keyed, titles) =
            (cast(batch.column(0), &DataType::Utf8)?, cast(batch.column(1), &DataType::Utf8)?);
        let (keyed, titles) = (keyed.as_string::<i32>(), titles.as_string::<i32>());
        let title = |title: Option<&str>| title.unwrap_or_default().to_owned();
        keys.extend(keyed.iter().zip(titles).filter_map(|(key, of)| Some((key?.to_owned(), title(of)))));
    }
    match keys.as_slice() {
        [key] => Ok(key.clone()),
        [] => bail!("no alert has a key that begins with {begin}; `trail365 alerts` lists them"),
        _ => bail!("several alerts have keys that begin with {begin}; give more of it"),
    }
}

fn status_of(status: AlertStatus) -> Status {
    match status {
        AlertStatus::Open => Status::Open,
        AlertStatus::Benign => Status::Benign,
        AlertStatus::Confirmed => Status::Confirmed,
    }
}
