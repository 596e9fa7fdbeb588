//! From a lake to a report.

use std::collections::{BTreeMap, BTreeSet};

use trail365_findings::{Alert, Findings};
use trail365_lake::Lake;
use trail365_sigma::Level;
use trail365_sql::Session;

use crate::attribution::{Attribution, Draft, Grounds, Usual, attribute, draft_branches};
use crate::error::Result;
use crate::evidence::{Book, Cited};
use crate::facts::{Act, find_accounts, read_acts};
use crate::model::{Account, Branch, Case, Class, Event, LakeFacts, Question, REPORT_VERSION, Report, Time};
use crate::verdict;

/// Investigates accounts.
///
/// # Errors
/// If no record names an account, or the lake cannot be read.
pub async fn investigate(
    lake: &Lake,
    session: &Session,
    findings: &Findings,
    case: Case,
    question: Question,
) -> Result<Report> {
    let users = find_accounts(session, &question.users).await?;
    let acts = read_acts(session, &users).await?;
    let mut book = Book::default();
    let mut accounts = Vec::new();
    for user in &users {
        let own: Vec<Act> = acts.iter().filter(|act| act.user_id == *user).cloned().collect();
        accounts.push(report_account(user, &own, findings, &question, &mut book));
    }
    let question = Question { users, ..question };
    let lake = LakeFacts { version: lake.version(), records: findings.records, ..LakeFacts::default() };
    let evidence = book.into_evidence(session).await?;
    Ok(Report { version: REPORT_VERSION, case, question, lake, accounts, evidence, ..Report::default() })
}

fn report_account(
    user: &str,
    acts: &[Act],
    findings: &Findings,
    question: &Question,
    book: &mut Book,
) -> Account {
    let alerts = alerts_about(user, acts, findings);
    let incident =
        alerts.iter().filter(|alert| alert.level >= Level::High).map(|alert| alert.first_time).min();
    let usual = Usual::before(incident, acts);
    let drafts = draft_branches(acts);
    let grounds = Grounds { acts, alerts: &alerts, usual: &usual, question, attacker_apps: &BTreeSet::new() };
    let attributions = attribute(&drafts, &grounds, book);
    let case = verdict::Case {
        user,
        alerts: &alerts,
        drafts: &drafts,
        attributions: &attributions,
        missing: Vec::new(),
    };
    let verdict = verdict::judge(case, book);
    let of_attacker = |at: &usize| attributions[*at].class == Class::Attacker;
    let times = || {
        (0..drafts.len())
            .filter(of_attacker)
            .flat_map(|at| &drafts[at].acts)
            .map(|at| &acts[*at])
            .filter(|act| !act.is_refused())
            .map(|act| act.time)
    };
    Account {
        user: user.to_owned(),
        verdict,
        first_act: times().min().map(Time),
        last_act: times().max().map(Time),
        timeline: timeline(acts, &drafts, &attributions, &alerts, book),
        sessions: branches(acts, &drafts, attributions),
        ..Account::default()
    }
}

/// Finds the alerts about an account: it acted in their records, or they agree in its name.
fn alerts_about(user: &str, acts: &[Act], findings: &Findings) -> Vec<Alert> {
    let own: BTreeSet<i64> = acts.iter().map(|act| act.content_hash).collect();
    let is_about = |alert: &&Alert| {
        let names = alert.users.iter().chain(alert.group.iter().map(|(_, value)| value));
        names.into_iter().any(|name| name.eq_ignore_ascii_case(user))
            || alert.members.iter().any(|member| own.contains(&member.content_hash))
    };
    findings.alerts.iter().filter(is_about).cloned().collect()
}

fn branches(acts: &[Act], drafts: &[Draft], attributions: Vec<Attribution>) -> Vec<Branch> {
    let branch = |(draft, of): (&Draft, Attribution)| Branch {
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
        reasons: of.reasons,
        first_time: Time(draft.acts.first().map_or(0, |at| acts[*at].time)),
        last_time: Time(draft.acts.last().map_or(0, |at| acts[*at].time)),
        records: draft.acts.len() as u64,
    };
    drafts.iter().zip(attributions).map(branch).collect()
}

/// Returns the name of an app, or its id.
fn app_name(id: &str) -> String {
    trail365_schema::glossary::app(id).map_or_else(|| id.to_owned(), |app| app.name.to_owned())
}

/// Lists the first record of each finding.
fn timeline(
    acts: &[Act],
    drafts: &[Draft],
    attributions: &[Attribution],
    alerts: &[Alert],
    book: &mut Book,
) -> Vec<Event> {
    let branch_of: BTreeMap<i64, usize> = drafts
        .iter()
        .enumerate()
        .flat_map(|(place, draft)| draft.acts.iter().map(move |at| (acts[*at].content_hash, place)))
        .collect();
    let mut events: Vec<Event> = Vec::new();
    for alert in alerts.iter().filter(|alert| alert.level >= Level::Medium) {
        let Some(member) = alert.members.first() else { continue };
        let place = branch_of.get(&member.content_hash);
        events.push(Event {
            time: Time(alert.first_time),
            text: alert.title.clone(),
            operation: member.operation.as_deref().unwrap_or_default().to_owned(),
            class: place.map_or(Class::Undetermined, |at| attributions[*at].class),
            branch: place.map(|at| drafts[*at].label.clone()),
            address: alert.addresses.first().cloned(),
            level: Some(alert.level.as_str().to_owned()),
            record: book.number(Cited::from(member)),
        });
    }
    events.sort_by_key(|event| (event.time, event.record));
    events
}
