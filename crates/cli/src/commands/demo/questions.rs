//! The questions that lead to the intrusion, one from the other.

use std::io::Write;

use anyhow::Result;

use crate::args::RowOptions;
use crate::lake;
use crate::output::Printer;

struct Question {
    title: &'static str,
    why: &'static str,
    sql: &'static str,
}

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
        why: "Passwords that were tried, the one that was right, and everything after it.",
        sql: "\
SELECT operation, count(*) AS records, count(DISTINCT user_id) AS users,
       min(creation_time) AS first, max(creation_time) AS last
FROM activity
WHERE client_ip IN (SELECT client_ip FROM exchange_admin WHERE parameters['ForwardTo'] IS NOT NULL)
GROUP BY operation ORDER BY first",
    },
    Question {
        title: "From where was the victim's mailbox read?",
        why: "The app that was consented to reads on from an address of its own.",
        sql: "\
SELECT client_ip_address, app_id, count(*) AS records, min(creation_time) AS first, max(creation_time) AS last
FROM activity
WHERE operation = 'MailItemsAccessed'
  AND user_id IN (SELECT user_id FROM exchange_admin WHERE parameters['ForwardTo'] IS NOT NULL)
GROUP BY client_ip_address, app_id ORDER BY first",
    },
];

/// Asks them, and prints what comes.
pub async fn ask(at: &str, out: &mut dyn Write) -> Result<()> {
    let session = lake::session(at, None).await?;
    let printer = Printer::new(&RowOptions::default())?;
    for Question { title, why, sql } in QUESTIONS {
        write!(out, "\n{title}\n{}\n{why}\n\n{sql};\n\n", "-".repeat(title.len()))?;
        printer.print(trail365_sql::sql(&session, sql).await?, false, out).await?;
        out.flush()?;
    }
    Ok(())
}
