//! What stands in the report about one account's sessions and findings.

use std::collections::{BTreeSet, HashMap};

use trail365_findings::{Alert, Findings};
use trail365_sigma::Level;

use crate::attribution::{Attribution, Draft};
use crate::facts::{Act, Cited};
use crate::model::{AddressFacts, Branch, Time};
use crate::networks::Networks;
use crate::scene::Scene;

/// Finds the alerts about an account, and the records of graver ones that say it was tried. One of several accounts that were tried says
/// nothing about those that let nobody in.
pub(crate) fn alerts_about(user: &str, acts: &[Act], findings: &Findings) -> (Vec<Alert>, Vec<Cited>) {
    let own: HashMap<i64, bool> = acts.iter().map(|act| (act.content_hash, act.is_refused())).collect();
    let (about, others): (Vec<&Alert>, Vec<&Alert>) =
        findings.alerts.iter().partition(|alert| is_about(alert, user, &own));
    let graver = others.into_iter().filter(|alert| alert.level >= Level::Medium);
    let members = graver.flat_map(|alert| &alert.members);
    let attempts = members.filter(|member| own.get(&member.content_hash) == Some(&true)).map(Cited::from);
    (about.into_iter().cloned().collect(), attempts.collect())
}

/// Reports whether an alert is about an account, by its records, with whether they say that somebody was refused.
fn is_about(alert: &Alert, user: &str, own: &HashMap<i64, bool>) -> bool {
    let mut refusals = alert.members.iter().filter_map(|member| own.get(&member.content_hash)).peekable();
    if refusals.peek().is_some() {
        return refusals.any(|is_refused| !is_refused);
    }
    // Records without session and address are nobody's act by themselves.
    let is_it = |name: &str| name.eq_ignore_ascii_case(user);
    alert.group.iter().any(|(_, value)| is_it(value)) || (alert.users.len() == 1 && is_it(&alert.users[0]))
}

/// Lists the branches.
pub(crate) fn branches(scene: &Scene<'_>) -> Vec<Branch> {
    let time = |at: Option<&usize>| Time(at.map_or(0, |at| scene.acts[*at].time));
    let branch = |(draft, of): (&Draft, &Attribution)| Branch {
        label: draft.label.clone(),
        session_key: draft.session_key.clone(),
        is_surrogate: draft.is_surrogate,
        network: draft.network.clone(),
        addresses: draft.addresses.iter().cloned().collect(),
        agent: draft.agent.clone(),
        device_id: draft.device_id.clone(),
        apps: draft.app_ids.iter().map(|id| app_name(id)).collect(),
        class: of.class,
        is_by_analyst: of.is_by_analyst,
        score: of.score,
        reasons: of.reasons.clone(),
        first_time: time(draft.acts.first()),
        last_time: time(draft.acts.last()),
        records: draft.acts.len() as u64,
        records_in_span: draft.acts.iter().filter(|at| scene.span.has(scene.acts[**at].time)).count() as u64,
    };
    scene.drafts.iter().zip(&scene.attributions).map(branch).collect()
}

/// Lists what is known of the addresses of an account's branches.
pub(crate) fn addresses(scene: &Scene<'_>, networks: &Networks) -> Vec<AddressFacts> {
    let all: BTreeSet<&String> = scene.drafts.iter().flat_map(|draft| &draft.addresses).collect();
    all.into_iter().map(|address| networks.about(address)).collect()
}

/// Returns the name of an app, or its id.
fn app_name(id: &str) -> String {
    trail365_schema::glossary::app(id).map_or_else(|| id.to_owned(), |app| app.name.to_owned())
}
