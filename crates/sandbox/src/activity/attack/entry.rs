//! What several ways in have in common: tried passwords, the phishing mail, the first use of a session.

use crate::activity::daily::directory;
use crate::activity::entry::Entry;
use crate::activity::script::Doer;
use crate::activity::shape::directory::WRONG_PASSWORD;
use crate::activity::shape::security::{JudgedMail, put_delivered_phish, put_link_click};
use crate::activity::shape::sign_in::{EXCHANGE, MY_SIGN_INS, OFFICE_HOME, SignIn};
use crate::activity::tenant::{Actor, Person};
use crate::content_type::ContentType;
use crate::guid::{guid_text, new_guid};
use crate::moment::SECOND;

use super::Story;

/// Sign-in methods of a person as the service stores them: 1 is a text message, 6 and 7 an authenticator app.
pub(super) const METHODS_BEFORE: &str =
    "[\r\n  {\r\n    \"MethodType\": 1,\r\n    \"Default\": true\r\n  }\r\n]";
pub(super) const NO_METHODS: &str = "[]";
pub(super) const METHODS_AFTER: &str = "[\r\n  {\r\n    \"MethodType\": 1,\r\n    \"Default\": true\r\n  },\r\n  {\r\n    \"MethodType\": 6,\r\n    \"Default\": false\r\n  },\r\n  {\r\n    \"MethodType\": 7,\r\n    \"Default\": false\r\n  }\r\n]";

/// The round, counted from 0, of the password that the victim has.
const LAST_ROUND: i64 = 2;

impl<'a> Story<'a> {
    /// Tries passwords on everybody, one a round, on at most forty people: the story of a large tenant stays a short one.
    ///
    /// The password of a third round is right at the victim.
    pub(super) fn spray_passwords(&mut self, rounds: i64) {
        let mut dice = self.script.dice(1);
        for round in 0..rounds {
            let mut at = self.at(round * 35);
            for person in self.tried_people() {
                at += dice.number_between(4, 31) * SECOND;
                let session = new_guid(dice.next_number(), dice.next_number());
                if round == LAST_ROUND && person.number == self.victim.number {
                    self.sign_in_by_password(at);
                    continue;
                }
                let doer = Doer::attacker(Actor { person, session, ..self.intruder().actor });
                self.script.add(at, ContentType::AzureActiveDirectory, doer, |s, w| {
                    directory::write_refusal(s, w, WRONG_PASSWORD);
                });
            }
        }
    }

    /// Returns the people whose passwords are tried. The victim is among them where one is to be right.
    fn tried_people(&self) -> Vec<&'a Person> {
        let mut people: Vec<_> = self.script.tenant.people.iter().take(40).collect();
        let is_missing = !people.iter().any(|person| person.number == self.victim.number);
        if is_missing && self.entry == Entry::Spray {
            people.pop();
            people.push(self.victim);
        }
        people
    }

    /// Delivers the phishing mail; the victim goes on past the page that warns of the link.
    pub(super) fn deliver_phish(&mut self) {
        let mut dice = self.script.dice(2);
        let network_id = guid_text(&dice.next_guid());
        let mail = JudgedMail {
            network_id: &network_id,
            sender: "documents@northwind-billing.example.net",
            sender_ip: "203.0.113.25",
            subject: "Northwind has shared \"Invoice 2026-0058\" with you",
            recipient: &self.victim.upn,
        };
        let (delivered, clicked) = (self.at(58), self.at(72));
        let owner = self.owner_at(clicked);
        self.script
            .add(delivered, ContentType::General, owner, |s, w| put_delivered_phish(&s.event, mail, w));
        self.script.add(clicked, ContentType::General, owner, |s, w| {
            let url = "https://login.northwind-billing.example.net/office";
            put_link_click(&s.event, &network_id, (url, 4), w);
        });
    }

    /// Uses the session in a browser of the intruder's own network, and sets up a way to sign in again.
    pub(super) fn use_session(&mut self, methods_before: &str, methods_after: &str) {
        let intruder = self.intruder();
        self.script.sign_in(self.at(88), intruder, &SignIn::in_browser(OFFICE_HOME, EXCHANGE));
        self.script.sign_in(self.at(92), intruder, &SignIn::in_browser(MY_SIGN_INS, MY_SIGN_INS));
        self.script.register_method(self.at(93), intruder, methods_before, methods_after);
    }
}
