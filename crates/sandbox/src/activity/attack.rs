//! The story as the sandbox tells it.
//!
//! A password is phished: somebody signs in from a foreign address with it, after some tries on others. The mailbox is
//! read, a rule hides mail about money and sends it outside, and an app gets leave to read mail for good. Hours later
//! the app reads, all invoices are downloaded, another account becomes an administrator, and the warnings are deleted.

use crate::content_type::ContentType;
use crate::dice::{Dice, mix, mix_text};
use crate::guid::{Guid, guid_text, new_guid};
use crate::moment::{HOUR, MINUTE, Moment, SECOND};

use super::daily::{directory, exchange, sharepoint};
use super::event::{Event, Scene};
use super::json::Writer;
use super::shape::directory::WRONG_PASSWORD;
use super::shape::exchange::{Client, Cmdlet, WEB};
use super::story::{
    APPLICATION_CLIENT, APPLICATION_HOST, ATTACKER_ADDRESS, ATTACKER_AGENT, DROP_BOX, HIDING, PROMOTION,
    READ_MAILS, SCOPE, visit_consent,
};
use super::tenant::{Actor, Person, Tenant};

/// A record that is part of the story.
pub(crate) struct ScriptedRecord {
    pub(crate) at: Moment,
    pub(crate) content_type: ContentType,
    pub(crate) id: Guid,
    pub(crate) json: Vec<u8>,
}

/// A story while it is written.
struct Story<'a> {
    tenant: &'a Tenant,
    victim: &'a Person,
    seed: u64,
    records: Vec<ScriptedRecord>,
}

/// Writes everything that happens to a tenant from this moment on, in order of time.
pub(crate) fn write_story(tenant: &Tenant, start: Moment) -> Vec<ScriptedRecord> {
    // Somebody in the middle: the first person is the administrator.
    let victim = &tenant.people[tenant.people.len() / 2];
    let mut story = Story { tenant, victim, seed: mix(tenant.seed, &[0xa77a]), records: Vec::new() };
    story.write_first_night(start);
    // The attacker comes back in the next night, when nobody is at work.
    story.write_second_night(start.0 + 22 * HOUR);
    story.records.sort_by_key(|record| record.at);
    story.records
}

impl<'a> Story<'a> {
    /// Writes the first night: tries, the sign-in, the mailbox, the rule, the app.
    fn write_first_night(&mut self, start: Moment) {
        let attacker = self.attacker_at(ATTACKER_ADDRESS, ATTACKER_AGENT);
        let at = |minutes: i64| start.0 + minutes * MINUTE;
        self.spray_passwords(start.0);
        self.add_record(at(75), ContentType::AzureActiveDirectory, attacker, directory::write_sign_in);
        self.read_mail(at(112), attacker, WEB);
        self.add_record(at(128), ContentType::Exchange, attacker, write_hidden_rule);
        self.consent_to_app(at(136), attacker);
    }

    /// Writes the second night: the app, the invoices, the other account, the warnings.
    fn write_second_night(&mut self, start: i64) {
        let attacker = self.attacker_at(ATTACKER_ADDRESS, ATTACKER_AGENT);
        let app_id = self.app_id();
        let client = Client { info: APPLICATION_CLIENT, app_id: &app_id };
        self.read_mail(start, self.attacker_at(APPLICATION_HOST, ""), client);
        self.take_files(start + 26 * MINUTE, attacker);
        self.add_record(start + 47 * MINUTE, ContentType::AzureActiveDirectory, attacker, write_promotion);
        self.hide_warnings(start + 59 * MINUTE, attacker);
    }

    /// Returns the victim's account in other hands.
    fn attacker_at(&self, address: &'static str, agent: &'static str) -> Actor<'a> {
        // One session an address: by it the attacker's records can be told from the victim's own.
        let session = new_guid(mix(self.seed, &[1]), mix_text(self.seed, address));
        Actor { person: self.victim, address, agent, session }
    }

    fn app_id(&self) -> String {
        guid_text(&new_guid(mix(self.seed, &[2]), mix(self.seed, &[3])))
    }

    fn add_record(
        &mut self,
        at: i64,
        content_type: ContentType,
        actor: Actor<'a>,
        members: impl FnOnce(&mut Scene<'_>, &mut Writer<'_>),
    ) {
        let hash = mix(self.seed, &[at as u64, self.records.len() as u64]);
        let (id, at) = (new_guid(hash, mix(hash, &[1])), Moment(at));
        let event = Event { tenant: self.tenant, actor, at, id };
        let mut scene = Scene { event, dice: Dice::new(hash) };
        let mut json = Vec::new();
        Writer::write_object(&mut json, |w| members(&mut scene, w));
        self.records.push(ScriptedRecord { at, content_type, id, json });
    }

    /// Tries two passwords on everybody, on at most forty people: the story of a large tenant stays a short one.
    fn spray_passwords(&mut self, start: i64) {
        let mut dice = Dice::new(self.seed);
        for round in 0..2 {
            let mut at = start + round * 35 * MINUTE;
            for person in self.tenant.people.iter().take(40) {
                at += dice.number_between(4, 31) * SECOND;
                let actor = Actor { person, ..self.attacker_at(ATTACKER_ADDRESS, ATTACKER_AGENT) };
                self.add_record(at, ContentType::AzureActiveDirectory, actor, |s, w| {
                    directory::write_refusal(s, w, WRONG_PASSWORD);
                });
            }
        }
    }

    fn read_mail(&mut self, start: i64, actor: Actor<'a>, client: Client<'_>) {
        self.add_record(start, ContentType::Exchange, actor, |s, w| {
            exchange::write_synced_folder(s, w, client, "\\Inbox");
        });
        for (mails, round) in READ_MAILS.into_iter().zip(1..) {
            let at = start + round * 97 * SECOND;
            self.add_record(at, ContentType::Exchange, actor, |s, w| {
                exchange::write_mails_opened_by(s, w, client, mails);
            });
        }
    }

    /// Gives an application leave to read mail when nobody is signed in.
    fn consent_to_app(&mut self, start: i64, actor: Actor<'a>) {
        let (app_id, principal) = (self.app_id(), guid_text(&self.victim.object_id));
        let permissions = format!(
            "[] => [[ClientId: {app_id}, PrincipalId: {principal}, ConsentType: Principal, Scope: {SCOPE}]]; "
        );
        visit_consent((&app_id, &principal), &permissions, |seconds, change| {
            let at = start + seconds * SECOND;
            self.add_record(at, ContentType::AzureActiveDirectory, actor, |s, w| {
                directory::write_change(s, w, change);
            });
        });
    }

    /// Downloads every file on the site of Finance, a few seconds each.
    fn take_files(&mut self, start: i64, actor: Actor<'a>) {
        let (mut at, mut dice) = (start, Dice::new(self.seed));
        let site = self.tenant.finance_site();
        for document in &site.files {
            at += dice.number_between(2, 9) * SECOND;
            self.add_record(at, ContentType::SharePoint, actor, |s, w| {
                sharepoint::write_file(s, w, "FileDownloaded", (site, document));
            });
        }
    }

    fn hide_warnings(&mut self, start: i64, actor: Actor<'a>) {
        for (seconds, operation, mails) in HIDING {
            self.add_record(start + seconds * SECOND, ContentType::Exchange, actor, |s, w| {
                exchange::write_mails_removed_by(s, w, operation, mails);
            });
        }
    }
}

/// Writes a rule that nobody sees: its name is a full stop, and the mail that it sends on is put away.
fn write_hidden_rule(s: &mut Scene<'_>, w: &mut Writer<'_>) {
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
    let object = format!("{}\\.", s.event.actor.person.upn);
    exchange::write_cmdlet(
        s,
        w,
        Cmdlet { operation: "New-InboxRule", object: &object, parameters: &parameters },
    );
}

fn write_promotion(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = &s.tenant().people[0];
    directory::write_added_member(s, w, member, PROMOTION);
}
