//! What an incident responder is to find.
//!
//! In the night to Tuesday one address tries a few passwords on everybody, and one of them fits. On Tuesday the mailbox
//! is read, a rule sends its mail about money outside, and an application gets leave to read it for good. In the night
//! to Wednesday the application reads, all invoices are downloaded, an account of the attacker's choice becomes an
//! administrator, and the warnings about all this are deleted.

use super::clock;
use super::dice::Dice;
use super::directory::{self, Change, LOCKED, WRONG_PASSWORD};
use super::event::{Actor, Event};
use super::exchange::{self, Client, Mails, WEB};
use super::sharepoint;
use super::tenant::{Tenant, VICTIM};

/// Where the passwords were tried, and where the mailbox was used from.
const ATTACKER: &str = "203.0.113.77";

/// Where the application runs.
const APPLICATION_HOST: &str = "203.0.113.140";

const USER_AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/119.0.0.0 Safari/537.36";

/// Where the mail about money goes.
const DROP_BOX: &str = "contoso.accounting@mail.example.net";

const APPLICATION: &str = "Mail Backup Sync";

const READ: [Mails<'_>; 4] = [
    Mails {
        folder: "\\Inbox",
        subjects: &["Re: Supplier bank details", "Invoice 2026-0031", "Invoice 2026-0032"],
    },
    Mails { folder: "\\Inbox", subjects: &["Re: Budget 2026", "Payment run of Friday"] },
    Mails { folder: "\\Sent Items", subjects: &["Change of our bank account", "Approval of payments"] },
    Mails { folder: "\\Inbox\\Admin", subjects: &["Your Microsoft 365 invoice", "Recovery codes"] },
];

const WARNINGS: [&str; 3] = [
    "Unusual sign-in activity",
    "Mail Backup Sync was given access",
    "You forward mail outside your organization",
];

/// The story, added to the ordinary days.
pub fn story(tenant: &Tenant, dice: &mut Dice, events: &mut Vec<Event>) {
    let victim = tenant.person(VICTIM);
    let attacker = victim.at(ATTACKER, USER_AGENT, dice);
    spray(tenant, dice, events);
    events.push(directory::signed_in(tenant, clock::at(1, 2, 25, 48), &attacker, dice));
    read_mail(tenant, clock::at(1, 3, 2, 10), (&attacker, WEB), dice, events);
    forward(tenant, clock::at(1, 3, 18, 4), &attacker, dice, events);
    let app_id = consent(tenant, clock::at(1, 3, 26, 51), &attacker, dice, events);
    let application = victim.at(APPLICATION_HOST, "", dice);
    let client = Client { info: "Client=REST;Client=RESTSystem;;", app_id: &app_id };
    read_mail(tenant, clock::at(2, 1, 5, 0), (&application, client), dice, events);
    take_files(tenant, clock::at(2, 1, 31, 15), &attacker, dice, events);
    promote(tenant, clock::at(2, 1, 52, 38), &attacker, dice, events);
    hide(tenant, clock::at(2, 2, 4, 9), &attacker, dice, events);
}

/// Three passwords for everybody, slowly enough that only one account is locked.
fn spray(tenant: &Tenant, dice: &mut Dice, events: &mut Vec<Event>) {
    for round in 0..3 {
        let mut at = clock::at(1, 1, 10 + 35 * round, 0);
        for person in tenant.people.iter().filter(|p| round < 2 || !p.upn.starts_with(VICTIM)) {
            at += dice.between(4, 31);
            let attacker = person.at(ATTACKER, USER_AGENT, dice);
            let why = if round == 2 && person.upn.starts_with("ben.") { LOCKED } else { WRONG_PASSWORD };
            events.push(directory::refused(tenant, at, &attacker, why, dice));
        }
    }
}

fn read_mail(
    tenant: &Tenant,
    start: u32,
    (actor, client): (&Actor<'_>, Client<'_>),
    dice: &mut Dice,
    events: &mut Vec<Event>,
) {
    let mut at = start;
    events.push(exchange::synced(tenant, at, (actor, client), "\\Inbox", dice));
    for mails in READ {
        at += dice.between(25, 140);
        events.push(exchange::bound(tenant, at, (actor, client), mails, dice));
    }
}

/// A rule that nobody sees: its name is a full stop, and what it sends on is marked as read.
fn forward(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice, events: &mut Vec<Event>) {
    let parameters = [
        ("AlwaysDeleteOutlookRulesBlob", "False"),
        ("Force", "False"),
        ("Name", "."),
        ("SubjectOrBodyContainsWords", "invoice;payment;bank;account"),
        ("ForwardTo", DROP_BOX),
        ("MarkAsRead", "True"),
        ("StopProcessingRules", "True"),
    ];
    let rule = format!("{}\\.", actor.person.upn);
    events.push(exchange::cmdlet(tenant, at, "New-InboxRule", actor, (&rule, &parameters), dice));
}

/// An application gets leave to read mail when nobody is signed in; gives its ID.
fn consent(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice, events: &mut Vec<Event>) -> String {
    let (app_id, principal) = (dice.guid(), dice.guid());
    let scope = "Mail.Read Mail.ReadWrite offline_access User.Read";
    let permissions = format!("[] => [[ClientId: {principal}, ConsentType: Principal, Scope: {scope}]]; ");
    let target = || vec![principal.as_str(), app_id.as_str(), APPLICATION, "ServicePrincipal"];
    let change = |operation, properties| Change {
        operation,
        category: "ServicePrincipal",
        object: &app_id,
        properties,
        target: target(),
    };
    let added = [("AccountEnabled", "[true]", "[]"), ("DisplayName", APPLICATION, "")];
    let granted = [("DelegatedPermissionGrant.Scope", scope, ""), ("ServicePrincipal.AppId", &app_id, "")];
    let consented = [
        ("ConsentContext.IsAdminConsent", "False", ""),
        ("ConsentContext.OnBehalfOfAll", "False", ""),
        ("ConsentAction.Permissions", permissions.as_str(), ""),
    ];
    for (seconds, change) in [
        (0, change("Add service principal.", &added[..])),
        (1, change("Add delegated permission grant.", &granted)),
        (2, change("Consent to application.", &consented)),
    ] {
        events.push(directory::changed(tenant, at + seconds, actor, &change, dice));
    }
    app_id
}

/// Every file on the site, a few seconds each.
fn take_files(tenant: &Tenant, start: u32, actor: &Actor<'_>, dice: &mut Dice, events: &mut Vec<Event>) {
    let site = tenant.site("Finance");
    let mut at = start;
    for document in &site.files {
        at += dice.between(2, 9);
        events.push(sharepoint::file(tenant, at, "FileDownloaded", actor, (site, document), dice));
    }
}

/// Another account, for when this one is lost.
fn promote(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice, events: &mut Vec<Event>) {
    let role = ("Add member to role.", "Role", "Global Administrator");
    let members = (actor, tenant.person("noah.fischer"));
    events.push(directory::added_member(tenant, at, members, role, dice));
}

/// The warnings go, first to the bin and then out of it.
fn hide(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice, events: &mut Vec<Event>) {
    let inbox = Mails { folder: "\\Inbox", subjects: &WARNINGS };
    let bin = Mails { folder: "\\Deleted Items", subjects: &WARNINGS };
    let purges = Mails { folder: "\\Recoverable Items\\Deletions", subjects: &WARNINGS };
    for (seconds, operation, mails) in
        [(0, "MoveToDeletedItems", inbox), (22, "SoftDelete", bin), (58, "HardDelete", purges)]
    {
        events.push(exchange::removed(tenant, at + seconds, operation, actor, mails, dice));
    }
}
