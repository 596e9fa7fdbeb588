//! `trail365 demo`: a week of an invented company, collected over HTTP and searched for an intrusion.

mod week;

use std::future::pending;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use trail365_collect::{Collector, Options, Status, Until};
use trail365_lake::{ErrorKind, Lake, Location};
use trail365_sigma::Level;

use super::Outcome;
use super::collect::live_view::LiveView;
use super::collect::streams::write_summary;
use super::detect::detect_and_write;
use super::investigate::report_first;
use crate::args::{Demo, RowOptions};
use crate::lake;
use crate::output::{Printer, note, printable};

/// A question to the lake, with the reason for asking it.
struct Question {
    title: &'static str,
    why: &'static str,
    sql: &'static str,
}

// Each query finds the rule again instead of naming what the one before found, so each can be copied and run alone.
const QUESTIONS: [Question; 3] = [
    Question {
        title: "Which inbox rules send mail on?",
        why: "Whoever breaks into a mailbox likes to stay informed.",
        sql: "\
SELECT creation_time, user_id, client_ip, parameters['Name'] AS rule, parameters['ForwardTo'] AS forward_to
FROM exchange_admin
WHERE operation IN ('New-InboxRule', 'Set-InboxRule') AND parameters['ForwardTo'] IS NOT NULL",
    },
    Question {
        title: "What else came from the address that made the rule?",
        why: "Passwords that were tried, the session that was stolen, and everything after it.",
        sql: "\
SELECT operation, count(*) AS records, count(DISTINCT user_id) AS users,
       min(creation_time) AS first, max(creation_time) AS last
FROM events
WHERE client_ip IN (SELECT client_ip FROM exchange_admin WHERE parameters['ForwardTo'] IS NOT NULL)
GROUP BY operation ORDER BY first",
    },
    Question {
        title: "From where was the victim's mailbox read?",
        why: "The app that was consented to reads on from an address of its own.",
        sql: "\
SELECT client_ip_address, client_app_id, count(*) AS records, min(creation_time) AS first, max(creation_time) AS last
FROM events
WHERE operation = 'MailItemsAccessed'
  AND user_id IN (SELECT user_id FROM exchange_admin WHERE parameters['ForwardTo'] IS NOT NULL)
GROUP BY client_ip_address, client_app_id ORDER BY first",
    },
];

/// Collects the week and asks the questions that lead to the intrusion, one from the other.
pub fn run(args: &Demo, out: &mut dyn Write) -> Result<Outcome> {
    let location = Location::parse(&args.lake)?;
    let shown = printable(&location.to_string());
    lake::runtime()?.block_on(async {
        let lake = create_lake(&location, &shown).await?;
        note(&format!("collecting a week of an invented company of {} people into {shown}", args.users));
        let status = collect_week(lake, args.users).await?;
        write_summary(&status, out)?;
        out.flush()?;
        ask_questions(&args.lake, out).await?;
        let detect = format!("trail365 detect --lake {shown} --level high");
        write!(out, "\nWhat looks like an attack?\n--------------------------\nThe rules that ship know the marks of one.\n\n{detect}\n\n")?;
        let lake = lake::open(&args.lake, None).await?;
        let (session, findings) = detect_and_write(&lake, Level::High, out).await?;
        let folder = PathBuf::from(format!("{}-report", args.lake.trim_end_matches('/')));
        let folder_shown = printable(&folder.to_string_lossy());
        write!(out, "\nWas the account taken over?\n---------------------------\nThe report on the account to look at first, each sentence with its records.\n\ntrail365 investigate ACCOUNT --lake {shown} --output {folder_shown}\n\n")?;
        report_first(&lake, &session, &findings, &folder, out).await?;
        Ok::<_, anyhow::Error>(())
    })?;
    write!(out, "{}", next_steps(&shown))?;
    Ok(Outcome::Done)
}

async fn create_lake(location: &Location, shown: &str) -> Result<Lake> {
    match Lake::open(location, None).await {
        // Invented activity in a lake of real records could not be told apart from them.
        Ok(_) => bail!("there is a lake at {shown} already; remove it, or name another place with --lake"),
        Err(error) if error.kind() == ErrorKind::Missing => lake::open_or_create(location).await,
        Err(error) => Err(error.into()),
    }
}

async fn collect_week(lake: Lake, users: u32) -> Result<Vec<Status>> {
    let week = week::Week::simulate(users).await?;
    let mut options = Options::default();
    // The sandbox has no quota to spare, and a person is waiting.
    options.settings.pause = Duration::from_millis(100);
    options.settings.patience = Some(3);
    let collector = Collector::open(&lake, &[week.tenant()?], options).await?;
    let mut view = LiveView::new();
    let status = collector.run(lake, Until::Idle, pending(), &mut |status| view.draw(status)).await;
    view.clear();
    Ok(status?)
}

/// Asks the questions and prints the answers.
async fn ask_questions(at: &str, out: &mut dyn Write) -> Result<()> {
    let session = lake::session(at, None).await?;
    let printer = Printer::new(&RowOptions::default())?;
    for Question { title, why, sql } in QUESTIONS {
        write!(out, "\n{title}\n{}\n{why}\n\n{sql};\n\n", "-".repeat(title.len()))?;
        printer.print(trail365_sql::sql(&session, sql).await?, false, out).await?;
        out.flush()?;
    }
    Ok(())
}

fn next_steps(lake: &str) -> String {
    format!(
        "\nNext\n----\n\
         trail365 ui --lake {lake}                               opens the lake in your browser\n\
         trail365 query --lake {lake}                            opens a prompt for SQL, with completion\n\
         trail365 search --lake {lake} --ip 203.0.113.0/24       finds records without SQL\n\
         trail365 alerts --lake {lake}                           what rules found, and what you say of it\n\
         trail365 investigate --lake {lake}                      whom to look at first\n\
         trail365 tables --lake {lake}                           lists what there is to query\n\
         trail365 status --lake {lake}                           how far each content type is collected\n\
         trail365 config example > trail365.toml                        starts with a tenant of your own\n\
         trail365 import FILES                                          or with an export that you have\n"
    )
}
