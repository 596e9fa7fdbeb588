//! Mail read: which messages were accessed, by whose sessions, and what can no longer be excluded.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::Coverage;
use super::tables::column;
use crate::evidence::Book;
use crate::facts::{Decoded, Listing};
use crate::model::{Cell, Class, Confidence, Records, Section, Statement, Table, Time};
use crate::scene::Scene;
use crate::words::{count_of, were};

/// Span after a throttled record in which accesses are not recorded, in microseconds.
const THROTTLED: i64 = 24 * 3600 * 1_000_000;

/// Writes the section.
pub(crate) fn mail_read(
    listing: &Listing<'_>,
    scene: &Scene<'_>,
    coverage: &Coverage,
    book: &mut Book,
) -> Section {
    let rows = &listing.rows;
    let messages = by_message(rows, scene);
    let mut statements = Vec::new();
    for class in [Class::Attacker, Class::Undetermined] {
        let folders = state_folders(rows, scene, class, book);
        statements.extend(state_messages(&messages, class, !folders.is_empty(), book));
        statements.extend(folders);
    }
    statements.extend(state_throttled(rows, book));
    statements.extend(coverage.has_gaps().then(state_gaps));
    if !messages.iter().any(|(key, _)| key.class == Class::Attacker) {
        statements.push(state_nothing(rows, scene, coverage));
    }
    Section {
        key: "mail_read".to_owned(),
        title: "Mail read".to_owned(),
        statements,
        tables: vec![message_table(&messages, listing, book), folder_table(listing, scene, book)],
    }
}

/// A message in a folder, accessed by one class of sessions.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    class: Class,
    mailbox: String,
    message: String,
    folder: String,
}

/// Groups the accesses to single messages.
fn by_message<'r>(rows: &[&'r Decoded], scene: &Scene<'_>) -> BTreeMap<Key, Vec<&'r Decoded>> {
    let mut messages: BTreeMap<Key, Vec<&Decoded>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !is_sync(row)) {
        let Some(message) = row.text("internet_message_id") else { continue };
        let text = |column| row.text(column).unwrap_or_default().to_owned();
        let class = class_of(row, scene);
        let key =
            Key { class, mailbox: text("mailbox"), message: message.to_owned(), folder: text("folder") };
        messages.entry(key).or_default().push(row);
    }
    messages
}

/// Says whose access a row is; Microsoft's own work is a service's.
fn class_of(row: &Decoded, scene: &Scene<'_>) -> Class {
    match scene.whose_row(row).class {
        Class::Undetermined if row.is("is_service") => Class::Service,
        class => class,
    }
}

fn is_sync(row: &Decoded) -> bool {
    row.text("access_type").is_some_and(|kind| kind.eq_ignore_ascii_case("Sync"))
}

fn state_messages(
    messages: &BTreeMap<Key, Vec<&Decoded>>,
    class: Class,
    has_copied: bool,
    book: &mut Book,
) -> Option<Statement> {
    let of: Vec<(&Key, &Vec<&Decoded>)> = messages.iter().filter(|(key, _)| key.class == class).collect();
    let distinct: BTreeSet<&str> = of.iter().map(|(key, _)| key.message.as_str()).collect();
    let times = || of.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.time()));
    let (first, last) = (times().min()?, times().max()?);
    let folders: BTreeSet<&str> = of.iter().map(|(key, _)| key.folder.as_str()).collect();
    let verb = were(distinct.len());
    let whose = match class {
        Class::Attacker => "in sessions of the attacker",
        _ => "in sessions that cannot be told to be the owner's or the attacker's",
    };
    let when = if first == last {
        format!("at {}", Time(first))
    } else {
        format!("between {} and {}", Time(first), Time(last))
    };
    let all = if has_copied {
        "folders were copied besides, with messages that no record names"
    } else {
        "the number of messages is exact"
    };
    let text = format!(
        "{} in {} {verb} accessed {whose} {when}. Repeats within an hour are not recorded, so the number of accesses is a lower bound; {all}.",
        count_of(distinct.len(), "different message"),
        count_of(folders.len(), "folder"),
    );
    let confidence = if class == Class::Attacker { Confidence::Recorded } else { Confidence::Possible };
    Some(book.state(confidence, text, of.iter().flat_map(|(_, rows)| rows.iter().map(|row| row.cited()))))
}

/// States each folder that was synchronised: no messages are named, so all of it counts as obtained.
fn state_folders(rows: &[&Decoded], scene: &Scene<'_>, class: Class, book: &mut Book) -> Vec<Statement> {
    let mut folders: BTreeMap<(&str, &str), Vec<&Decoded>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_sync(row) && class_of(row, scene) == class) {
        let folder = (
            row.text("mailbox").unwrap_or_default(),
            row.text("folder").unwrap_or("a folder that is not named"),
        );
        folders.entry(folder).or_default().push(row);
    }
    let state = |((mailbox, folder), rows): (&(&str, &str), &Vec<&Decoded>)| {
        let first = rows.iter().map(|row| row.time()).min().unwrap_or_default();
        let (confidence, whose, then) = match class {
            Class::Attacker => (Confidence::Recorded, "in a session of the attacker", ""),
            _ => (
                Confidence::Possible,
                "in a session that cannot be told to be the owner's or the attacker's",
                "if it was the attacker, ",
            ),
        };
        let text = format!(
            "«{folder}» of {mailbox} was synchronised {whose}, first at {}: {then}the whole folder as it was then must be taken as obtained.",
            Time(first)
        );
        (confidence, text, rows.iter().map(|row| row.cited()).collect::<Vec<_>>())
    };
    let stated: Vec<_> = folders.iter().map(state).collect();
    stated.into_iter().map(|(confidence, text, cited)| book.state(confidence, text, cited)).collect()
}

fn state_throttled(rows: &[&Decoded], book: &mut Book) -> Option<Statement> {
    let throttled: Vec<&&Decoded> = rows.iter().filter(|row| row.is("is_throttled")).collect();
    let first = throttled.iter().map(|row| row.time()).min()?;
    let last = throttled.iter().map(|row| row.time()).max()?;
    let text = format!(
        "The service stopped to record accesses because there were too many: from {} to {} every message of the mailbox may have been accessed, and none can be excluded.",
        Time(first),
        Time(last + THROTTLED)
    );
    Some(book.state(Confidence::CannotBeDetermined, text, throttled.iter().map(|row| row.cited())))
}

/// States that records are missing.
fn state_gaps() -> Statement {
    let text =
        "Content was lost to the collector: accesses that its records told of cannot be excluded.".to_owned();
    Statement { confidence: Confidence::CannotBeDetermined, text, ..Statement::default() }
}

fn state_nothing(rows: &[&Decoded], scene: &Scene<'_>, coverage: &Coverage) -> Statement {
    let user = scene.user;
    let (confidence, text) = if !coverage.has_mail_access(user) {
        (
            Confidence::CannotBeDetermined,
            format!(
                "Whether messages of {user} were accessed cannot be told: no access to its mailbox is recorded, so it was not audited."
            ),
        )
    } else if coverage.has_gaps() || rows.iter().any(|row| row.is("is_throttled")) {
        (
            Confidence::CannotBeDetermined,
            format!(
                "No access to messages of {user} in sessions of the attacker is recorded, but records are missing: it cannot be excluded."
            ),
        )
    } else {
        (
            Confidence::NoEvidence,
            format!(
                "There is no evidence that messages of {user} were accessed in sessions of the attacker; accesses are recorded in this data."
            ),
        )
    };
    Statement { confidence, text, ..Statement::default() }
}

/// SQL of accesses to single messages.
const IS_MESSAGE: &str = "coalesce(lower(access_type), '') <> 'sync' AND internet_message_id <> ''";

/// SQL of folders that were synchronised.
const IS_SYNC: &str = "lower(access_type) = 'sync'";

fn message_query(listing: &Listing<'_>) -> String {
    format!(
        "-- The table has a row for each class of the sessions that accessed a message.\n\
         SELECT mailbox, internet_message_id, folder, min(time) AS first_time, max(time) AS last_time, count(*) AS accesses\n{}\n\
         GROUP BY mailbox, internet_message_id, folder\nORDER BY mailbox, internet_message_id, folder",
        listing.clone().retain(IS_MESSAGE, |_| true).source()
    )
}

fn message_table(messages: &BTreeMap<Key, Vec<&Decoded>>, listing: &Listing<'_>, book: &mut Book) -> Table {
    let row = |(key, rows): (&Key, &Vec<&Decoded>), book: &mut Book| {
        let times = || rows.iter().map(|row| row.time());
        let first = rows.iter().min_by_key(|row| (row.time(), row.content_hash()));
        let subject = rows.iter().find_map(|row| row.text("subject"));
        vec![
            Cell::Text(key.mailbox.clone()),
            Cell::Text(key.message.clone()),
            Cell::Text(key.folder.clone()),
            subject.map_or(Cell::Missing, |subject| Cell::Text(subject.to_owned())),
            times().min().map_or(Cell::Missing, |time| Cell::Time(Time(time))),
            times().max().map_or(Cell::Missing, |time| Cell::Time(Time(time))),
            Cell::Number(rows.len() as i64),
            Cell::Text(key.class.key().to_owned()),
            first.map_or(Cell::Missing, |row| {
                Cell::Records(Records { records: vec![book.number(row.cited())] })
            }),
        ]
    };
    Table {
        key: "messages".to_owned(),
        title: "Messages accessed".to_owned(),
        note: "A message in a folder, by the class of the sessions that accessed it. Accessed is not read: previews and programs access, too.".to_owned(),
        columns: vec![
            column("mailbox", "Mailbox"),
            column("internet_message_id", "Message id"),
            column("folder", "Folder"),
            column("subject", "Subject"),
            column("first_time", "First (UTC)"),
            column("last_time", "Last (UTC)"),
            column("accesses", "Accesses recorded"),
            column("whose", "Whose sessions"),
            column("record", "First record"),
        ],
        rows: messages.iter().map(|entry| row(entry, book)).collect(),
        query: message_query(listing),
    }
}

fn folder_table(listing: &Listing<'_>, scene: &Scene<'_>, book: &mut Book) -> Table {
    let synced = listing.clone().retain(IS_SYNC, |row| is_sync(row));
    super::tables::table_of(
        (
            "folders_synchronised",
            "Folders synchronised",
            "Whole folders that a program copied, outside of the owner's sessions.",
        ),
        &[
            ("time", "Time (UTC)"),
            ("mailbox", "Mailbox"),
            ("folder", "Folder"),
            ("client", "Client"),
            ("client_ip", "Address"),
        ],
        (&synced, |row| class_of(row, scene) != Class::Owner),
        scene,
        book,
    )
}
