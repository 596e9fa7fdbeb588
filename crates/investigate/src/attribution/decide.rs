//! The class of each branch, with reasons.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use trail365_findings::Alert;
use trail365_sigma::Level;

use super::branches::Draft;
use super::journeys::find_journeys;
use super::usual::{Strength, Usual};
use super::words::Words;
use crate::evidence::Book;
use crate::facts::{Act, Cited};
use crate::model::{Class, Confidence, Statement};
use crate::networks::Networks;

/// From so many points on, a branch on an unusual network is the attacker's: one finding of high level.
const ATTACKER: i64 = 40;

/// Points that a branch is given for another of the attacker's: from the same address, or with the same session id.
const SHARED: i64 = 40;

/// Points that the owner is given for an address or a device that was usual before, and half of them for a program.
const USUAL: i64 = 50;

/// Points for a country or an owner of networks that is new for the account, and for a journey that nobody makes: so few that they never
/// decide by themselves.
const UNUSUAL: i64 = 5;

/// A branch with its class.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attribution {
    pub class: Class,
    pub is_by_analyst: bool,
    pub score: i64,
    /// Whether something that others hardly have speaks for the owner.
    is_usual: bool,
    pub reasons: Vec<Statement>,
    /// The records of each finding of high level among the reasons, by its rule and their content.
    pub high: BTreeMap<String, BTreeSet<i64>>,
    /// Number of findings of medium level among them.
    pub medium: usize,
}

impl Attribution {
    /// Takes the branch for the attacker's because of what it shares.
    fn take(&mut self, reason: Statement) {
        self.score += SHARED;
        self.class = Class::Attacker;
        self.reasons.push(reason);
    }
}

/// What branches are judged by.
pub(crate) struct Grounds<'a> {
    pub acts: &'a [Act],
    pub alerts: &'a [Alert],
    pub usual: &'a Usual,
    pub words: &'a Words,
    pub networks: &'a Networks,
}

/// Says whose acts the branches of an account are, in their order.
pub(crate) fn attribute(drafts: &[Draft], grounds: &Grounds<'_>, book: &mut Book) -> Vec<Attribution> {
    let findings = findings_of(drafts, grounds);
    let mut all: Vec<Attribution> =
        drafts.iter().zip(findings).map(|(draft, of)| weigh(draft, of, grounds, book)).collect();
    add_journeys(drafts, grounds, &mut all, book);
    spread(drafts, grounds, &mut all, book);
    // The analyst's word goes before what was computed.
    for (draft, attribution) in drafts.iter().zip(&mut all) {
        if let Some(class) = grounds.words.of(draft) {
            attribution.class = class;
            attribution.is_by_analyst = true;
        }
    }
    all
}

/// Gives the class of the attacker to branches of apps that were given their permissions in a session of the attacker's.
pub(crate) fn follow_apps(
    drafts: &[Draft],
    acts: &[Act],
    apps: &BTreeSet<String>,
    all: &mut [Attribution],
    book: &mut Book,
) {
    for (draft, found) in drafts.iter().zip(all) {
        let app = draft.app_ids.iter().find(|app| apps.contains(*app));
        if let (Some(app), false) =
            (app, found.is_usual || found.is_by_analyst || found.class == Class::Attacker)
        {
            let text = format!("the app {app} was given its permissions in a session of the attacker");
            found.take(book.state(Confidence::Likely, text, named(draft, acts)));
        }
    }
}

/// Gives the class of the attacker to branches from addresses that are the attacker's at other accounts.
pub(crate) fn follow_addresses(
    (user, drafts): (&str, &[Draft]),
    acts: &[Act],
    addresses: &BTreeMap<String, String>,
    all: &mut [Attribution],
    book: &mut Book,
) {
    for (draft, found) in drafts.iter().zip(all) {
        let shared =
            draft.telling_addresses.iter().filter_map(|address| Some((address, addresses.get(address)?)));
        let of_other = shared.into_iter().find(|(_, other)| *other != user);
        if let (Some((address, other)), Class::Undetermined, false) = (of_other, found.class, found.is_usual)
        {
            let text = format!("its address {address} is taken for the attacker's at {other}");
            found.take(book.state(Confidence::Likely, text, named(draft, acts)));
        }
    }
}

/// Weighs one branch by itself.
fn weigh(draft: &Draft, findings: FindingsOf<'_>, grounds: &Grounds<'_>, book: &mut Book) -> Attribution {
    let mut found = Attribution::default();
    add_findings(findings, book, &mut found);
    add_usual(draft, grounds, book, &mut found);
    for text in grounds.usual.news_of(draft, grounds.networks) {
        found.score += UNUSUAL;
        found.reasons.push(book.state(Confidence::Likely, text, named(draft, grounds.acts)));
    }
    found.class = classify(draft, &found);
    found
}

/// The findings whose records stand in a branch, the gravest first: each rule once, with its records there.
type FindingsOf<'a> = BTreeMap<(Reverse<i64>, &'a str), (&'a Alert, Vec<Cited>)>;

/// Finds for each branch the findings whose records stand in it.
fn findings_of<'a>(drafts: &[Draft], grounds: &Grounds<'a>) -> Vec<FindingsOf<'a>> {
    let of_draft = |(place, draft): (usize, &Draft)| -> Vec<(i64, usize)> {
        let used = draft.acts.iter().map(|at| &grounds.acts[*at]).filter(|act| !act.is_refused());
        used.map(|act| (act.content_hash, place)).collect()
    };
    let branch_of: HashMap<i64, usize> = drafts.iter().enumerate().flat_map(of_draft).collect();
    let mut found = vec![FindingsOf::new(); drafts.len()];
    for alert in grounds.alerts.iter().filter(|alert| points_of(alert.level) > 0) {
        let key = (Reverse(points_of(alert.level)), alert.rule_id.as_str());
        for member in &alert.members {
            if let Some(place) = branch_of.get(&member.content_hash) {
                found[*place].entry(key).or_insert((alert, Vec::new())).1.push(Cited::from(member));
            }
        }
    }
    found
}

/// Adds the findings of a branch.
fn add_findings(findings: FindingsOf<'_>, book: &mut Book, found: &mut Attribution) {
    for ((points, _), (alert, cited)) in findings {
        found.score += points.0;
        if alert.level >= Level::High {
            let records = cited.iter().map(|record| record.content_hash);
            found.high.insert(alert.rule_id.clone(), records.collect());
        }
        found.medium += usize::from(alert.level == Level::Medium);
        let text = format!("finding of level {}: {}", alert.level.as_str(), alert.title);
        found.reasons.push(book.state(Confidence::Finding, text, cited));
    }
}

/// Adds what speaks for the owner.
fn add_usual(draft: &Draft, grounds: &Grounds<'_>, book: &mut Book, found: &mut Attribution) {
    for support in grounds.usual.speaks_for(draft) {
        found.score -= match support.strength {
            Strength::Strong => USUAL,
            Strength::Weak => USUAL / 2,
        };
        found.is_usual |= support.strength == Strength::Strong;
        let records = support.acts.iter().map(|at| Cited::from(&grounds.acts[*at]));
        found.reasons.push(book.state(Confidence::Recorded, support.text, records));
    }
}

/// Adds the journeys that nobody makes to branches that are not surely the owner's.
fn add_journeys(drafts: &[Draft], grounds: &Grounds<'_>, all: &mut [Attribution], book: &mut Book) {
    let of_draft = |(place, draft): (usize, &Draft)| -> Vec<(usize, usize)> {
        draft.acts.iter().map(|at| (*at, place)).collect()
    };
    let branch_of = drafts.iter().enumerate().flat_map(of_draft).collect();
    let journeys = find_journeys(grounds.acts, &branch_of, |branch| all[branch].is_usual, grounds.networks);
    for (branch, journey) in journeys {
        let found = &mut all[branch];
        let records = [journey.owners, journey.other].map(Cited::from);
        found.score += UNUSUAL;
        found.reasons.push(book.state(Confidence::Likely, journey.sentence(grounds.networks), records));
        found.class = classify(&drafts[branch], found);
    }
}

fn classify(draft: &Draft, found: &Attribution) -> Class {
    if draft.agent.as_deref() == Some(SERVICE) {
        Class::Service
    } else if !found.is_usual && found.score >= ATTACKER {
        Class::Attacker
    } else if found.score < 0 {
        Class::Owner
    } else {
        Class::Undetermined
    }
}

/// Name of Microsoft's own work on mailboxes.
const SERVICE: &str = "Exchange itself";

/// Gives the class of the attacker to branches that share an address or a session id with the attacker's, if nothing speaks for the owner.
/// Those may share something with others again.
fn spread(drafts: &[Draft], grounds: &Grounds<'_>, all: &mut [Attribution], book: &mut Book) {
    let mut shared = SharedThings::default();
    for (at, _) in all.iter().enumerate().filter(|(_, found)| found.class == Class::Attacker) {
        shared.add(drafts, at);
    }
    let mut open: Vec<usize> =
        (0..drafts.len()).filter(|at| all[*at].class == Class::Undetermined && !all[*at].is_usual).collect();
    loop {
        let before = open.len();
        open.retain(|at| {
            let Some(other) = shared.first_with(&drafts[*at]) else { return true };
            let (draft, other) = (&drafts[*at], &drafts[other]);
            let what = if draft.session_key == other.session_key { "session id" } else { "address" };
            let text =
                format!("it shares its {what} with {}, which is taken for the attacker's", other.label);
            let records = named(draft, grounds.acts).into_iter().chain(named(other, grounds.acts));
            all[*at].take(book.state(Confidence::Likely, text, records));
            shared.add(drafts, *at);
            false
        });
        if open.len() == before {
            return;
        }
    }
}

/// Session ids and addresses of the attacker's branches, each with the first branch that has it.
#[derive(Default)]
struct SharedThings<'d> {
    sessions: HashMap<&'d str, usize>,
    addresses: HashMap<&'d str, usize>,
}

impl<'d> SharedThings<'d> {
    fn add(&mut self, drafts: &'d [Draft], at: usize) {
        let draft = &drafts[at];
        let first = |place: &mut usize| *place = at.min(*place);
        self.sessions.entry(&draft.session_key).and_modify(first).or_insert(at);
        for address in &draft.telling_addresses {
            self.addresses.entry(address).and_modify(first).or_insert(at);
        }
    }

    /// Returns the first of the attacker's branches that shares something with a branch.
    fn first_with(&self, draft: &Draft) -> Option<usize> {
        let addresses = draft.telling_addresses.iter().filter_map(|of| self.addresses.get(of.as_str()));
        self.sessions.get(draft.session_key.as_str()).into_iter().chain(addresses).min().copied()
    }
}

/// Reports whether two branches have a session id or an address in common.
pub(crate) fn shares(one: &Draft, other: &Draft) -> bool {
    one.session_key == other.session_key || !one.telling_addresses.is_disjoint(&other.telling_addresses)
}

/// The first and the last record of a branch.
fn named(draft: &Draft, acts: &[Act]) -> Vec<Cited> {
    let (first, last) = (draft.acts.first(), draft.acts.last());
    let mut places: Vec<usize> = first.into_iter().chain(last).copied().collect();
    places.dedup();
    places.into_iter().map(|at| Cited::from(&acts[at])).collect()
}

/// Returns the points of a finding.
fn points_of(level: Level) -> i64 {
    match level {
        Level::Critical => 60,
        Level::High => 40,
        Level::Medium => 15,
        Level::Low | Level::Informational => 0,
    }
}
