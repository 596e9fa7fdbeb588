//! What stands in the report about one account's sessions and findings.

use std::collections::BTreeSet;

use trail365_findings::{Alert, Findings};

use crate::attribution::{Attribution, Draft};
use crate::facts::Act;
use crate::model::{Branch, Time};
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
