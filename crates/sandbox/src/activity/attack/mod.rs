//! The story as the sandbox tells it: a business email compromise from the phishing mail to the deletion of its tracks.
//!
//! This is the story of a phishing kit. Other ways in have a file each (`cookie`, `device_code`, `spray`, `consent`),
//! which tells what of the rest follows. Whatever the attacker does is written by a [`Doer`] that says so.
//!
//! | minutes | what happens | where |
//! |---|---|---|
//! | 0 | passwords are tried on everybody; none is right | [`entry`] |
//! | 58 | a phishing mail is delivered; the victim follows the link past the warning, and signs in to the kit | [`entry`], [`aitm`] |
//! | 88 | the intruder uses the kit's session from another network, and adds a sign-in method | [`entry`] |
//! | 97 | the mailbox is searched and read; a rule hides and forwards mail about money | [`mailbox`] |
//! | 136 | an app gets leave to read mail for good | [`mailbox`] |
//! | 150 | Outlook copies the mailbox, and stores a rule; the mailbox forwards its mail | [`mailbox`] |
//! | 300 | mails go to colleagues, and are deleted | [`spread`] |
//! | 480 | the administrator types a device code in; a device of the intruder is registered | [`spread`] |
//! | 1320 | the app reads mail; files are downloaded; a payment is asked for | [`exit`] |
//! | 1367 | the victim becomes an administrator; a mail flow rule copies all mail outside | [`exit`] |
//! | 1379 | the warnings are deleted | [`exit`] |

mod aitm;
mod consent;
mod cookie;
mod device_code;
mod entry;
mod exit;
mod mailbox;
mod spray;
mod spread;
mod tools;

use crate::dice::{mix, mix_text};
use crate::guid::{Guid, guid_text, new_guid};
use crate::moment::{MINUTE, Moment};

use super::entry::Entry;
use super::script::{Doer, Script, ScriptedRecord};
use super::story::{APPLICATION_HOST, ATTACKER_ADDRESS, ATTACKER_AGENT, SCOPE};
use super::tenant::{Actor, Person, Tenant};

/// Minutes after the start at which the intruder comes back, when nobody is at work.
const NIGHT: i64 = 22 * 60;

/// Address of the server on which the phishing kit runs.
const KIT: &str = "192.0.2.250";

/// Minutes after the start at which the intruder gets in.
const ENTERED: i64 = 75;

/// Minutes after the start at which the administrator types a code in.
const CODE_TYPED: i64 = 480;

/// A story while it is written.
struct Story<'a> {
    script: Script<'a>,
    victim: &'a Person,
    entry: Entry,
    start: i64,
}

/// Writes everything that happens to a tenant from this moment on after this entry, in order of time.
pub(crate) fn write_story(tenant: &Tenant, entry: Entry, start: Moment) -> Vec<ScriptedRecord> {
    let script = Script::new(tenant, mix(tenant.seed, &[0xa77a]));
    let victim = &tenant.people[tenant.victim_number()];
    let mut story = Story { script, victim, entry, start: start.0 };
    match entry {
        Entry::Aitm => story.write_aitm(),
        Entry::Cookie => story.write_cookie(),
        Entry::DeviceCode => story.write_device_code(),
        Entry::Spray => story.write_spray(),
        Entry::Consent => story.write_consent(),
    }
    story.script.into_records()
}

impl<'a> Story<'a> {
    /// Writes what somebody does who has a session in a browser.
    fn write_webmail(&mut self) {
        self.search_mailbox();
        self.read_mails();
        self.hide_mail();
        self.consent_to_app(self.at(136), self.intruder(), SCOPE);
        self.copy_mailbox();
        self.forward_mailbox();
        self.write_spread();
        self.read_by_app(self.at(NIGHT));
        self.write_exit();
    }

    /// Returns the moment so many minutes after the start.
    fn at(&self, minutes: i64) -> i64 {
        self.start + minutes * MINUTE
    }

    /// Returns the session that the intruder has: one of their own, or the one that the owner is in.
    fn session(&self) -> Guid {
        match self.entry {
            Entry::Aitm | Entry::Spray | Entry::Consent => {
                new_guid(mix(self.script.seed, &[1]), mix_text(self.script.seed, KIT))
            }
            Entry::Cookie | Entry::DeviceCode => self.owner().session,
        }
    }

    /// Returns the intruder at the victim's account: by the application where there is no other way.
    fn intruder(&self) -> Doer<'a> {
        match self.entry {
            Entry::Consent => self.application(),
            _ => self.person(),
        }
    }

    /// Returns the intruder, who works at the victim's account in a session.
    fn person(&self) -> Doer<'a> {
        let session = self.session();
        Doer::attacker(Actor {
            person: self.victim,
            address: ATTACKER_ADDRESS,
            agent: ATTACKER_AGENT,
            session,
        })
    }

    /// Returns the intruder at another account.
    fn intruder_as(&self, person: &'a Person) -> Doer<'a> {
        let session = match self.entry {
            Entry::Aitm => {
                new_guid(mix(self.script.seed, &[4]), mix(self.script.seed, &[u64::from(person.number)]))
            }
            // A code makes tokens of the session in which somebody types it.
            _ => self.script.tenant.actor_on(person, Moment(self.at(CODE_TYPED))).session,
        };
        Doer::attacker(Actor { person, session, ..self.intruder().actor })
    }

    /// Returns the victim as they work when the intruder gets in.
    fn owner(&self) -> Actor<'a> {
        self.owner_at(self.at(ENTERED))
    }

    /// Returns the victim, at work.
    fn owner_at(&self, at: i64) -> Actor<'a> {
        self.script.tenant.actor_on(self.victim, Moment(at))
    }

    /// Returns id and name of the victim's computer.
    fn owner_device(&self) -> (String, String) {
        (guid_text(&self.victim.device), format!("LAPTOP-{:04}", 1000 + self.victim.number))
    }

    /// Returns the intruder's application at the victim's mailbox.
    fn application(&self) -> Doer<'a> {
        Doer::attacker(Actor { address: APPLICATION_HOST, agent: "", ..self.person().actor })
    }

    fn application_id(&self) -> String {
        guid_text(&new_guid(mix(self.script.seed, &[2]), mix(self.script.seed, &[3])))
    }
}
