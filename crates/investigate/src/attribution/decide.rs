//! The class of each branch, with reasons.

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
    /// The records of each finding of high level among the reasons, by their content.
    pub high: Vec<BTreeSet<i64>>,
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
    let places: HashMap<i64, usize> =
        grounds.acts.iter().enumerate().map(|(at, act)| (act.content_hash, at)).collect();
    let mut all: Vec<Attribution> = drafts.iter().map(|draft| weigh(draft, grounds, &places, book)).collect();
    add_journeys(drafts, grounds, &mut all, book);
    // A branch that shares something with the attacker's is the attacker's, and others may share something with it.
    while spread(drafts, grounds, &mut all, book) {}
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
fn weigh(draft: &Draft, grounds: &Grounds<'_>, places: &HashMap<i64, usize>, book: &mut Book) -> Attribution {
    let mut found = Attribution::default();
    add_findings(draft, grounds, places, book, &mut found);
    add_usual(draft, grounds, book, &mut found);
    for text in grounds.usual.news_of(draft, grounds.networks) {
        found.score += UNUSUAL;
        found.reasons.push(book.state(Confidence::Likely, text, named(draft, grounds.acts)));
    }
    found.class = classify(draft, &found);
    found
}

/// Adds the findings whose records stand in a branch, the gravest first, each rule once.
fn add_findings(
    draft: &Draft,
    grounds: &Grounds<'_>,
    places: &HashMap<i64, usize>,
    book: &mut Book,
    found: &mut Attribution,
) {
    let own: BTreeSet<usize> = draft.acts.iter().copied().collect();
    let mut alerts: BTreeMap<(std::cmp::Reverse<i64>, &str), Vec<Cited>> = BTreeMap::new();
    let mut titles: HashMap<&str, (&str, Level)> = HashMap::new();
    for alert in grounds.alerts.iter().filter(|alert| points_of(alert.level) > 0) {
        let members = alert.members.iter().filter(|member| {
            places
                .get(&member.content_hash)
                .is_some_and(|at| own.contains(at) && !grounds.acts[*at].is_refused())
        });
        let cited: Vec<Cited> = members.map(Cited::from).collect();
        if !cited.is_empty() {
            titles.insert(&alert.rule_id, (&alert.title, alert.level));
            alerts
                .entry((std::cmp::Reverse(points_of(alert.level)), &alert.rule_id))
                .or_default()
                .extend(cited);
        }
    }
    for ((points, rule), cited) in alerts {
        let (title, level) = titles[rule];
        found.score += points.0;
        if level >= Level::High {
            found.high.push(cited.iter().map(|record| record.content_hash).collect());
        }
        found.medium += usize::from(level == Level::Medium);
        let text = format!("finding of level {}: {title}", level.as_str());
        found.reasons.push(book.state(Confidence::Recorded, text, cited));
    }
}

/// Adds what speaks for the owner.
fn add_usual(draft: &Draft, grounds: &Grounds<'_>, book: &mut Book, found: &mut Attribution) {
    for (strength, text) in grounds.usual.speaks_for(draft) {
        found.score -= match strength {
            Strength::Strong => USUAL,
            Strength::Weak => USUAL / 2,
        };
        found.is_usual |= strength == Strength::Strong;
        found.reasons.push(book.state(Confidence::Recorded, text, named(draft, grounds.acts)));
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
/// Returns whether any was given.
fn spread(drafts: &[Draft], grounds: &Grounds<'_>, all: &mut [Attribution], book: &mut Book) -> bool {
    let mut given = false;
    for at in 0..drafts.len() {
        if all[at].class != Class::Undetermined || all[at].is_usual {
            continue;
        }
        let other = (0..drafts.len())
            .find(|other| all[*other].class == Class::Attacker && shares(&drafts[at], &drafts[*other]));
        let Some(other) = other else { continue };
        let what = if drafts[at].session_key == drafts[other].session_key { "session id" } else { "address" };
        let text =
            format!("it shares its {what} with {}, which is taken for the attacker's", drafts[other].label);
        let records = named(&drafts[at], grounds.acts).into_iter().chain(named(&drafts[other], grounds.acts));
        all[at].take(book.state(Confidence::Likely, text, records));
        given = true;
    }
    given
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
