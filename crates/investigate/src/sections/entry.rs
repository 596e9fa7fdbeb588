//! How they got in: the attacker's first sign-ins, what stands before them, and what the records do not say.

use std::collections::BTreeMap;

use trail365_findings::{Alert, Member};
use trail365_sigma::Level;

use super::listed::is_listed;
use super::tables::{Columns, table_of};
use crate::evidence::Book;
use crate::facts::{Act, Cited, Decoded, Listing};
use crate::model::{Class, Confidence, Section, Statement, Time};
use crate::scene::Scene;
use crate::words::{count_of, were};

/// How far from the attacker's first act a sign-in may lie that let the attacker in, in microseconds.
const BEGINNING: i64 = 2 * 3600 * 1_000_000;

/// How long before the first act a click or a consent may lie, in microseconds.
const DAY: i64 = 24 * 3600 * 1_000_000;

/// A way in: the technique of findings, what their records have to be, and what it means.
struct Way {
    technique: &'static str,
    operation: &'static str,
    /// Whether one of the records has to be the attacker's; a code is entered and a consent given by the person.
    is_attackers: bool,
    meaning: &'static str,
}

/// The surest first.
const WAYS: [Way; 6] = [
    Way {
        technique: "T1557",
        operation: SIGN_IN,
        is_attackers: true,
        meaning: "The sign-in has the marks of a phishing page that stands between the person and Microsoft, and takes the session (adversary in the middle).",
    },
    Way {
        technique: GUESSED,
        operation: SIGN_IN,
        is_attackers: true,
        meaning: "Passwords were tried until one was right: these findings have the refused sign-ins, of this account and of others, and the one that went through.",
    },
    Way {
        technique: "T1621",
        operation: SIGN_IN,
        is_attackers: true,
        meaning: "Prompts for the second factor were sent until one was approved.",
    },
    Way {
        technique: "T1528",
        operation: "Consent to application.",
        is_attackers: false,
        meaning: "An app was given permissions: it acts with these, and needs neither the password nor a session of the person.",
    },
    Way {
        technique: "T1528",
        operation: SIGN_IN,
        is_attackers: false,
        meaning: "The sign-in went through by a code, which a person enters or passes on for somebody else (device code or authorisation code).",
    },
    Way {
        technique: "T1539",
        operation: SIGN_IN,
        is_attackers: true,
        meaning: "A session of the owner goes on from another network: its cookie or token was taken.",
    },
];

const SIGN_IN: &str = "UserLoggedIn";

/// Technique of guessing passwords.
const GUESSED: &str = "T1110";

/// Class of reasons of refused sign-ins.
const WRONG_PASSWORD: &str = "credential failure";

impl Way {
    /// Reports whether a finding at the time of the attacker's first act shows this way.
    fn is_shown_by(&self, alert: &Alert, first: i64, scene: &Scene<'_>) -> bool {
        // A consent behind the first act is no way in, but one to stay.
        let window = if self.operation == SIGN_IN {
            first - BEGINNING..=first + BEGINNING
        } else {
            first - DAY..=first
        };
        let is_it = |member: &Member| {
            window.contains(&member.time)
                && member.operation.as_deref() == Some(self.operation)
                && (!self.is_attackers || scene.whose(member.content_hash).class == Class::Attacker)
        };
        alert.level >= Level::Medium
            && alert.techniques().iter().any(|of| of.starts_with(self.technique))
            && alert.members.iter().any(is_it)
    }
}

/// Writes the section from the sign-ins of the account.
pub(crate) fn entry(listing: &Listing<'_>, scene: &Scene<'_>, book: &mut Book) -> Section {
    let acts = scene.attacker_acts();
    let mut statements = Vec::new();
    if let Some(first) = acts.first() {
        statements.push(state_way(first, &listing.rows, scene, book));
        statements.extend(state_click(first.time, scene, book));
        statements.extend(state_sign_ins(&listing.rows, scene, book));
        let text = "The audit log names neither results of conditional access nor the second factor that was asked for: the sign-in log of Entra ID does.".to_owned();
        statements.push(book.state(Confidence::CannotBeDetermined, text, []));
    } else {
        let text = "No session is taken for the attacker's, so no way in is looked for.".to_owned();
        statements.push(book.state(Confidence::Recorded, text, []));
    }
    let is_in_table = |row: &Decoded| is_listed(scene.whose_row(row).class);
    let table = table_of(("sign_ins", "Sign-ins", NOTE), COLUMNS, (listing, is_in_table), scene, book);
    Section { key: "entry".to_owned(), title: "How they got in".to_owned(), statements, tables: vec![table] }
}

const NOTE: &str = "Sign-ins of the attacker and those that nobody can be told for. A refusal may be a normal step of a sign-in.";

const COLUMNS: Columns = &[
    ("time", "Time (UTC)"),
    ("is_refused", "Refused"),
    ("reason", "Reason"),
    ("app_name", "App"),
    ("request_type", "Step"),
    ("device_os", "System"),
    ("user_agent", "Program"),
    ("client_ip", "Address"),
];

/// States the surest way in that a finding at the beginning shows.
fn state_way(first: &Act, sign_ins: &[&Decoded], scene: &Scene<'_>, book: &mut Book) -> Statement {
    let tried = tried_before(first.time, sign_ins, scene);
    // Others may have been tried from the address, long before, while this account was entered another way.
    let is_possible = |way: &&Way| way.technique != GUESSED || !tried.is_empty();
    for way in WAYS.iter().filter(is_possible) {
        let shown = scene.alerts.iter().filter(|alert| way.is_shown_by(alert, first.time, scene));
        let members: Vec<Cited> = shown.flat_map(|alert| &alert.members).map(Cited::from).collect();
        if !members.is_empty() {
            return book.state(Confidence::Likely, way.meaning.to_owned(), members);
        }
    }
    if !tried.is_empty() {
        let text = "Passwords were tried before the attacker's first act went through: these sign-ins were refused because the password was wrong.".to_owned();
        return book.state(Confidence::Likely, text, tried.into_iter().chain([Cited::from(first)]));
    }
    let text = "The attacker's first act went through with what the account may do; how its password or session came into other hands is not recorded.".to_owned();
    book.state(Confidence::CannotBeDetermined, text, [Cited::from(first)])
}

/// Lists the attacker's sign-ins shortly before the first act that had a wrong password.
fn tried_before(first: i64, sign_ins: &[&Decoded], scene: &Scene<'_>) -> Vec<Cited> {
    let is_it = |row: &&&Decoded| {
        (first - BEGINNING..=first).contains(&row.time())
            && row.is("is_refused")
            && row.text("reason_class") == Some(WRONG_PASSWORD)
            && scene.whose_row(row).class == Class::Attacker
    };
    sign_ins.iter().filter(is_it).map(|row| row.cited()).collect()
}

/// States that a link was opened before the first act.
fn state_click(first: i64, scene: &Scene<'_>, book: &mut Book) -> Option<Statement> {
    let is_click = |alert: &&Alert| {
        alert.techniques().iter().any(|of| of.starts_with("T1566") || of.starts_with("T1204"))
    };
    let members = scene.alerts.iter().filter(is_click).flat_map(|alert| &alert.members);
    let before: Vec<Cited> = members
        .filter(|member| member.time <= first && member.time >= first - DAY)
        .map(Cited::from)
        .collect();
    let time = before.iter().map(|of| of.time).min()?;
    let text =
        format!("In the day before, a finding of phishing names the account, first at {}.", Time(time));
    Some(book.state(Confidence::Possible, text, before))
}

/// Counts the attacker's sign-ins, and why others were refused.
fn state_sign_ins(sign_ins: &[&Decoded], scene: &Scene<'_>, book: &mut Book) -> Vec<Statement> {
    let own: Vec<&Decoded> =
        sign_ins.iter().copied().filter(|row| scene.whose_row(row).class == Class::Attacker).collect();
    let (steps, own): (Vec<&Decoded>, Vec<&Decoded>) =
        own.into_iter().partition(|row| row.is("is_interrupt"));
    let (refused, through): (Vec<&Decoded>, Vec<&Decoded>) =
        own.into_iter().partition(|row| row.is("is_refused"));
    let mut stated = Vec::new();
    if let Some(first) = through.first() {
        let with = first.text("user_agent").map_or(String::new(), |agent| format!(" by «{agent}»"));
        let text = format!(
            "{} of the attacker went through, the first at {} from {}{with}.",
            count_of(through.len(), "sign-in"),
            Time(first.time()),
            first.text("client_ip").unwrap_or("an address that is not recorded"),
        );
        stated.push(book.state(Confidence::Recorded, text, through.iter().map(|row| row.cited())));
    }
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &refused {
        *reasons.entry(row.text("reason_class").unwrap_or("not known")).or_default() += 1;
    }
    if !refused.is_empty() {
        let reasons: Vec<String> =
            reasons.iter().map(|(reason, count)| format!("{count} by {reason}")).collect();
        let second = if reasons.iter().any(|reason| reason.ends_with("by MFA")) {
            "; where the second factor was missing, the password was right"
        } else {
            ""
        };
        let were = were(refused.len());
        let text = format!(
            "{} of the attacker {were} refused: {}{second}.",
            count_of(refused.len(), "sign-in"),
            reasons.join(", ")
        );
        stated.push(book.state(Confidence::Recorded, text, refused.iter().map(|row| row.cited())));
    }
    if !steps.is_empty() {
        let text = format!(
            "{} besides {} normal steps of a sign-in, which asked for something and refused nothing.",
            count_of(steps.len(), "record"),
            if steps.len() == 1 { "is one of the" } else { "are" }
        );
        stated.push(book.state(Confidence::Recorded, text, steps.iter().map(|row| row.cited())));
    }
    stated
}
