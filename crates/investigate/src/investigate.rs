//! From a lake to a report.

use std::collections::{BTreeMap, BTreeSet};

use trail365_findings::{Alert, Findings};
use trail365_lake::Lake;
use trail365_sigma::Level;
use trail365_sql::Session;

use crate::account::{alerts_about, attempts_on, branches};
use crate::attribution::{Grounds, Usual, Words, attribute, draft_branches};
use crate::error::Result;
use crate::evidence::Book;
use crate::facts::{Act, Cited, Decoded, Shared, Views, find_accounts, find_others, read_acts, read_views};
use crate::model::{Account, Case, Class, LakeFacts, Question, REPORT_VERSION, Report, Section, Time};
use crate::scene::Scene;
use crate::sections::{
    self, CONSENTS, Coverage, DELETIONS, FILES, FLOWS, FORWARDING, IDENTITY, INBOX_RULES, Left, Mail,
    SEARCHES, TEAMS,
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
    let span = Span::of_question(&question)?;
    let users = find_accounts(session, &question.users).await?;
    let question = Question { users: users.clone(), ..question };
    let coverage = sections::read_coverage(session, &users).await?;
    let views = read_views(session, &users, span).await?;
    let records = Records::read(session, &users, findings, span).await?;
    let mut book = Book::default();
    let mut scenes: Vec<Scene<'_>> =
        records.iter().map(|of| set_scene(of, &words, &views, &mut book)).collect();
    let addresses = attacker_addresses(&scenes);
    for scene in &mut scenes {
        scene.follow_addresses(&addresses, &mut book);
    }
    let accounts = scenes.iter().map(|scene| report_account(scene, &views, &coverage, &mut book)).collect();
    let shared = shared_of(&scenes);
    let others = find_others(session, &shared).await?;
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

/// The records of an account, and the findings about it. Whose a session is follows from all of them, whatever the span of the report.
struct Records {
    user: String,
    acts: Vec<Act>,
    alerts: Vec<Alert>,
    attempts: Vec<Cited>,
    usual: Usual,
    span: Span,
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

    fn new(user: &str, acts: Vec<Act>, findings: &Findings, span: Span) -> Self {
        let alerts = alerts_about(user, &acts, findings);
        let attempts = attempts_on(user, &acts, findings);
        let is_grave = |alert: &&Alert| alert.level >= Level::High;
        let incident = alerts.iter().filter(is_grave).map(|alert| alert.first_time).min();
        let usual = Usual::before(incident, &acts);
        Records { user: user.to_owned(), acts, alerts, attempts, usual, span }
    }
}

fn set_scene<'a>(records: &'a Records, words: &Words, views: &Views, book: &mut Book) -> Scene<'a> {
    let Records { user, acts, alerts, attempts, usual, span } = records;
    let drafts = draft_branches(acts);
    let attributions = attribute(&drafts, &Grounds { acts, alerts, usual, words }, book);
    let mut scene = Scene::new(user, acts, (alerts, attempts), (usual, *span), (drafts, attributions));
    scene.follow_consents(&views.consents.of_any_time(user), book);
    scene
}

fn report_account(scene: &Scene<'_>, views: &Views, coverage: &Coverage, book: &mut Book) -> Account {
    let verdict = verdict::judge(scene, missing_of(scene, coverage), book);
    let sections = account_sections(scene, views, coverage, book);
    let times = attacker_times(scene, views);
    Account {
        user: scene.user.to_owned(),
        verdict,
        first_act: times.first().copied().map(Time),
        last_act: times.last().copied().map(Time),
        summary: sections::summary(&sections),
        sessions: branches(scene),
        timeline: timeline(scene, book),
        sections,
    }
}

/// Lists the times of the attacker's acts in the span of the report: those in sessions, and changes of the directory that only user and time
/// tie to these.
fn attacker_times(scene: &Scene<'_>, views: &Views) -> BTreeSet<i64> {
    let acts = scene.attacker_acts().into_iter().map(|act| act.time);
    let changes = views.identity_changes.of(scene.user).into_iter().chain(views.consents.of(scene.user));
    let changes = changes.filter(|row| scene.whose_row(row).class == Class::Attacker).map(|row| row.time());
    acts.chain(changes).filter(|time| scene.span.has(*time)).collect()
}

fn account_sections(scene: &Scene<'_>, views: &Views, coverage: &Coverage, book: &mut Book) -> Vec<Section> {
    let user = scene.user;
    // What is left of an attacker is left whenever it was made.
    let (rules, forwarding) = (views.inbox_rules.of_any_time(user), views.forwarding.of_any_time(user));
    let (flows, identity) = (views.flows.of_any_time(user), views.identity_changes.of_any_time(user));
    let consents = given(views.consents.of_any_time(user));
    let entry = sections::entry(&views.sign_ins.of(user), scene, book);
    let mail_read = sections::mail_read(&views.mail_access.of(user), scene, coverage, book);
    let mail = Mail {
        sent: views.mail_sent.of(user),
        read: views.mail_access.of(user),
        deleted: views.deletions.of(user),
    };
    let mail_sent = sections::mail_sent(&mail, &views.domains, scene, book);
    let mut diverted = FORWARDING.section(&views.forwarding.of(user), scene, book);
    FLOWS.add_to(&mut diverted, &views.flows.of(user), scene, book);
    let mut files = FILES.section(&views.file_access.of(user), scene, book);
    TEAMS.add_to(&mut files, &views.teams.of(user), scene, book);
    SEARCHES.add_to(&mut files, &views.searches.of(user), scene, book);
    vec![
        entry,
        mail_read,
        mail_sent,
        INBOX_RULES.section(&rule_changes(views, user), scene, book),
        diverted,
        IDENTITY.section(&views.identity_changes.of(user), scene, book),
        CONSENTS.section(&given(views.consents.of(user)), scene, book),
        files,
        DELETIONS.section(&views.deletions.of(user), scene, book),
        sections::actions(
            &Left {
                rules: &rules,
                forwarding: &forwarding,
                flows: &flows,
                consents: &consents,
                identity: &identity,
            },
            scene,
            book,
        ),
    ]
}

/// Lists what apps were given; withdrawals and attempts that failed are none of it.
fn given(consents: Vec<&Decoded>) -> Vec<&Decoded> {
    let is_given = |row: &&Decoded| {
        let kind = row.text("kind").unwrap_or_default();
        !kind.starts_with("revoked") && kind != "app_removed" && row.text("outcome") != Some("failed")
    };
    consents.into_iter().filter(is_given).collect()
}

/// Names the data that would decide about an account, where there is none.
fn missing_of(scene: &Scene<'_>, coverage: &Coverage) -> Vec<String> {
    let mut missing = coverage.missing_for_verdict(scene.user);
    if scene.is_span_empty() {
        missing.push("records of the account in the span of the report".to_owned());
    }
    missing
}

/// Lists the changes of inbox rules. Outlook stores rules again that nobody changed, often hundreds at once: these say nothing.
fn rule_changes<'v>(views: &'v Views, user: &str) -> Vec<&'v Decoded> {
    let mut changes = views.inbox_rule_changes.of(user);
    changes.retain(|row| row.text("change") != Some("restamped"));
    changes
}

/// Lists the addresses of the attacker's with an account that each was found at.
fn attacker_addresses(scenes: &[Scene<'_>]) -> BTreeMap<String, String> {
    let of_scene = |scene: &Scene<'_>| -> Vec<(String, String)> {
        let drafts = scene.places_of(Class::Attacker).map(|place| &scene.drafts[place]);
        drafts
            .flat_map(|draft| &draft.addresses)
            .map(|address| (address.clone(), scene.user.to_owned()))
            .collect()
    };
    scenes.iter().flat_map(of_scene).collect()
}

/// Lists what is the attacker's, to look for it at others.
fn shared_of(scenes: &[Scene<'_>]) -> Shared {
    let mut shared = Shared::default();
    for scene in scenes {
        let user = scene.user;
        for place in scene.places_of(Class::Attacker) {
            let draft = &scene.drafts[place];
            for address in &draft.addresses {
                shared.addresses.entry(address.clone()).or_default().insert(user.to_owned());
            }
            if !draft.is_surrogate {
                shared.sessions.entry(draft.session_key.clone()).or_default().insert(user.to_owned());
            }
        }
        for app in &scene.attacker_apps {
            shared.apps.entry(app.clone()).or_default().insert(user.to_owned());
        }
    }
    shared
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
