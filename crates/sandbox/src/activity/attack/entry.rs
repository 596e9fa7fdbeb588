//! The way in: tried passwords, the phishing mail, the kit's sign-in, the stolen session, the new sign-in method.

use crate::activity::daily::directory;
use crate::activity::script::Doer;
use crate::activity::shape::directory::{MORE_PROOF, WRONG_PASSWORD};
use crate::activity::shape::security::{JudgedMail, put_delivered_phish, put_link_click};
use crate::activity::shape::sign_in::{EXCHANGE, GRAPH, MY_SIGN_INS, OFFICE_HOME, SignIn};
use crate::activity::tenant::Actor;
use crate::content_type::ContentType;
use crate::guid::{guid_text, new_guid};
use crate::moment::{MINUTE, SECOND};

use super::{KIT_AGENT, Story};

/// Sign-in methods of a person as the service stores them: 1 is a text message, 6 and 7 an authenticator app.
const METHODS_BEFORE: &str = "[\r\n  {\r\n    \"MethodType\": 1,\r\n    \"Default\": true\r\n  }\r\n]";
const METHODS_AFTER: &str = "[\r\n  {\r\n    \"MethodType\": 1,\r\n    \"Default\": true\r\n  },\r\n  {\r\n    \"MethodType\": 6,\r\n    \"Default\": false\r\n  },\r\n  {\r\n    \"MethodType\": 7,\r\n    \"Default\": false\r\n  }\r\n]";

impl Story<'_> {
    pub(super) fn write_entry(&mut self) {
        self.spray_passwords();
        self.deliver_phish();
        self.sign_in_by_kit();
        self.use_stolen_session();
    }

    /// Tries two passwords on everybody, on at most forty people: the story of a large tenant stays a short one.
    fn spray_passwords(&mut self) {
        let mut dice = self.script.dice(1);
        for round in 0..2 {
            let mut at = self.at(round * 35);
            for person in self.script.tenant.people.iter().take(40) {
                at += dice.number_between(4, 31) * SECOND;
                let session = new_guid(dice.next_number(), dice.next_number());
                let doer = Doer::attacker(Actor { person, session, ..self.intruder().actor });
                self.script.add(at, ContentType::AzureActiveDirectory, doer, |s, w| {
                    directory::write_refusal(s, w, WRONG_PASSWORD);
                });
            }
        }
    }

    /// Delivers the phishing mail; the victim goes on past the page that warns of the link.
    fn deliver_phish(&mut self) {
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

    /// Signs in with what the victim types into the kit, the second factor too.
    fn sign_in_by_kit(&mut self) {
        let browser = self.owner_at(self.start).agent;
        let typed = SignIn {
            request: "Login:login",
            detail: "UserError",
            error: Some(MORE_PROOF),
            ..SignIn::in_browser(OFFICE_HOME, OFFICE_HOME)
        };
        let approved = SignIn { request: "Login:reprocess", detail: "Success", error: None, ..typed };
        let start = self.at(75);
        self.script.sign_in(start, self.kit(KIT_AGENT), &typed);
        self.script.sign_in(start + 34 * SECOND, self.kit(KIT_AGENT), &approved);
        // The kit passes the pages on, and with them the browser of the victim, who comes back once more.
        let passed_on = SignIn::in_browser(OFFICE_HOME, GRAPH);
        self.script.sign_in(start + 37 * SECOND, self.kit(browser), &passed_on);
        self.script.sign_in(start + 46 * MINUTE, self.kit(browser), &passed_on);
    }

    /// Uses the cookie from another network, and sets up a way to sign in again.
    fn use_stolen_session(&mut self) {
        let intruder = self.intruder();
        self.script.sign_in(self.at(88), intruder, &SignIn::in_browser(OFFICE_HOME, EXCHANGE));
        self.script.sign_in(self.at(92), intruder, &SignIn::in_browser(MY_SIGN_INS, MY_SIGN_INS));
        self.script.register_method(self.at(93), intruder, METHODS_BEFORE, METHODS_AFTER);
    }
}
