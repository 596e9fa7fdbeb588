//! The rules: what each finds, whether this lake has what it looks at, and what it found.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use trail365_findings::{
    Coverage, Detector, Entry, Readiness, RuleLibrary, tactics, techniques, tenant_domains,
};
use trail365_sql::rules::Tenant;

use super::alerts::{Alert, alerts_of_rule};
use super::engine::{Answer, Engine, Pin};
use super::failure::{Failure, Result};
use super::params::Params;

/// The rules, those of the highest level first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Rules that alerts of the lake name, and that are not among these.
    pub others: Vec<Found>,
}

/// A rule, correlation or query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its id, or else its name or title.
    pub id: String,
    /// What it finds.
    pub title: String,
    /// How grave its alerts are.
    pub level: &'static str,
    /// Rule, correlation or query.
    pub kind: String,
    /// Tactics of ATT&CK.
    pub tactics: Vec<String>,
    /// Techniques of ATT&CK.
    pub techniques: Vec<String>,
    /// It raises alerts of its own; others only build on it.
    pub alerts: bool,
    /// File that it stands in.
    pub file: String,
    /// What it found in the lake.
    pub found: Option<Found>,
}

/// What a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The rule.
    pub rule_id: String,
    /// Its title when it found them.
    pub title: Option<String>,
    /// Its alerts.
    pub alerts: u64,
    /// Those that nobody has decided on.
    pub open: u64,
    /// When the last one ended.
    pub last: Option<String>,
}

/// A rule as it is written, with what it found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OneRule {
    /// The rule.
    pub rule: Rule,
    /// What it finds, in words.
    pub description: Option<String>,
    /// What else looks like it.
    pub falsepositives: Vec<String>,
    /// Where the behaviour is described.
    pub references: Vec<String>,
    /// How mature it is.
    pub status: Option<String>,
    /// Titles of the filters that apply.
    pub filters: Vec<String>,
    /// Why it is not asked, and what to do.
    pub obstacle: Option<String>,
    /// Its text.
    pub text: String,
    /// Its alerts, the last first.
    pub alerts: Vec<Alert>,
}

/// Whether the lake has what the rules look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Covered {
    /// Rules that can find something.
    pub ready: usize,
    /// Rules that miss something.
    pub partly: usize,
    /// Rules that can find nothing.
    pub blind: usize,
    /// The same by tactic.
    pub tactics: Vec<TacticCoverage>,
    /// Each rule.
    pub rules: Vec<RuleCoverage>,
}

/// Rules for a tactic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TacticCoverage {
    /// The tactic.
    pub tactic: String,
    /// Rules that can find something, miss something, can find nothing.
    pub counts: [usize; 3],
}

/// Whether the lake has what a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCoverage {
    /// The rule.
    pub id: String,
    /// What it finds.
    pub title: String,
    /// How grave its alerts are.
    pub level: &'static str,
    /// Ready, partly or blind.
    pub readiness: String,
    /// Why it is not ready.
    pub reasons: Vec<String>,
    /// Records of the kinds that it looks at; `None` where nobody knows before.
    pub records: Option<u64>,
}

const FOUND: &str = "SELECT rule_id, max(title) AS title, count(*) AS alerts, count(*) FILTER (WHERE status = 'open') AS open, max(last_time) AS last \
                     FROM alerts GROUP BY rule_id ORDER BY alerts DESC, rule_id LIMIT 10000";

/// Lists the rules with what they found.
pub async fn list(engine: &Engine, params: &Params) -> Result<Answer<Rules>> {
    let library = engine.rules();
    engine.ask(params.version()?, move |pin| gather(pin, library)).await
}

async fn gather(pin: Pin, library: Arc<RuleLibrary>) -> Result<Rules> {
    let found: Vec<Found> = pin.asked.rows(FOUND).await?;
    let mut found: BTreeMap<_, _> = found.into_iter().map(|found| (found.rule_id.clone(), found)).collect();
    let mut entries = library.entries();
    entries.sort_by_key(|entry| (std::cmp::Reverse(entry.level()), &entry.metadata.title));
    let rules = entries.iter().map(|entry| rule_of(entry, found.remove(entry.metadata.identity()))).collect();
    Ok(Rules { rules, others: found.into_values().collect() })
}

fn rule_of(entry: &Entry<'_>, found: Option<Found>) -> Rule {
    Rule {
        id: entry.metadata.identity().to_owned(),
        title: entry.metadata.title.clone(),
        level: entry.level().as_str(),
        kind: entry.kind.to_string(),
        tactics: tactics(&entry.metadata.tags),
        techniques: techniques(&entry.metadata.tags),
        alerts: entry.alerts,
        file: entry.file.to_string_lossy().into_owned(),
        found,
    }
}

/// Shows a rule as it is written, with what it found.
pub async fn show(engine: &Engine, params: &Params) -> Result<Answer<OneRule>> {
    let id = params.need("id")?.to_owned();
    let library = engine.rules();
    engine.ask(params.version()?, move |pin| show_one(pin, library, id)).await
}

async fn show_one(pin: Pin, library: Arc<RuleLibrary>, id: String) -> Result<OneRule> {
    let entries = library.entries();
    let entry = find_entry(&entries, &id)?;
    let metadata = entry.metadata;
    let found: Vec<Found> = pin.asked.rows(FOUND).await?;
    let found = found.into_iter().find(|found| found.rule_id == metadata.identity());
    Ok(OneRule {
        description: metadata.description.clone(),
        falsepositives: metadata.falsepositives.clone(),
        references: metadata.references.clone(),
        status: metadata.status.map(|status| status.to_string()),
        filters: entry.filters.iter().map(|id| library.filter_title(id).to_owned()).collect(),
        obstacle: library.obstacle(entry).map(|problem| format!("{}: {}", problem.what, problem.remedy)),
        text: library
            .text(entry)
            .map_err(|error| Failure::Lake(format!("the rule cannot be read: {error}")))?,
        alerts: alerts_of_rule(&pin, metadata.identity()).await?,
        rule: rule_of(entry, found),
    })
}

fn find_entry<'e, 'l>(entries: &'e [Entry<'l>], id: &str) -> Result<&'e Entry<'l>> {
    entries.iter().find(|entry| entry.metadata.identity() == id).ok_or_else(|| {
        Failure::NotFound(format!(
            "no rule {id} is among those that this page has; --rules of `trail365 ui` names others"
        ))
    })
}

/// Says whether the lake has what the rules look at, or one of them.
pub async fn cover(engine: &Engine, params: &Params) -> Result<Answer<Covered>> {
    let library = engine.rules();
    let kept = engine.coverage();
    let only = params.get("id").map(str::to_owned);
    engine
        .ask(params.version()?, move |pin| async move {
            let coverage = kept
                .find((pin.lakes_before, pin.info.version), Box::pin(find_coverage(pin, &library)))
                .await?;
            let mut covered = sum_up(&library, &coverage);
            covered.rules.retain(|rule| only.as_ref().is_none_or(|id| rule.id == *id));
            Ok(covered)
        })
        .await
}

async fn find_coverage(pin: Pin, library: &RuleLibrary) -> Result<Vec<Coverage>> {
    let session = &pin.asked.session;
    let fail = |error: trail365_sql::Error| pin.asked.fail(&error);
    let tenant = Tenant { domains: tenant_domains(session).await.map_err(fail)? };
    let loaded = library.loaded.clone();
    let detector = Detector::new(loaded.set, loaded.sql_rules, tenant).map_err(fail)?;
    library.find_coverage(&detector, session).await.map_err(fail)
}

fn sum_up(library: &RuleLibrary, coverage: &[Coverage]) -> Covered {
    let entries = library.entries();
    let mut tactic_counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut rules: Vec<_> = entries.iter().zip(coverage).collect();
    rules.sort_by_key(|(entry, of)| (of.readiness, std::cmp::Reverse(entry.level()), &entry.metadata.title));
    for (entry, of) in &rules {
        for tactic in tactics(&entry.metadata.tags) {
            tactic_counts.entry(tactic).or_default()[of.readiness as usize] += 1;
        }
    }
    let count = |readiness: Readiness| coverage.iter().filter(|of| of.readiness == readiness).count();
    let of_rule = |(entry, of): &(&Entry<'_>, &Coverage)| RuleCoverage {
        id: entry.metadata.identity().to_owned(),
        title: entry.metadata.title.clone(),
        level: entry.level().as_str(),
        readiness: of.readiness.to_string(),
        reasons: of.reasons.clone(),
        records: of.records,
    };
    Covered {
        ready: count(Readiness::Ready),
        partly: count(Readiness::Partly),
        blind: count(Readiness::Blind),
        tactics: tactic_counts
            .into_iter()
            .map(|(tactic, counts)| TacticCoverage { tactic, counts })
            .collect(),
        rules: rules.iter().map(of_rule).collect(),
    }
}
