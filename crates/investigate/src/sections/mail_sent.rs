//! Mail sent: what was written in the account's name, to whom, what became of it, and whether it was about money.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use trail365_findings::shipped_lists;

use super::listed::MAIL_SENT;
use super::tables::{WITH_OWNERS, column};
use crate::evidence::Book;
use crate::facts::{Decoded, Listing};
use crate::model::{Cell, Class, Confidence, Records, Section, Statement, Table, Time};
use crate::scene::Scene;
use crate::words::{count_of, were};

/// Most recipients that a sentence names.
const MOST_NAMED: usize = 8;

/// Mail of an account by what was done with it.
pub(crate) struct Mail<'r> {
    pub sent: Listing<'r>,
    pub read: Listing<'r>,
    pub deleted: Listing<'r>,
}

impl<'r> Mail<'r> {
    /// Leaves the rows of the attacker's sessions.
    fn of_attacker(&self, scene: &Scene<'_>) -> Done<'r> {
        let of = |listing: &Listing<'r>| -> Vec<&'r Decoded> {
            let rows = listing.rows.iter().copied();
            rows.filter(|row| scene.whose_row(row).class == Class::Attacker).collect()
        };
        Done { sent: of(&self.sent), read: of(&self.read), deleted: of(&self.deleted) }
    }

    /// Writes the queries of what was accessed, sent and deleted, by subject.
    fn query(&self) -> String {
        let parts = [("accesses", &self.read), ("sent", &self.sent), ("deletions", &self.deleted)];
        let part = |(what, listing): (&str, &Listing<'_>)| {
            let rows = listing.source();
            format!(
                "SELECT conversation, '{what}' AS what, count(*) AS records, min(time) AS first_time, max(time) AS last_time\n{rows}\nGROUP BY conversation\nORDER BY conversation"
            )
        };
        format!("{WITH_OWNERS}{}", parts.map(part).join(";\n"))
    }
}

/// What the attacker did with mail.
struct Done<'r> {
    sent: Vec<&'r Decoded>,
    read: Vec<&'r Decoded>,
    deleted: Vec<&'r Decoded>,
}

/// Writes the section; `domains` are the organisation's own.
pub(crate) fn mail_sent(mail: &Mail<'_>, domains: &[String], scene: &Scene<'_>, book: &mut Book) -> Section {
    let mut section = MAIL_SENT.section(&mail.sent, scene, book);
    if mail.sent.rows.is_empty() {
        let text = "Whether mail was sent cannot be told: no message is recorded as sent, neither the owner's nor the attacker's, and not every licence has them recorded.";
        section.statements = vec![book.state(Confidence::CannotBeDetermined, text.to_owned(), [])];
    }
    let attacker = mail.of_attacker(scene);
    if !attacker.sent.is_empty() {
        let at = 1.min(section.statements.len());
        let stated = [
            Some(state_subjects(&attacker.sent, book)),
            Some(state_recipients(&attacker.sent, domains, book)),
            state_deleted(&attacker, book),
        ];
        section.statements.splice(at..at, stated.into_iter().flatten());
    }
    let threads = threads_of(&attacker);
    section.statements.extend(state_money(&threads, book));
    if !threads.is_empty() {
        section.tables.push(table(&threads, mail.query(), book));
    }
    section
}

fn state_subjects(sent: &[&Decoded], book: &mut Book) -> Statement {
    let subjects: BTreeSet<&str> = sent.iter().filter_map(|row| row.text("conversation")).collect();
    let (replies, forwards) = (
        sent.iter().filter(|row| row.is("is_reply")).count(),
        sent.iter().filter(|row| row.is("is_forward")).count(),
    );
    let text = format!(
        "They have {}; {replies} of them answer another message, {forwards} forward one.",
        count_of(subjects.len(), "different subject")
    );
    book.state(Confidence::Recorded, text, sent.iter().map(|row| row.cited()))
}

fn state_recipients(sent: &[&Decoded], domains: &[String], book: &mut Book) -> Statement {
    let named: BTreeSet<String> =
        sent.iter().flat_map(|row| row.texts("recipients")).map(str::to_lowercase).collect();
    if named.is_empty() {
        let text =
            "The records do not name recipients: a message trace of these message ids does.".to_owned();
        return book.state(Confidence::CannotBeDetermined, text, []);
    }
    let is_own = |address: &&String| {
        address.rsplit_once('@').is_some_and(|(_, domain)| domains.iter().any(|own| own == domain))
    };
    let outside: Vec<&str> = named.iter().filter(|address| !is_own(address)).map(String::as_str).collect();
    let shown =
        outside.iter().take(MOST_NAMED).map(|address| format!("«{address}»")).collect::<Vec<_>>().join(", ");
    let list = match outside.len() {
        0 => String::new(),
        all if all > MOST_NAMED => format!(": {shown} and {} more", all - MOST_NAMED),
        _ => format!(": {shown}"),
    };
    let text = format!(
        "They name {}, {} of them outside of the organisation{list}.",
        count_of(named.len(), "recipient"),
        outside.len()
    );
    let with_names = sent.iter().filter(|row| !row.texts("recipients").is_empty());
    book.state(Confidence::Recorded, text, with_names.map(|row| row.cited()))
}

/// States how many of the messages the attacker deleted afterwards.
fn state_deleted(attacker: &Done<'_>, book: &mut Book) -> Option<Statement> {
    let sent: BTreeSet<&str> =
        attacker.sent.iter().filter_map(|row| row.text("internet_message_id")).collect();
    let is_of_sent = |row: &&&Decoded| row.text("internet_message_id").is_some_and(|id| sent.contains(id));
    let deleted: Vec<&Decoded> = attacker.deleted.iter().filter(is_of_sent).copied().collect();
    let ids: BTreeSet<&str> = deleted.iter().filter_map(|row| row.text("internet_message_id")).collect();
    let were = were(ids.len());
    let text = format!(
        "{} of them {were} deleted from the mailbox afterwards in sessions of the attacker.",
        ids.len()
    );
    (!ids.is_empty()).then(|| book.state(Confidence::Recorded, text, deleted.iter().map(|row| row.cited())))
}

/// What the attacker did with the messages of one subject.
#[derive(Debug, Default)]
struct Thread<'r> {
    read: Vec<&'r Decoded>,
    sent: Vec<&'r Decoded>,
    deleted: Vec<&'r Decoded>,
}

impl<'r> Thread<'r> {
    fn all(&self) -> impl Iterator<Item = &'r Decoded> + '_ {
        self.read.iter().chain(&self.sent).chain(&self.deleted).copied()
    }
}

type Threads<'r> = BTreeMap<&'r str, Thread<'r>>;

/// Groups the attacker's mail by subject: what was accessed and then written in, and what is about payments.
fn threads_of<'r>(attacker: &Done<'r>) -> Threads<'r> {
    let mut threads: Threads<'r> = BTreeMap::new();
    let of = |row: &'r Decoded| row.text("conversation");
    for (row, subject) in attacker.read.iter().filter_map(|row| Some((row, of(row)?))) {
        threads.entry(subject).or_default().read.push(row);
    }
    for (row, subject) in attacker.sent.iter().filter_map(|row| Some((row, of(row)?))) {
        threads.entry(subject).or_default().sent.push(row);
    }
    for (row, subject) in attacker.deleted.iter().filter_map(|row| Some((row, of(row)?))) {
        threads.entry(subject).or_default().deleted.push(row);
    }
    threads.retain(|subject, of| is_about_money(subject) || (!of.read.is_empty() && !of.sent.is_empty()));
    threads
}

/// Reports whether a subject has a word of payments: those that detection knows.
fn is_about_money(subject: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let words = shipped_lists().get("fraud_words")?.values.join("|");
        Regex::new(&format!(r"(?i)\b(?:{words})s?\b")).ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(subject))
}

fn state_money(threads: &Threads<'_>, book: &mut Book) -> Option<Statement> {
    let about: Vec<&Thread<'_>> =
        threads.iter().filter(|(subject, _)| is_about_money(subject)).map(|(_, of)| of).collect();
    let answered = about.iter().filter(|of| !of.sent.is_empty()).count();
    let text = format!(
        "{} with words of payments in it {} accessed, written or deleted in sessions of the attacker; in {answered} of them messages were sent.",
        count_of(about.len(), "subject"),
        were(about.len())
    );
    (!about.is_empty()).then(|| {
        book.state(Confidence::Recorded, text, about.iter().flat_map(|of| of.all()).map(Decoded::cited))
    })
}

fn table(threads: &Threads<'_>, query: String, book: &mut Book) -> Table {
    let row = |(subject, of): (&&str, &Thread<'_>), book: &mut Book| {
        let times = || of.all().map(Decoded::time);
        let first = of.all().min_by_key(|row| (row.time(), row.content_hash()));
        let time = |time: Option<i64>| time.map_or(Cell::Missing, |time| Cell::Time(Time(time)));
        vec![
            Cell::Text((*subject).to_owned()),
            Cell::Flag(is_about_money(subject)),
            Cell::Number(of.read.len() as i64),
            Cell::Number(of.sent.len() as i64),
            Cell::Number(of.deleted.len() as i64),
            time(times().min()),
            time(times().max()),
            first.map_or(Cell::Missing, |row| {
                Cell::Records(Records { records: vec![book.number(row.cited())] })
            }),
        ]
    };
    Table {
        key: "threads".to_owned(),
        title: "Subjects that the attacker worked on".to_owned(),
        note: "Subjects without Re: and the like, which were accessed and then written in, or have words of payments. Records of accesses often have no subject, so there may be more.".to_owned(),
        columns: vec![
            column("subject", "Subject"),
            column("is_about_money", "About payments"),
            column("accesses", "Accesses"),
            column("sent", "Sent"),
            column("deletions", "Deletions"),
            column("first_time", "First (UTC)"),
            column("last_time", "Last (UTC)"),
            column("record", "First record"),
        ],
        rows: threads.iter().map(|entry| row(entry, book)).collect(),
        query,
    }
}

#[cfg(test)]
mod tests {
    use super::is_about_money;

    #[test]
    fn words_of_payments_are_whole_words() {
        for (subject, expect) in [
            ("RE: Invoices of May", true),
            ("your IBAN, please", true),
            ("Überweisung 7", true),
            ("wireless keyboard", false),
            ("Lunch", false),
        ] {
            assert_eq!(is_about_money(subject), expect, "{subject}");
        }
    }
}
