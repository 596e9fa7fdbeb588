//! `trail365 search`: records by what they are about, without SQL.

use std::io::Write;

use anyhow::Result;
use chrono::Utc;
use datafusion::prelude::SessionContext;
use trail365_sql::search::{self, OperationHint, near_users, operation_hint, users_matching};

use super::Outcome;
use crate::args::moment::Moment;
use crate::args::{RowFormat, Search};
use crate::lake;
use crate::output::{Printer, grouped, note, printable};

/// Users that a line on stderr names at most.
const NAMED_USERS: usize = 3;

/// Names of users, and of operations, that are looked up for notes: each reads the lake once more.
const NOTED_NAMES: usize = 5;

/// Operations that a line on stderr names at most.
const NAMED_OPERATIONS: usize = 5;

/// Prints the records that match, or the SQL that finds them.
pub fn run(args: &Search, out: &mut dyn Write) -> Result<Outcome> {
    let search = search_of(args);
    search.check()?;
    let sql = if args.in_shape.shape.is_some() { search.records_sql() } else { search.sql() };
    if args.sql {
        writeln!(out, "{sql};")?;
        return Ok(Outcome::Done);
    }
    args.in_shape.check()?;
    let printer = Printer::new(&args.rows)?.in_shape(&args.in_shape).explaining(args.explain);
    lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session(&args.at_lake.lake, None).await?;
        let frame = trail365_sql::sql(&session, &sql).await?;
        let shown = printer.print(frame, false, out).await?;
        let is_told = printer.has_file() || args.in_shape.shape.is_some();
        if is_told || printer.format() == RowFormat::Table {
            note_limit(args.limit, shown.rows);
        }
        if shown.rows == 0 {
            note_operations(&session, &search.operations).await?;
        }
        note_users(&session, &search.users, shown.rows == 0).await
    }))?;
    Ok(Outcome::Done)
}

/// Takes the conditions from the arguments. A day as the end counts to its own end.
fn search_of(args: &Search) -> search::Search {
    let now = Utc::now();
    let before = args.until.and_then(Moment::day_after);
    search::Search {
        users: args.user.clone(),
        addresses: args.ip.clone(),
        operations: args.operation.clone(),
        record_types: args.kind.iter().flat_map(|kind| &kind.0).copied().collect(),
        workloads: args.workload.clone(),
        outcomes: args.outcome.clone(),
        sessions: args.session.clone(),
        apps: args.app.iter().flat_map(|app| &app.0).cloned().collect(),
        objects: args.object.clone(),
        texts: args.text.clone(),
        since: args.since.map(|since| since.start(now)),
        until: args.until.filter(|_| before.is_none()).map(|until| until.start(now)),
        before,
        limit: (args.limit > 0).then_some(args.limit),
        oldest_first: args.oldest_first,
    }
}

fn note_limit(limit: u64, rows: u64) {
    if limit > 0 && rows == limit {
        note(&format!("that is the limit of {}; there may be more, and --limit 0 finds all", grouped(limit)));
    }
}

/// Notes the users that a name without a domain matched. If no record was found because no user has the name, notes the
/// users with similar names.
async fn note_users(session: &SessionContext, names: &[String], is_empty: bool) -> Result<()> {
    for name in names.iter().take(NOTED_NAMES) {
        // One more than are named shows whether there are others.
        let matching = users_matching(session, name, NAMED_USERS + 1).await?;
        let others: Vec<_> = matching.iter().filter(|user| !user.eq_ignore_ascii_case(name)).collect();
        if !others.is_empty() {
            note(&format!("--user {} matches {}", printable(name), list_users(&others)));
        } else if is_empty && matching.is_empty() && !name.contains('*') {
            let near = near_users(session, name, NAMED_USERS + 1).await?;
            // The user exists, and other conditions left no record: the name is spelled well.
            if !near.iter().any(|user| user.eq_ignore_ascii_case(name)) {
                note(&unknown_user(name, &near));
            }
        }
    }
    Ok(())
}

/// Notes what is known of the operations for which no record was found.
async fn note_operations(session: &SessionContext, names: &[String]) -> Result<()> {
    for name in names.iter().filter(|name| !name.contains('*')).take(NOTED_NAMES) {
        let hint = operation_hint(session, name, NAMED_OPERATIONS).await?;
        if let Some(line) = describe_hint(name, &hint) {
            note(&line);
        }
    }
    Ok(())
}

fn describe_hint(name: &str, hint: &OperationHint) -> Option<String> {
    let name = printable(name);
    let list = |names: &[String]| names.iter().map(|name| printable(name)).collect::<Vec<_>>().join(", ");
    Some(match hint {
        OperationHint::Recorded => return None,
        OperationHint::NearRecorded(near) => {
            format!("no record has the operation {name}; did you mean {}?", list(near))
        }
        OperationHint::Known(meaning) => {
            format!("no record has the operation {name}, which is known: {meaning}")
        }
        OperationHint::NearKnown(near) => {
            format!("no operation {name} is known; did you mean {}? No record has these either", list(near))
        }
        OperationHint::Unknown => format!(
            "no operation {name} is known; trail365 query \"select distinct operation from activity\" lists those of \
             this lake"
        ),
    })
}

fn unknown_user(name: &str, near: &[String]) -> String {
    let name = printable(name);
    match near {
        [] => format!("no record is of the user {name}"),
        near => {
            let near: Vec<_> = near.iter().collect();
            format!("no record is of the user {name}; did you mean {}?", list_users(&near))
        }
    }
}

/// Joins the first few names to a list, and says whether there are others.
fn list_users(users: &[&String]) -> String {
    let names: Vec<_> = users.iter().take(NAMED_USERS).map(|user| printable(user)).collect();
    let rest = if users.len() > NAMED_USERS { " and others" } else { "" };
    format!("{}{rest}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{search_of, unknown_user};
    use crate::args::Search;

    #[derive(Parser)]
    struct Args {
        #[command(flatten)]
        search: Search,
    }

    fn check(args: &[&str], condition: &str) {
        let sql = search_of(&Args::parse_from([&["search"], args].concat()).search).sql();
        assert!(sql.contains(condition), "{sql}");
    }

    #[test]
    fn a_day_counts_to_its_end() {
        check(
            &["--since", "2026-03-01", "--until", "2026-03-31"],
            "WHERE creation_time >= '2026-03-01T00:00:00Z'\n  AND creation_time < '2026-04-01T00:00:00Z'\n",
        );
        let point = "WHERE creation_time <= '2026-03-31T07:00:00Z'\n";
        check(&["--until", "2026-03-31T08:00+01:00"], point);
    }

    #[test]
    fn types_are_taken_by_number_and_name() {
        check(&["--type", "15", "--type", "ExchangeItem"], "WHERE record_type IN (15, 2)\n");
    }

    #[test]
    fn no_limit_is_all() {
        check(&[], "LIMIT 100");
        let sql = search_of(&Args::parse_from(["search", "--limit", "0"]).search).sql();
        assert!(!sql.contains("LIMIT"), "{sql}");
    }

    #[test]
    fn an_end_before_the_start_is_refused() {
        let check = |args: &[&str]| search_of(&Args::parse_from([&["search"], args].concat()).search).check();
        assert!(check(&["--since", "2026-03-02", "--until", "2026-03-01"]).is_err());
        assert!(check(&["--since", "2026-03-01T08:00Z", "--until", "2026-03-01T07:00Z"]).is_err());
        assert!(check(&["--since", "2026-03-01", "--until", "2026-03-01"]).is_ok());
        assert!(check(&["--until", "2026-03-01"]).is_ok());
    }

    #[test]
    fn near_users_are_named() {
        let near = ["a@x", "b@x", "c@x", "d@x"].map(str::to_owned);
        assert_eq!(
            unknown_user("lena", &near),
            "no record is of the user lena; did you mean a@x, b@x, c@x and others?"
        );
        assert_eq!(unknown_user("\u{1b}", &[]), "no record is of the user \\u{1b}");
    }
}
