//! What an incident responder is to find.
//!
//! A password is phished: somebody signs in from a foreign address with it, after some tries on others. The mailbox is
//! read, a rule hides mail about money and sends it outside, and an app gets leave to read mail for good. Hours later
//! the app reads, all invoices are downloaded, another account becomes an administrator, and the warnings are deleted.

use crate::content_type::ContentType;
use crate::dice::{Dice, guid, mix, mix_text, text};
use crate::moment::{HOUR, MINUTE, Moment, SECOND};

use super::directory::{self, Change, WRONG_PASSWORD};
use super::exchange::{self, Client, Mails, WEB};
use super::json::Writer;
use super::scene::{Actor, Scene};
use super::sharepoint;
use super::tenant::{Person, Tenant};

/// Where the passwords were tried, and where the mailbox was used from.
pub(crate) const ATTACKER: &str = "203.0.113.77";

/// Where the application runs.
pub(crate) const APPLICATION_HOST: &str = "203.0.113.140";

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/119.0.0.0 Safari/537.36";

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

/// A record that is part of a story.
pub(crate) struct Scripted {
    pub(crate) at: Moment,
    pub(crate) content_type: ContentType,
    pub(crate) id: [u8; 36],
    pub(crate) json: Vec<u8>,
}

/// Writes down what happens.
struct Story<'a> {
    tenant: &'a Tenant,
    victim: &'a Person,
    seed: u64,
    told: Vec<Scripted>,
}

/// The person whose password was phished.
pub(crate) fn victim(tenant: &Tenant) -> &Person {
    &tenant.people[tenant.people.len() / 2]
}

/// Everything that happens to a tenant from this moment on, by time.
pub(crate) fn story(tenant: &Tenant, start: Moment) -> Vec<Scripted> {
    let victim = victim(tenant);
    let mut story = Story { tenant, victim, seed: mix(tenant.seed, &[0xa77a]), told: Vec::new() };
    story.first_night(start);
    story.second_night(start.0 + 22 * HOUR);
    story.told.sort_by_key(|record| record.at);
    story.told
}

impl<'a> Story<'a> {
    /// Tries, the sign-in, the mailbox, the rule, the app.
    fn first_night(&mut self, start: Moment) {
        let attacker = self.attacker(ATTACKER, AGENT);
        let at = |minutes: i64| start.0 + minutes * MINUTE;
        self.spray(start.0);
        self.tell(at(75), ContentType::AzureActiveDirectory, attacker, directory::signed_in);
        self.read_mail(at(112), attacker, WEB);
        self.tell(at(128), ContentType::Exchange, attacker, forward);
        self.consent(at(136), attacker);
    }

    /// The app, the invoices, the other account, the warnings.
    fn second_night(&mut self, start: i64) {
        let attacker = self.attacker(ATTACKER, AGENT);
        let app_id = self.app_id();
        let client = Client { info: "Client=REST;Client=RESTSystem;;", app_id: &app_id };
        self.read_mail(start, self.attacker(APPLICATION_HOST, ""), client);
        self.take_files(start + 26 * MINUTE, attacker);
        self.tell(start + 47 * MINUTE, ContentType::AzureActiveDirectory, attacker, promote);
        self.hide(start + 59 * MINUTE, attacker);
    }

    /// The victim's account in other hands.
    fn attacker(&self, address: &'static str, agent: &'static str) -> Actor<'a> {
        let session = guid(mix(self.seed, &[1]), mix_text(self.seed, address));
        Actor { person: self.victim, address, agent, session }
    }

    fn app_id(&self) -> String {
        text(&guid(mix(self.seed, &[2]), mix(self.seed, &[3])))
    }

    /// Adds a record.
    fn tell(
        &mut self,
        at: i64,
        content_type: ContentType,
        actor: Actor<'a>,
        members: impl FnOnce(&mut Scene<'_>, &mut Writer<'_>),
    ) {
        let hash = mix(self.seed, &[at as u64, self.told.len() as u64]);
        let id = guid(hash, mix(hash, &[1]));
        let mut scene = Scene { tenant: self.tenant, actor, at: Moment(at), id, dice: Dice::new(hash) };
        let mut json = Vec::new();
        Writer::object_into(&mut json, |w| members(&mut scene, w));
        self.told.push(Scripted { at: Moment(at), content_type, id, json });
    }

    /// Two passwords for everybody, up to forty people.
    fn spray(&mut self, start: i64) {
        let mut dice = Dice::new(self.seed);
        for round in 0..2 {
            let mut at = start + round * 35 * MINUTE;
            for person in self.tenant.people.iter().take(40) {
                at += dice.between(4, 31) * SECOND;
                let actor = Actor { person, ..self.attacker(ATTACKER, AGENT) };
                self.tell(at, ContentType::AzureActiveDirectory, actor, |s, w| {
                    directory::refused(s, w, WRONG_PASSWORD);
                });
            }
        }
    }

    fn read_mail(&mut self, start: i64, actor: Actor<'a>, client: Client<'_>) {
        self.tell(start, ContentType::Exchange, actor, |s, w| exchange::synced(s, w, client, "\\Inbox"));
        for (mails, round) in READ.into_iter().zip(1..) {
            let at = start + round * 97 * SECOND;
            self.tell(at, ContentType::Exchange, actor, |s, w| exchange::bound(s, w, client, mails));
        }
    }

    /// An application gets leave to read mail when nobody is signed in.
    fn consent(&mut self, start: i64, actor: Actor<'a>) {
        let (app_id, scope) = (self.app_id(), "Mail.Read Mail.ReadWrite offline_access User.Read");
        let principal = text(&self.victim.object_id);
        let permissions = format!(
            "[] => [[ClientId: {app_id}, PrincipalId: {principal}, ConsentType: Principal, Scope: {scope}]]; "
        );
        let added = [("AccountEnabled", "[true]", "[]"), ("DisplayName", APPLICATION, "")];
        let granted =
            [("DelegatedPermissionGrant.Scope", scope, ""), ("ServicePrincipal.AppId", &app_id, "")];
        let consented = [
            ("ConsentContext.IsAdminConsent", "False", ""),
            ("ConsentContext.OnBehalfOfAll", "False", ""),
            ("ConsentAction.Permissions", permissions.as_str(), ""),
        ];
        let steps = [
            ("Add service principal.", &added[..]),
            ("Add delegated permission grant.", &granted),
            ("Consent to application.", &consented),
        ];
        let target = [principal.as_str(), app_id.as_str(), APPLICATION, "ServicePrincipal"];
        for ((operation, properties), second) in steps.into_iter().zip(0..) {
            let change = Change {
                operation,
                category: "ServicePrincipal",
                object: &app_id,
                properties,
                target: &target,
            };
            self.tell(start + second * SECOND, ContentType::AzureActiveDirectory, actor, |s, w| {
                directory::changed(s, w, &change);
            });
        }
    }

    /// Every file on the site, a few seconds each.
    fn take_files(&mut self, start: i64, actor: Actor<'a>) {
        let (mut at, mut dice) = (start, Dice::new(self.seed));
        let site = self.tenant.finance();
        for document in &site.files {
            at += dice.between(2, 9) * SECOND;
            self.tell(at, ContentType::SharePoint, actor, |s, w| {
                sharepoint::file(s, w, "FileDownloaded", (site, document));
            });
        }
    }

    /// The warnings go, first to the bin and then out of it.
    fn hide(&mut self, start: i64, actor: Actor<'a>) {
        for (seconds, operation, folder) in [
            (0, "MoveToDeletedItems", "\\Inbox"),
            (22, "SoftDelete", "\\Deleted Items"),
            (58, "HardDelete", "\\Recoverable Items\\Deletions"),
        ] {
            let mails = Mails { folder, subjects: &WARNINGS };
            self.tell(start + seconds * SECOND, ContentType::Exchange, actor, |s, w| {
                exchange::removed(s, w, operation, mails);
            });
        }
    }
}

/// A rule that nobody sees: its name is a full stop, and what it sends on is put away.
fn forward(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let parameters = [
        ("AlwaysDeleteOutlookRulesBlob", "False"),
        ("Force", "False"),
        ("Name", "."),
        ("SubjectOrBodyContainsWords", "invoice;payment;bank;account"),
        ("ForwardTo", DROP_BOX),
        ("MoveToFolder", "RSS Feeds"),
        ("MarkAsRead", "True"),
        ("StopProcessingRules", "True"),
    ];
    let rule = format!("{}\\.", s.actor.person.upn);
    exchange::cmdlet(s, w, "New-InboxRule", (&rule, &parameters));
}

/// Another account, for when this one is lost.
fn promote(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = &s.tenant.people[0];
    directory::added_member(s, w, member, ("Add member to role.", "Role", "Global Administrator"));
}
