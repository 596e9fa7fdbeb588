//! From a lake to a report.

use std::collections::BTreeSet;

use trail365_findings::{Alert, Findings};
use trail365_lake::Lake;
use trail365_sigma::Level;
use trail365_sql::Session;

use crate::account::{alerts_about, branches};
use crate::attribution::{Grounds, Usual, Words, attribute, draft_branches};
use crate::error::Result;
use crate::evidence::Book;
use crate::facts::{Act, Decoded, Shared, Views, find_accounts, find_others, read_acts, read_views};
use crate::model::{Account, Case, Class, LakeFacts, Question, REPORT_VERSION, Report, Section, Time};
use crate::scene::Scene;
use crate::sections::{
    self, CONSENTS, Coverage, DELETIONS, FILES, FORWARDING, IDENTITY, INBOX_RULES, Left, MAIL_SENT,
};
use crate::span::Span;
use crate::timeline::timeline;
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
    let words = Words::of_question(&question)?;
    let span = Span::of_question(&question);
    let users = find_accounts(session, &question.users).await?;
    let question = Question { users: users.clone(), ..question };
    let coverage = sections::read_coverage(session, &users).await?;
    let views = read_views(session, &users, span).await?;
    let records = Records::read(session, &users, findings, span).await?;
    let mut book = Book::default();
    let scenes: Vec<Scene<'_>> = records.iter().map(|of| set_scene(of, &words, &views, &mut book)).collect();
    let accounts = scenes.iter().map(|scene| report_account(scene, &views, &coverage, &mut book)).collect();
    let shared = shared_of(&scenes);
    let others = find_others(session, &users, &shared).await?;
    let (first_time, last_time) = coverage.span();
    let lake = LakeFacts {
        version: lake.version(),
        records: coverage.records(),
        first_time,
        last_time,
        sources: coverage.sources(),
    };
    let common = vec![
        sections::spread(&others, &shared, &mut book),
        sections::indicators(&scenes, &targets_of(&scenes, &views)),
        sections::techniques(scenes.iter().flat_map(|scene| scene.alerts), &mut book),
        sections::method(&lake),
    ];
    Ok(Report {
        version: REPORT_VERSION,
        case,
        question,
        lake,
        coverage: coverage.section(),
        accounts,
        common,
        evidence: book.into_evidence(session).await?,
    })
}

/// The records of an account in the span, and the findings about it.
struct Records {
    user: String,
    acts: Vec<Act>,
    alerts: Vec<Alert>,
    usual: Usual,
}

impl Records {
    /// Reads the records of all accounts in one scan.
    async fn read(
        session: &Session,
        users: &[String],
        findings: &Findings,
        span: Span,
    ) -> Result<Vec<Records>> {
        let mut all = read_acts(session, users).await?;
        let mut records = Vec::new();
        for user in users {
            let (own, others) = all.into_iter().partition(|act| act.user_id == *user);
            all = others;
            records.push(Records::new(user, own, findings, span));
        }
        Ok(records)
    }

    /// What was before the span says what is usual, too.
    fn new(user: &str, mut acts: Vec<Act>, findings: &Findings, span: Span) -> Self {
        let mut alerts = alerts_about(user, &acts, findings);
        alerts.retain(|alert| span.meets(alert.first_time, alert.last_time));
        let is_grave = |alert: &&Alert| alert.level >= Level::High;
        let incident = alerts.iter().filter(is_grave).map(|alert| alert.first_time).min();
        let usual = Usual::before(incident, &acts);
        acts.retain(|act| span.has(act.time));
        Records { user: user.to_owned(), acts, alerts, usual }
    }
}

fn set_scene<'a>(records: &'a Records, words: &Words, views: &Views, book: &mut Book) -> Scene<'a> {
    let Records { user, acts, alerts, usual } = records;
    let drafts = draft_branches(acts);
    let attributions = attribute(&drafts, &Grounds { acts, alerts, usual, words }, book);
    let mut scene = Scene::new(user, acts, alerts, usual, (drafts, attributions));
    scene.follow_consents(&views.consents.of(user), book);
    scene
}

fn report_account(scene: &Scene<'_>, views: &Views, coverage: &Coverage, book: &mut Book) -> Account {
    let verdict = verdict::judge(scene, coverage.missing_for_verdict(), book);
    let sections = account_sections(scene, views, coverage, book);
    let attacker = scene.attacker_acts();
    Account {
        user: scene.user.to_owned(),
        verdict,
        first_act: attacker.first().map(|act| Time(act.time)),
        last_act: attacker.last().map(|act| Time(act.time)),
        summary: sections::summary(&sections),
        sessions: branches(scene),
        timeline: timeline(scene, book),
        sections,
    }
}

fn account_sections(scene: &Scene<'_>, views: &Views, coverage: &Coverage, book: &mut Book) -> Vec<Section> {
    let user = scene.user;
    let (rules, forwarding) = (views.inbox_rules.of(user), views.forwarding.of(user));
    let (consents, identity) = (views.consents.of(user), views.identity_changes.of(user));
    vec![
        sections::mail_read(&views.mail_access.of(user), scene, coverage, book),
        MAIL_SENT.section(&views.mail_sent.of(user), scene, book),
        INBOX_RULES.section(&rule_changes(views, user), scene, book),
        FORWARDING.section(&forwarding, scene, book),
        IDENTITY.section(&identity, scene, book),
        CONSENTS.section(&consents, scene, book),
        FILES.section(&views.file_access.of(user), scene, book),
        DELETIONS.section(&views.deletions.of(user), scene, book),
        sections::actions(
            &Left { rules: &rules, forwarding: &forwarding, consents: &consents, identity: &identity },
            scene,
            book,
        ),
    ]
}

/// Lists the changes of inbox rules. Outlook stores rules again that nobody changed, often hundreds at once: these say nothing.
fn rule_changes<'v>(views: &'v Views, user: &str) -> Vec<&'v Decoded> {
    let mut changes = views.inbox_rule_changes.of(user);
    changes.retain(|row| row.text("change") != Some("restamped"));
    changes
}

/// Lists what is the attacker's, to look for it at others.
fn shared_of(scenes: &[Scene<'_>]) -> Shared {
    let (mut addresses, mut sessions, mut apps) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for scene in scenes {
        apps.extend(scene.attacker_apps.iter().cloned());
        for place in scene.places_of(Class::Attacker) {
            let draft = &scene.drafts[place];
            addresses.extend(draft.addresses.iter().cloned());
            sessions.extend((!draft.is_surrogate).then(|| draft.session_key.clone()));
        }
    }
    Shared {
        addresses: addresses.into_iter().collect(),
        sessions: sessions.into_iter().collect(),
        apps: apps.into_iter().collect(),
    }
}

/// Lists the addresses that the attacker diverted mail to.
fn targets_of(scenes: &[Scene<'_>], views: &Views) -> BTreeSet<String> {
    let mut targets = BTreeSet::new();
    for scene in scenes {
        let rules = views.inbox_rule_changes.of(scene.user).into_iter();
        for row in rules.chain(views.forwarding.of(scene.user)) {
            if scene.whose_row(row).class == Class::Attacker {
                targets.extend(row.texts("targets").into_iter().map(str::to_lowercase));
            }
        }
    }
    targets
}
