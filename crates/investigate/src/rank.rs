//! Whom to look at first.

use std::collections::{BTreeMap, BTreeSet};

use trail365_findings::{Alert, Findings, Member};
use trail365_sigma::Level;
use trail365_sql::Session;

use crate::error::Result;
use crate::facts::{REFUSED, read_users};
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

/// Lists the accounts of people that findings of level medium and above are about, the one to look at first in front. An account that was
/// only tried is none of them.
///
/// # Errors
/// If the records of findings cannot be read.
pub async fn rank_accounts(session: &Session, findings: &Findings) -> Result<Vec<Candidate>> {
    let alerts: Vec<&Alert> = findings.alerts.iter().filter(|alert| alert.level >= Level::Medium).collect();
    let let_in = read_let_in(session, &alerts).await?;
    let mut by_user: BTreeMap<String, Vec<&Alert>> = BTreeMap::new();
    for (at, alert) in alerts.iter().enumerate() {
        for user in alert.users.iter().map(|user| user.to_lowercase()).filter(|user| user.contains('@')) {
            if let_in.get(&at).is_none_or(|users| users.contains(&user)) {
                by_user.entry(user).or_default().push(alert);
            }
        }
    }
    let mut ranked: Vec<Candidate> =
        by_user.into_iter().filter_map(|(user, alerts)| candidate(user, alerts)).collect();
    ranked.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.user.cmp(&b.user)));
    Ok(ranked)
}

/// Finds who was let in, for each of the alerts with records that say somebody was refused.
async fn read_let_in(session: &Session, alerts: &[&Alert]) -> Result<BTreeMap<usize, BTreeSet<String>>> {
    let is_refused = |member: &&Member| member.operation.as_deref() == Some(REFUSED);
    let tried: Vec<(usize, &Alert)> = alerts
        .iter()
        .enumerate()
        .filter(|(_, alert)| alert.members.iter().any(|member| is_refused(&member)))
        .map(|(at, alert)| (at, *alert))
        .collect();
    let used = |alert: &Alert| -> Vec<i64> {
        alert.members.iter().filter(|member| !is_refused(member)).map(|member| member.content_hash).collect()
    };
    let records: BTreeSet<i64> = tried.iter().flat_map(|(_, alert)| used(alert)).collect();
    let users = read_users(session, &records).await?;
    let of = |alert: &Alert| used(alert).iter().filter_map(|record| users.get(record)).cloned().collect();
    Ok(tried.into_iter().map(|(at, alert)| (at, of(alert))).collect())
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
