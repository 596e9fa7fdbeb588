//! Sections that list decoded rows: what was sent, hidden, changed, given away, taken, deleted.

use std::collections::BTreeSet;

use super::tables::{Columns, table_of};
use crate::evidence::Book;
use crate::facts::{Decoded, Listing};
use crate::model::{Class, Confidence, Section, Statement};
use crate::scene::Scene;
use crate::words::count_of;

/// What a section is, and the words of its sentences.
pub(crate) struct Listed {
    pub key: &'static str,
    pub title: &'static str,
    pub note: &'static str,
    pub columns: Columns,
    /// Workloads whose records have such rows.
    pub workloads: &'static [&'static str],
    /// What one row is, and several: "message was sent", "messages were sent".
    pub one: &'static str,
    pub many: &'static str,
    /// Column of what rows are about, and a word for it: several rows may be about one.
    pub about: Option<(&'static str, &'static str)>,
    /// Column whose text is a sentence of its own for each of the attacker's rows; none where rows are many.
    pub sentence: Option<&'static str>,
}

/// Most sentences of single rows.
const MOST_SENTENCES: usize = 25;

impl Listed {
    /// Writes the section from an account's rows; the owner's are counted, and not listed.
    pub fn section(&self, listing: &Listing<'_>, scene: &Scene<'_>, book: &mut Book) -> Section {
        let rows = &listing.rows;
        let of = |class: Class| {
            rows.iter().copied().filter(|row| scene.whose_row(row).class == class).collect::<Vec<_>>()
        };
        let (attacker, undetermined) = (of(Class::Attacker), of(Class::Undetermined));
        let mut statements = Vec::new();
        statements.push(self.count(&attacker, Class::Attacker, rows.len(), (scene, book)));
        if let Some(column) = self.sentence {
            let sentences =
                attacker.iter().filter_map(|row| Some((row.text(column)?.to_owned(), row.cited())));
            statements.extend(
                sentences
                    .take(MOST_SENTENCES)
                    .map(|(text, cited)| book.state(Confidence::Recorded, text, [cited])),
            );
        }
        if !undetermined.is_empty() {
            statements.push(self.count(&undetermined, Class::Undetermined, rows.len(), (scene, book)));
        }
        let is_in_table = |row: &Decoded| is_listed(scene.whose_row(row).class);
        let head = (self.key, self.title, self.note);
        let table = table_of(head, self.columns, (listing, is_in_table), scene, book);
        Section { key: self.key.to_owned(), title: self.title.to_owned(), statements, tables: vec![table] }
    }

    /// Writes its sentences and its table into another section, where there are rows at all.
    pub fn add_to(&self, section: &mut Section, listing: &Listing<'_>, scene: &Scene<'_>, book: &mut Book) {
        if !listing.rows.is_empty() {
            let own = self.section(listing, scene, book);
            section.statements.extend(own.statements);
            section.tables.extend(own.tables);
        }
    }

    fn count(
        &self,
        rows: &[&Decoded],
        class: Class,
        all: usize,
        (scene, book): (&Scene<'_>, &mut Book),
    ) -> Statement {
        let what = if rows.len() == 1 { self.one } else { self.many };
        let about = self.about_what(rows);
        let (confidence, text) = match (class, rows.len()) {
            (_, 0) if all == 0 && !scene.has_records_of(self.workloads) => (
                Confidence::CannotBeDetermined,
                format!(
                    "Whether any {} cannot be told: the lake has no record of {} of {}.",
                    self.one,
                    self.workloads.join(" or "),
                    scene.user
                ),
            ),
            (_, 0) => (
                Confidence::NoEvidence,
                format!("No {} in sessions of the attacker, of {all} recorded.", self.one),
            ),
            (Class::Attacker, count) => (
                Confidence::Recorded,
                format!("{count} {what} in sessions of the attacker, of {all} recorded{about}."),
            ),
            (_, count) => (
                Confidence::Possible,
                format!(
                    "{count} {what} in sessions that cannot be told to be the owner's or the attacker's{about}."
                ),
            ),
        };
        book.state(confidence, text, rows.iter().map(|row| row.cited()))
    }

    /// Counts what rows are about, as the end of a sentence.
    fn about_what(&self, rows: &[&Decoded]) -> String {
        let Some((column, thing)) = self.about else { return String::new() };
        let named: BTreeSet<&str> = rows.iter().filter_map(|row| row.text(column)).collect();
        if named.is_empty() { String::new() } else { format!("; they name {}", count_of(named.len(), thing)) }
    }
}

/// Reports whether tables list the rows of a class; the owner's and those of services are counted alone.
pub(super) fn is_listed(class: Class) -> bool {
    matches!(class, Class::Attacker | Class::Undetermined)
}

const EXCHANGE: &[&str] = &["Exchange"];

const DIRECTORY: &[&str] = &["AzureActiveDirectory"];

pub(crate) const MAIL_SENT: Listed = Listed {
    key: "mail_sent",
    title: "Mail sent",
    note: "Older records name no recipients; message traces do.",
    columns: &[
        ("time", "Time (UTC)"),
        ("mailbox", "Mailbox"),
        ("user_id", "By"),
        ("subject", "Subject"),
        ("recipients", "Recipients"),
        ("attachments", "Attachments"),
        ("internet_message_id", "Message id"),
        ("client_ip", "Address"),
    ],
    workloads: EXCHANGE,
    one: "message was sent",
    many: "messages were sent",
    about: None,
    sentence: None,
};

pub(crate) const INBOX_RULES: Listed = Listed {
    key: "inbox_rules",
    title: "Inbox rules",
    note: "Changes of rules in order of time. That a rule exists does not prove that it moved a message.",
    columns: &[
        ("time", "Time (UTC)"),
        ("mailbox", "Mailbox"),
        ("user_id", "By"),
        ("rule_name", "Rule"),
        ("change", "Change"),
        ("sentence", "What it does"),
        ("targets", "Addresses"),
        ("client_ip", "Address"),
    ],
    workloads: EXCHANGE,
    one: "inbox rule was made or changed",
    many: "inbox rules were made or changed",
    about: None,
    sentence: Some("sentence"),
};

pub(crate) const FORWARDING: Listed = Listed {
    key: "forwarding",
    title: "Forwarding and delegation",
    note: "Forwarding of mailboxes, mail flow rules, connectors, and rights on mailboxes and folders.",
    columns: &[
        ("time", "Time (UTC)"),
        ("kind", "Kind"),
        ("mailbox", "Mailbox"),
        ("user_id", "By"),
        ("change", "Change"),
        ("sentence", "What it does"),
        ("targets", "Addresses"),
        ("client_ip", "Address"),
    ],
    workloads: EXCHANGE,
    one: "forwarding or right was set",
    many: "forwardings or rights were set",
    about: None,
    sentence: Some("sentence"),
};

pub(crate) const IDENTITY: Listed = Listed {
    key: "identity",
    title: "Identity",
    note: "Ways to sign in, devices, passwords, roles. Most of these records have no address: ~ marks a session that only user and time say.",
    columns: &[
        ("time", "Time (UTC)"),
        ("kind", "Kind"),
        ("target_user", "Account"),
        ("actor", "By"),
        ("sentence", "What changed"),
        ("client_ip", "Address"),
    ],
    workloads: DIRECTORY,
    one: "change of an account was made",
    many: "changes of accounts were made",
    about: None,
    sentence: Some("sentence"),
};

pub(crate) const CONSENTS: Listed = Listed {
    key: "apps",
    title: "Apps and consents",
    note: "What apps were given, and by whom. An app keeps what it was given when the password changes.",
    columns: &[
        ("time", "Time (UTC)"),
        ("app_name", "App"),
        ("app_id", "App id"),
        ("scopes", "Permissions"),
        ("sentence", "What was given"),
        ("client_ip", "Address"),
    ],
    workloads: DIRECTORY,
    one: "consent was given",
    many: "consents were given",
    about: None,
    sentence: Some("sentence"),
};

pub(crate) const FILES: Listed = Listed {
    key: "files",
    title: "Files, sharing, Teams and searches",
    note: "A preview is no opening, and Microsoft folds repeated accesses.",
    columns: &[
        ("time", "Time (UTC)"),
        ("action", "Act"),
        ("url", "File"),
        ("share_target", "Shared with"),
        ("client_ip", "Address"),
    ],
    workloads: &["SharePoint", "OneDrive"],
    one: "act on a file was recorded",
    many: "acts on files were recorded",
    about: Some(("url", "different file")),
    sentence: None,
};

pub(crate) const DELETIONS: Listed = Listed {
    key: "deletions",
    title: "Destruction and evasion",
    note: "What was purged cannot be had back from the mailbox unless it was held.",
    columns: &[
        ("time", "Time (UTC)"),
        ("operation", "Operation"),
        ("mailbox", "Mailbox"),
        ("user_id", "By"),
        ("subject", "Subject"),
        ("folder", "Folder"),
        ("internet_message_id", "Message id"),
        ("client_ip", "Address"),
    ],
    workloads: EXCHANGE,
    one: "deletion or move of a message was recorded",
    many: "deletions or moves of messages were recorded",
    about: Some(("internet_message_id", "different message")),
    sentence: None,
};

pub(crate) const TEAMS: Listed = Listed {
    key: "teams",
    title: "Teams",
    note: "No record has the text of a message.",
    columns: &[
        ("time", "Time (UTC)"),
        ("action", "Act"),
        ("conversation_type", "Conversation"),
        ("team", "Team"),
        ("channel", "Channel"),
        ("people", "Members"),
        ("links", "Links"),
        ("has_outsiders", "Outsiders"),
        ("client_ip", "Address"),
    ],
    workloads: &["MicrosoftTeams"],
    one: "act in Teams was recorded",
    many: "acts in Teams were recorded",
    about: None,
    sentence: None,
};

pub(crate) const SEARCHES: Listed = Listed {
    key: "searches",
    title: "Searches",
    note: "What was searched for, not what was found or opened.",
    columns: &[
        ("time", "Time (UTC)"),
        ("searched", "Searched"),
        ("query", "Words"),
        ("action", "Act"),
        ("client_ip", "Address"),
    ],
    workloads: &["Exchange", "SharePoint"],
    one: "search was recorded",
    many: "searches were recorded",
    about: Some(("query", "different text")),
    sentence: None,
};

pub(crate) const FLOWS: Listed = Listed {
    key: "flows",
    title: "Flows of Power Automate",
    note: "A flow acts with the rights of its maker, and goes on when the password changes. That it was made does not prove that it ran.",
    columns: &[
        ("time", "Time (UTC)"),
        ("change", "Change"),
        ("connectors", "Services"),
        ("sentence", "What was done"),
        ("object", "Flow"),
        ("share_target", "Shared with"),
        ("client_ip", "Address"),
    ],
    workloads: &["MicrosoftFlow"],
    one: "flow was made or changed",
    many: "flows were made or changed",
    about: None,
    sentence: Some("sentence"),
};
