//! From a lake to a report.

use std::collections::{BTreeMap, BTreeSet};

use trail365_findings::{Alert, Findings};
use trail365_lake::Lake;
use trail365_sigma::Level;
use trail365_sql::{Geo, Session};

use crate::account::{addresses, alerts_about, branches};
use crate::attribution::{Grounds, Usual, Words, attribute, draft_branches};
use crate::error::Result;
use crate::evidence::Book;
use crate::facts::{
    Act, Cited, Decoded, Listing, Shared, Views, find_accounts, find_others, read_acts, read_views,
};
use crate::model::{
    Account, Case, Class, LakeFacts, PROGRAM, Question, REPORT_VERSION, Report, Section, Time,
};
use crate::networks::{Networks, warn_of_age};
use crate::scene::Scene;
use crate::sections::{
    self, CONSENTS, Coverage, DELETIONS, FILES, FLOWS, FORWARDING, IDENTITY, INBOX_RULES, Left, Mail,
    SEARCHES, TEAMS, Trace,
};
use crate::span::Span;
use crate::timeline::timeline;
use crate::verdict;

/// Investigates accounts. `geo` says where addresses are and whose networks they are in; without it the report says that this is not known.
///
/// # Errors
/// If no record names an account, or the lake cannot be read.
pub async fn investigate(
    lake: &Lake,
    session: &Session,
    findings: &Findings,
    case: Case,
    question: Question,
    geo: Option<&Geo>,
) -> Result<Report> {
    let words = Words::of_question(&question)?;
    let span = Span::of_question(&question)?;
    let users = find_accounts(session, &question.users).await?;
    let question = Question { users: users.clone(), ..question };
    let coverage = sections::read_coverage(session, &users, findings.without_time).await?;
    let views = read_views(session, &users, span).await?;
    let (records, networks) = Records::read(session, &users, findings, span, geo).await?;
    let mut book = Book::default();
    let known = Known { views: &views, coverage: &coverage, networks: &networks };
    let mut scenes: Vec<Scene<'_>> =
        records.iter().map(|of| set_scene(of, &words, &known, &mut book)).collect();
    let shared_addresses = attacker_addresses(&scenes);
    for scene in &mut scenes {
        scene.follow_addresses(&shared_addresses, &mut book);
    }
    let accounts = scenes.iter().map(|scene| report_account(scene, &known, &mut book)).collect();
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
    let databases = networks.databases();
    let common = vec![
        sections::spread(&others, &shared, &mut book),
        sections::indicators(&scenes, &traces_of(&scenes, &views), &networks),
        sections::techniques(scenes.iter().flat_map(|scene| scene.alerts), &mut book),
        sections::method(&lake, &databases),
    ];
    let drafts: Vec<_> = scenes.iter().flat_map(|scene| &scene.drafts).collect();
    let mut warnings = words.unmatched(&drafts);
    warnings.extend(warn_of_age(&databases, last_time));
    Ok(Report {
        version: REPORT_VERSION,
        program: PROGRAM.to_owned(),
        case,
        question,
        lake,
        coverage: coverage.section(&warnings),
        databases,
        warnings,
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
    /// Reads the records of all accounts in one scan, and looks up their addresses.
    async fn read(
        session: &Session,
        users: &[String],
        findings: &Findings,
        span: Span,
        geo: Option<&Geo>,
    ) -> Result<(Vec<Records>, Networks)> {
        let mut all = read_acts(session, users).await?;
        let networks = Networks::of_acts(geo, all.iter());
        let mut records = Vec::new();
        for user in users {
            let (own, others) = all.into_iter().partition(|act| act.user_id == *user);
            all = others;
            let (alerts, attempts) = alerts_about(user, &own, findings);
            records.push(Records::new(user, (own, alerts, attempts), &networks, span));
        }
        Ok((records, networks))
    }

    fn new(
        user: &str,
        (acts, alerts, attempts): (Vec<Act>, Vec<Alert>, Vec<Cited>),
        networks: &Networks,
        span: Span,
    ) -> Self {
        let is_grave = |alert: &&Alert| alert.level >= Level::High;
        let incident = alerts.iter().filter(is_grave).map(|alert| alert.first_time).min();
        let usual = Usual::before(incident, &acts, networks);
        Records { user: user.to_owned(), acts, alerts, attempts, usual, span }
    }
}

fn set_scene<'a>(records: &'a Records, words: &Words, known: &Known<'_>, book: &mut Book) -> Scene<'a> {
    let Known { views, coverage, networks } = known;
    let Records { user, acts, alerts, attempts, usual, span } = records;
    // The analyst may know that an attacker rented a machine of Microsoft.
    let is_telling = |address: &str| !networks.is_microsoft(address) || words.is_attackers(address);
    let drafts = draft_branches(acts, is_telling);
    let attributions = attribute(&drafts, &Grounds { acts, alerts, usual, words, networks }, book);
    let mut scene = Scene::new(user, acts, (alerts, attempts), (usual, *span), (drafts, attributions));
    scene.workloads = coverage.workloads_of(user);
    scene.follow_consents(&views.consents.of_any_time(user), book);
    scene
}

/// What is known beside the records of an account.
struct Known<'a> {
    views: &'a Views,
    coverage: &'a Coverage,
    networks: &'a Networks,
}

fn report_account(scene: &Scene<'_>, known: &Known<'_>, book: &mut Book) -> Account {
    let Known { views, coverage, networks } = known;
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
        addresses: addresses(scene, networks),
        timeline: timeline(scene, &views.sentences(scene.user), book),
        sections,
    }
}

/// Lists the times of the attacker's acts in the span of the report: those in sessions, and changes of the directory that only user and time
/// tie to these.
fn attacker_times(scene: &Scene<'_>, views: &Views) -> BTreeSet<i64> {
    let acts = scene.attacker_acts().into_iter().map(|act| act.time);
    let changes = views.identity_changes.of(scene.user).into_iter().chain(views.consents.of(scene.user));
    let changes = changes.filter(|row| scene.whose_row(row).class == Class::Attacker).map(Decoded::time);
    acts.chain(changes).filter(|time| scene.span.has(*time)).collect()
}

fn account_sections(scene: &Scene<'_>, views: &Views, coverage: &Coverage, book: &mut Book) -> Vec<Section> {
    let user = scene.user;
    // What is left of an attacker is left whenever it was made.
    let left = Left {
        rules: views.inbox_rules.listing_of_any_time(user),
        forwarding: views.forwarding.listing_of_any_time(user),
        flows: views.flows.listing_of_any_time(user),
        consents: given(views.consents.listing_of_any_time(user)),
        identity: views.identity_changes.listing_of_any_time(user),
    };
    let mail = Mail {
        sent: views.mail_sent.listing(user),
        read: views.mail_access.listing(user),
        deleted: views.deletions.listing(user),
    };
    let entry = sections::entry(&views.sign_ins.listing(user), scene, book);
    let mail_read = sections::mail_read(&mail.read, scene, coverage, book);
    let mail_sent = sections::mail_sent(&mail, &views.domains, scene, book);
    let rules = INBOX_RULES.section(&rule_changes(views, user), scene, book);
    let mut diverted = FORWARDING.section(&views.forwarding.listing(user), scene, book);
    FLOWS.add_to(&mut diverted, &views.flows.listing(user), scene, book);
    let identity = IDENTITY.section(&views.identity_changes.listing(user), scene, book);
    let consents = CONSENTS.section(&given(views.consents.listing(user)), scene, book);
    let mut files = FILES.section(&views.file_access.listing(user), scene, book);
    TEAMS.add_to(&mut files, &views.teams.listing(user), scene, book);
    SEARCHES.add_to(&mut files, &views.searches.listing(user), scene, book);
    vec![
        entry,
        mail_read,
        mail_sent,
        rules,
        diverted,
        identity,
        consents,
        files,
        DELETIONS.section(&mail.deleted, scene, book),
        sections::actions(&left, scene, book),
    ]
}

/// Lists what apps were given; withdrawals and attempts that failed are none of it.
fn given(consents: Listing<'_>) -> Listing<'_> {
    const IS_GIVEN: &str =
        "kind NOT LIKE 'revoked%' AND kind <> 'app_removed' AND coalesce(outcome, '') <> 'failed'";
    consents.retain(IS_GIVEN, |row| {
        let kind = row.text("kind").unwrap_or_default();
        !kind.starts_with("revoked") && kind != "app_removed" && row.text("outcome") != Some("failed")
    })
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
fn rule_changes<'v>(views: &'v Views, user: &str) -> Listing<'v> {
    let is_change = "coalesce(change, '') <> 'restamped'";
    views.inbox_rule_changes.listing(user).retain(is_change, |row| row.text("change") != Some("restamped"))
}

/// Lists the addresses of the attacker's with an account that each was found at.
fn attacker_addresses(scenes: &[Scene<'_>]) -> BTreeMap<String, String> {
    let of_scene = |scene: &Scene<'_>| -> Vec<(String, String)> {
        let drafts = scene.places_of(Class::Attacker).map(|place| &scene.drafts[place]);
        drafts
            .flat_map(|draft| &draft.telling_addresses)
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
            for address in &draft.telling_addresses {
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

/// Lists what the attacker left outside of the sessions: addresses that mail was diverted to, messages, apps and devices.
fn traces_of<'a>(scenes: &[Scene<'a>], views: &Views) -> Vec<Trace<'a>> {
    let mut traces = Vec::new();
    for scene in scenes {
        let user = scene.user;
        let mut add = |kind, column, rows: Vec<&Decoded>| {
            for row in rows.into_iter().filter(|row| scene.whose_row(row).class == Class::Attacker) {
                let values = row.texts(column).into_iter().map(str::to_owned);
                traces.extend(values.map(|value| Trace { kind, value, time: row.time(), user }));
            }
        };
        let is_device = |row: &&Decoded| {
            row.text("kind").is_some_and(|kind| kind.starts_with("device_") && !kind.ends_with("_removed"))
        };
        add("mail address", "targets", views.inbox_rule_changes.of(user));
        add("mail address", "targets", views.forwarding.of(user));
        add("message id", "internet_message_id", views.mail_sent.of(user));
        add("app", "app_id", given(views.consents.listing(user)).rows);
        add("device", "object", views.identity_changes.of(user).into_iter().filter(is_device).collect());
    }
    traces
}
