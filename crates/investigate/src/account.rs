//! What stands in the report about one account's sessions and findings.

use std::collections::BTreeSet;

use trail365_findings::{Alert, Findings};
use trail365_sigma::Level;

use crate::attribution::{Attribution, Draft};
use crate::evidence::{Book, Cited};
use crate::facts::Act;
use crate::model::{Branch, Event, Time};
use crate::scene::Scene;

/// Finds the alerts about an account: it acted in their records, or they agree in its name.
pub(crate) fn alerts_about(user: &str, acts: &[Act], findings: &Findings) -> Vec<Alert> {
    let own: BTreeSet<i64> = acts.iter().map(|act| act.content_hash).collect();
    let is_about = |alert: &&Alert| {
        let names = alert.users.iter().chain(alert.group.iter().map(|(_, value)| value));
        names.into_iter().any(|name| name.eq_ignore_ascii_case(user))
            || alert.members.iter().any(|member| own.contains(&member.content_hash))
    };
    findings.alerts.iter().filter(is_about).cloned().collect()
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
    };
    scene.drafts.iter().zip(&scene.attributions).map(branch).collect()
}

/// Returns the name of an app, or its id.
fn app_name(id: &str) -> String {
    trail365_schema::glossary::app(id).map_or_else(|| id.to_owned(), |app| app.name.to_owned())
}

/// Lists the findings of level medium and above by their first records.
pub(crate) fn timeline(scene: &Scene<'_>, book: &mut Book) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for alert in scene.alerts.iter().filter(|alert| alert.level >= Level::Medium) {
        let Some(member) = alert.members.first() else { continue };
        let whose = scene.whose(member.content_hash, member.time);
        events.push(Event {
            time: Time(alert.first_time),
            text: alert.title.clone(),
            operation: member.operation.as_deref().unwrap_or_default().to_owned(),
            class: whose.class,
            branch: whose.branch.map(str::to_owned),
            address: alert.addresses.first().cloned(),
            level: Some(alert.level.as_str().to_owned()),
            record: book.number(Cited::from(member)),
        });
    }
    events.sort_by(|a, b| (a.time, a.record).cmp(&(b.time, b.record)));
    events
}
