//! Open persistence and actions: what an attacker left, and what to do about it.

use super::containment::containment;
use super::tables::column;
use crate::evidence::Book;
use crate::facts::{Cited, Decoded, Listing};
use crate::model::{Cell, Class, Confidence, Records, Section, Statement, Table};
use crate::scene::Scene;

/// What may be left of an attacker.
pub(crate) struct Left<'a> {
    /// Rules as they stand at the end of the data.
    pub rules: Listing<'a>,
    pub forwarding: Listing<'a>,
    pub flows: Listing<'a>,
    /// Permissions that apps were given.
    pub consents: Listing<'a>,
    pub identity: Listing<'a>,
}

impl Left<'_> {
    fn query(&self) -> String {
        let queries = [
            self.rules.query("time, mailbox, rule_name, sentence, is_present, content_hash"),
            self.forwarding.query("time, kind, mailbox, sentence, is_present, content_hash"),
            self.flows.query("time, change, sentence, object, content_hash"),
            self.consents.query("time, app_name, app_id, scopes, revoked_time, content_hash"),
            self.identity.query("time, kind, target_user, sentence, content_hash"),
        ];
        format!(
            "-- What changed, whoever did it; the table has what the attacker left.\n{}",
            queries.join(";\n")
        )
    }
}

/// Something to do, with the records that call for it.
struct Action {
    what: String,
    on: Vec<Cited>,
}

/// Writes the section.
pub(crate) fn actions(left: &Left<'_>, scene: &Scene<'_>, book: &mut Book) -> Section {
    let actions = list_actions(left, scene);
    let mut statements = vec![sentence(actions.len(), scene.user, book)];
    statements.extend(containment(&left.identity.rows, scene, book));
    let rows = actions.into_iter().map(|action| {
        let numbers = action.on.into_iter().map(|on| book.number(on)).collect();
        vec![Cell::Text(action.what), Cell::Records(Records { records: numbers })]
    });
    let table = Table {
        key: "actions".to_owned(),
        title: "What to do".to_owned(),
        note: "In this order. What was there before the data begins does not show here: look at the rules with Get-InboxRule -IncludeHidden, and at Get-Mailbox.".to_owned(),
        columns: vec![column("action", "Action"), column("record", "Records")],
        rows: rows.collect(),
        query: left.query(),
    };
    Section {
        key: "actions".to_owned(),
        title: "Open persistence and actions".to_owned(),
        statements,
        tables: vec![table],
    }
}

/// Lists what to do: first about the account, then about each thing that the attacker left.
fn list_actions(left: &Left<'_>, scene: &Scene<'_>) -> Vec<Action> {
    let mut actions = Vec::new();
    let attacker = scene.attacker_acts();
    if !attacker.is_empty() {
        let user = scene.user;
        let on: Vec<Cited> =
            attacker.first().into_iter().chain(attacker.last()).map(|act| Cited::from(*act)).collect();
        for what in [
            format!("Revoke the sessions of {user}, reset the password, and require the second factor anew."),
            format!(
                "Hold the mailbox of {user} before what was deleted can no longer be recovered (14 to 30 days)."
            ),
            "Export the audit log again after 24 to 48 hours: records come late.".to_owned(),
        ] {
            actions.push(Action { what, on: on.clone() });
        }
    }
    let things = open_things(left);
    actions.extend(of_class(&things, scene, Class::Attacker, str::to_owned));
    // What was changed behind the attacker's first act, and nobody can be told for, may be the attacker's as well.
    if let Some(first) = attacker.first() {
        let after: Vec<Thing<'_>> = things.into_iter().filter(|of| of.row.time() >= first.time).collect();
        actions.extend(of_class(&after, scene, Class::Undetermined, |what| {
            format!("Ask {} whether this was wanted; if not: {what}", scene.user)
        }));
    }
    actions
}

/// Something that may keep a way in or out open, and what to do about it if it is the attacker's.
struct Thing<'a> {
    row: &'a Decoded,
    what: String,
}

/// Lists what is still there of rules, forwarding, apps, flows and changes of the directory, whoever did it.
fn open_things<'a>(left: &'a Left<'_>) -> Vec<Thing<'a>> {
    let mut things = Vec::new();
    let mut add = |rows: &[&'a Decoded], is_open: fn(&Decoded) -> bool, what: fn(&Decoded) -> String| {
        let open = rows.iter().copied().filter(|row| is_open(row));
        things.extend(open.map(|row| Thing { row, what: what(row) }));
    };
    add(&left.rules.rows, is_still_there, |row| {
        let [rule, mailbox, sentence] = ["rule_name", "mailbox", "sentence"].map(|column| text(row, column));
        format!("Remove the inbox rule «{rule}» of {mailbox}: {sentence}")
    });
    add(&left.forwarding.rows, is_still_there, |row| format!("Undo: {}", text(row, "sentence")));
    add(
        &left.consents.rows,
        |row| row.text("revoked_time").is_none(),
        |row| {
            let scopes = row.texts("scopes").join(" ");
            format!("Remove the app «{}» and what it was given: {scopes}", text(row, "app_name"))
        },
    );
    add(&left.flows.rows, is_way_out, |row| {
        format!("Look at the flow, and delete it: {} {}", text(row, "sentence"), text(row, "object"))
    });
    add(&left.identity.rows, keeps_a_way_in, |row| format!("Undo: {}", text(row, "sentence")));
    things
}

/// Kinds of changes that an attacker keeps a way in by.
const UNDONE: [&str; 12] = [
    "mfa_added",
    "mfa_changed",
    "mfa_disabled",
    "device_",
    "role_added",
    "group_added",
    "owner_added",
    "credential_added",
    "credential_changed",
    "user_added",
    "policy_changed",
    "domain_changed",
];

fn sentence(count: usize, user: &str, book: &mut Book) -> Statement {
    let (confidence, text) = match count {
        0 => (
            Confidence::NoEvidence,
            format!("Nothing is known that would keep a way into {user} open, as far as changes are logged."),
        ),
        count => (
            Confidence::Recorded,
            format!(
                "{} to be done; as far as logged, what the table names is still there at the end of the data.",
                if count == 1 { "1 thing is".to_owned() } else { format!("{count} things are") }
            ),
        ),
    };
    book.state(confidence, text, [])
}

/// Makes an action of each thing of a class; the same thing done several times is one.
fn of_class(
    things: &[Thing<'_>],
    scene: &Scene<'_>,
    class: Class,
    words: impl Fn(&str) -> String,
) -> Vec<Action> {
    let mut actions: Vec<Action> = Vec::new();
    for thing in things.iter().filter(|thing| scene.whose_row(thing.row).class == class) {
        let (what, cited) = (words(&thing.what), thing.row.cited());
        match actions.iter_mut().find(|known| known.what == what) {
            Some(known) => known.on.push(cited),
            None => actions.push(Action { what, on: vec![cited] }),
        }
    }
    actions
}

/// Reports whether a change of the directory keeps a way in open.
fn keeps_a_way_in(row: &Decoded) -> bool {
    let is_kind =
        |kind: &str| UNDONE.iter().any(|known| kind.starts_with(known)) && !kind.ends_with("_removed");
    row.text("outcome") != Some("failed") && row.text("kind").is_some_and(is_kind)
}

/// Reports whether a change of a flow may carry data out from then on.
fn is_way_out(row: &Decoded) -> bool {
    row.text("outcome") != Some("failed")
        && matches!(row.text("change"), Some("created" | "changed" | "shared"))
}

fn is_still_there(row: &Decoded) -> bool {
    row.is("is_present")
}

fn text<'r>(row: &'r Decoded, column: &str) -> &'r str {
    row.text(column).unwrap_or_default()
}
