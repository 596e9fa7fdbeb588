//! An ordinary day of everybody.

use super::clock;
use super::dice::Dice;
use super::directory::{self, WRONG_PASSWORD};
use super::event::{Actor, Event};
use super::exchange::{self, DESKTOP, Mails, WEB};
use super::sharepoint;
use super::teams;
use super::tenant::{OFFICE, Person, Tenant};

/// Browsers of the people.
const USER_AGENTS: [&str; 2] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/145.0.0.0 Safari/537.36",
];

const SUBJECTS: [&str; 10] = [
    "Minutes of Monday",
    "Lunch on Thursday?",
    "Re: Offer Northwind",
    "Invoice 2026-0031",
    "Bridge: new drawings",
    "Your holiday request",
    "Weekly report",
    "Re: Budget 2026",
    "Key for the meeting room",
    "Welcome to the team",
];

const FILE_OPERATIONS: [&str; 7] = [
    "FileAccessed",
    "FileAccessed",
    "FileAccessed",
    "FilePreviewed",
    "FileModified",
    "FileDownloaded",
    "FileUploaded",
];

/// What everybody does on a day, and what the service does by itself.
pub fn day(tenant: &Tenant, day: u32, dice: &mut Dice, events: &mut Vec<Event>) {
    for (person, number) in tenant.people.iter().zip(0..) {
        let address = if dice.chance(70) { OFFICE } else { &person.home };
        let actor = person.at(address, USER_AGENTS[number % USER_AGENTS.len()], dice);
        shift(tenant, clock::at(day, 7, dice.between(0, 110), dice.between(0, 59)), &actor, dice, events);
    }
    service(tenant, day, dice, events);
    match day {
        0 => own_rule(tenant, dice, events),
        1 => new_colleague(tenant, dice, events),
        _ => link_for_a_customer(tenant, dice, events),
    }
}

/// One person's day, from the first sign-in on.
fn shift(tenant: &Tenant, start: u32, actor: &Actor<'_>, dice: &mut Dice, events: &mut Vec<Event>) {
    if dice.chance(6) {
        events.push(directory::refused(tenant, start - 20, actor, WRONG_PASSWORD, dice));
    }
    events.push(directory::signed_in(tenant, start, actor, dice));
    events.push(teams::opened(tenant, start + dice.between(20, 200), actor, dice));
    events.push(exchange::synced(tenant, start + dice.between(30, 300), (actor, DESKTOP), "\\Inbox", dice));
    for _ in 0..dice.between(1, 3) {
        events.push(mail(tenant, later(start, dice), actor, dice));
    }
    for _ in 0..dice.between(2, 5) {
        events.push(file(tenant, later(start, dice), actor, dice));
    }
    if dice.chance(70) {
        events.push(teams::message(tenant, later(start, dice), actor, dice));
    }
}

/// Some time in the eight hours after.
fn later(start: u32, dice: &mut Dice) -> u32 {
    start + dice.between(600, 8 * 3600)
}

fn mail(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice) -> Event {
    let client = *dice.pick(&[WEB, DESKTOP]);
    let first = dice.between(0, 7) as usize;
    let subjects = &SUBJECTS[first..first + dice.between(1, 3) as usize];
    match dice.between(1, 4) {
        1 => exchange::sent(tenant, at, (actor, client), subjects[0], dice),
        2 if dice.chance(40) => {
            let mails = Mails { folder: "\\Inbox", subjects: &subjects[..1] };
            exchange::removed(tenant, at, "MoveToDeletedItems", actor, mails, dice)
        }
        _ => exchange::bound(tenant, at, (actor, client), Mails { folder: "\\Inbox", subjects }, dice),
    }
}

fn file(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice) -> Event {
    let site = tenant.site(actor.person.site);
    let document = &site.files[dice.between(0, site.files.len().min(8) as u32 - 1) as usize];
    let operation = *dice.pick(&FILE_OPERATIONS);
    sharepoint::file(tenant, at, operation, actor, (site, document), dice)
}

/// The service keeps mailboxes up to date.
fn service(tenant: &Tenant, day: u32, dice: &mut Dice, events: &mut Vec<Event>) {
    let actor = tenant.system.at("", "", dice);
    for _ in 0..2 {
        let Person { upn, .. } = dice.pick(&tenant.people);
        let at = clock::at(day, dice.between(0, 5), dice.between(0, 59), dice.between(0, 59));
        let change = (upn.as_str(), &[("Identity", upn.as_str()), ("DomainController", "")][..]);
        events.push(exchange::cmdlet(tenant, at, "Set-Mailbox", &actor, change, dice));
    }
}

/// A rule as people make them.
fn own_rule(tenant: &Tenant, dice: &mut Dice, events: &mut Vec<Event>) {
    let actor = tenant.person("anna.keller").at(OFFICE, USER_AGENTS[0], dice);
    let parameters = [
        ("Name", "Newsletters"),
        ("SubjectContainsWords", "newsletter"),
        ("MoveToFolder", "Newsletters"),
        ("StopProcessingRules", "True"),
    ];
    let rule = format!("{}\\Newsletters", actor.person.upn);
    let at = clock::at(0, 11, 12, 40);
    events.push(exchange::cmdlet(tenant, at, "New-InboxRule", &actor, (&rule, &parameters), dice));
}

/// A colleague joins a group, by the book.
fn new_colleague(tenant: &Tenant, dice: &mut Dice, events: &mut Vec<Event>) {
    let actor = tenant.person("hana.novak").at(OFFICE, USER_AGENTS[1], dice);
    let group = ("Add member to group.", "Group", "Project Bridge");
    let members = (&actor, tenant.person("kofi.mensah"));
    events.push(directory::added_member(tenant, clock::at(1, 9, 40, 11), members, group, dice));
}

/// A file for somebody outside.
fn link_for_a_customer(tenant: &Tenant, dice: &mut Dice, events: &mut Vec<Event>) {
    let actor = tenant.person("ben.osei").at(OFFICE, USER_AGENTS[1], dice);
    let site = tenant.site("Sales");
    events.push(sharepoint::shared(tenant, clock::at(2, 10, 3, 27), &actor, (site, &site.files[0]), dice));
}
