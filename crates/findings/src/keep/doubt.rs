//! Alerts that are there and were not found again.

use std::collections::HashMap;

use trail365_sql::Session;
use trail365_sql::rules::find_present;

use crate::alerts::Alert;
use crate::detect::Findings;
use crate::error::Result;

/// Returns the places of the alerts that findings should have and do not have as they are. An alert whose records are not all in the lake
/// is not among them: it was found when they were.
pub(super) async fn find_doubted(
    session: &Session,
    known: &[Alert],
    findings: &Findings,
) -> Result<Vec<usize>> {
    let Some(looked_at) = &findings.looked_at else { return Ok(Vec::new()) };
    let found: HashMap<&str, &Alert> =
        findings.alerts.iter().map(|alert| (alert.key.as_str(), alert)).collect();
    let is_same =
        |alert: &Alert| found.get(alert.key.as_str()).is_some_and(|found| found.members == alert.members);
    let doubted =
        (0..known.len()).filter(|place| looked_at.covers(&known[*place]) && !is_same(&known[*place]));
    let doubted: Vec<usize> = doubted.collect();
    let members = || doubted.iter().flat_map(|place| &known[*place].members);
    let ids = members().filter_map(|member| member.id.as_deref());
    let hashes = members().filter(|member| member.id.is_none()).map(|member| member.content_hash);
    let present = find_present(session, ids, hashes).await?;
    let has_all = |alert: &Alert| {
        alert.members.iter().all(|member| present.contains(member.id.as_deref(), member.content_hash))
    };
    Ok(doubted.into_iter().filter(|place| has_all(&known[*place])).collect())
}
