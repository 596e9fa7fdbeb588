//! Containment: what cut the attacker off, and whether anything was done after it.

use crate::evidence::Book;
use crate::facts::{Act, Cited, Decoded};
use crate::model::{Class, Confidence, Statement, Time};
use crate::scene::Scene;
use crate::words::count_of;

/// States what ended access after the attacker's first act, and what the attacker did behind that. `identity` are the changes of the account.
pub(super) fn containment(identity: &[&Decoded], scene: &Scene<'_>, book: &mut Book) -> Vec<Statement> {
    let acts = scene.attacker_acts();
    let Some(first) = acts.first() else { return Vec::new() };
    let marks: Vec<&Decoded> = identity
        .iter()
        .copied()
        .filter(|row| {
            row.is("is_containment") && row.time() >= first.time && row.text("outcome") != Some("failed")
        })
        .filter(|row| row.text("target_user").is_some_and(|user| user.eq_ignore_ascii_case(scene.user)))
        .filter(|row| scene.whose_row(row).class != Class::Attacker)
        .collect();
    let Some(last) = marks.iter().map(|row| row.time()).max() else {
        let text = format!(
            "No reset of the password by somebody else, no revocation of sessions and no disabling of {} is recorded after the attacker's first act: the attacker may still have access.",
            scene.user
        );
        return vec![book.state(Confidence::NoEvidence, text, [])];
    };
    let mut stated: Vec<Statement> = marks.iter().map(|row| state_mark(row, book)).collect();
    let after: Vec<&Act> = acts.into_iter().filter(|act| act.time > last).collect();
    stated.push(state_after(&after, last, book));
    stated
}

fn state_mark(row: &Decoded, book: &mut Book) -> Statement {
    let text =
        format!("Access was cut at {}: {}.", Time(row.time()), row.text("sentence").unwrap_or_default());
    book.state(Confidence::Recorded, text, [row.cited()])
}

fn state_after(after: &[&Act], last: i64, book: &mut Book) -> Statement {
    let Some(latest) = after.iter().map(|act| act.time).max() else {
        let text = format!("No act in sessions of the attacker is recorded after {}.", Time(last));
        return book.state(Confidence::NoEvidence, text, []);
    };
    let text = format!(
        "{} in sessions of the attacker {} recorded after {}, the last at {}. Tokens that were issued before go on for about an hour, apps with permissions until these are withdrawn.",
        count_of(after.len(), "act"),
        if after.len() == 1 { "is" } else { "are" },
        Time(last),
        Time(latest)
    );
    book.state(Confidence::Recorded, text, after.iter().map(|act| Cited::from(*act)))
}
