//! Whom to look at first.

use std::collections::BTreeMap;

use trail365_findings::{Alert, Findings};
use trail365_sigma::Level;

use crate::model::Time;

/// An account that findings are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its user name, in lower case.
    pub user: String,
    /// Level of the gravest finding.
    pub level: Level,
    /// Weight of the findings: the more accounts one is about, the less it says about each.
    pub weight: u64,
    /// Titles of the rules, the gravest first.
    pub titles: Vec<String>,
    /// Time of the first record of the findings.
    pub first_time: Time,
    /// Time of the last one.
    pub last_time: Time,
}

/// Lists the accounts of people that findings of level medium and above are about, the one to look at first in front.
pub fn rank_accounts(findings: &Findings) -> Vec<Candidate> {
    let mut by_user: BTreeMap<String, Vec<&Alert>> = BTreeMap::new();
    for alert in findings.alerts.iter().filter(|alert| alert.level >= Level::Medium) {
        for user in alert.users.iter().filter(|user| user.contains('@')) {
            by_user.entry(user.to_lowercase()).or_default().push(alert);
        }
    }
    let mut ranked: Vec<Candidate> =
        by_user.into_iter().filter_map(|(user, alerts)| candidate(user, alerts)).collect();
    ranked.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.user.cmp(&b.user)));
    ranked
}

fn candidate(user: String, mut alerts: Vec<&Alert>) -> Option<Candidate> {
    alerts.sort_by_key(|alert| (std::cmp::Reverse(alert.level), alert.users.len(), alert.first_time));
    // Each rule once: what happens often is not the graver for it.
    let mut rules: Vec<&Alert> = Vec::new();
    for alert in &alerts {
        if !rules.iter().any(|known| known.rule_id == alert.rule_id) {
            rules.push(alert);
        }
    }
    Some(Candidate {
        user,
        level: alerts.first()?.level,
        weight: rules.iter().map(|alert| weight_of(alert)).sum(),
        titles: rules.iter().map(|alert| alert.title.clone()).collect(),
        first_time: Time(alerts.iter().map(|alert| alert.first_time).min()?),
        last_time: Time(alerts.iter().map(|alert| alert.last_time).max()?),
    })
}

/// Returns the weight of a finding for one of its accounts.
fn weight_of(alert: &Alert) -> u64 {
    let weight = match alert.level {
        Level::Critical => 6000,
        Level::High => 4000,
        Level::Medium => 1000,
        Level::Low | Level::Informational => 0,
    };
    weight / alert.users.len().max(1) as u64
}
