//! A phishing kit between the victim and the sign-in page.

use crate::activity::script::Doer;
use crate::activity::shape::directory::MORE_PROOF;
use crate::activity::shape::sign_in::{GRAPH, OFFICE_HOME, SignIn};
use crate::activity::tenant::Actor;
use crate::moment::{MINUTE, SECOND};

use super::entry::{METHODS_AFTER, METHODS_BEFORE};
use super::{ENTERED, KIT, Story};

/// User agent of the library by which the kit signs in with what the victim types.
const KIT_AGENT: &str = "axios/1.13.2";

impl<'a> Story<'a> {
    pub(super) fn write_aitm(&mut self) {
        self.spray_passwords(2);
        self.deliver_phish();
        self.sign_in_by_kit();
        self.use_session(METHODS_BEFORE, METHODS_AFTER);
        self.write_webmail();
    }

    /// Returns the kit at the victim's account, with this user agent.
    fn kit(&self, agent: &'a str) -> Doer<'a> {
        Doer::attacker(Actor { address: KIT, agent, ..self.intruder().actor })
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
        let start = self.at(ENTERED);
        self.script.sign_in(start, self.kit(KIT_AGENT), &typed);
        self.script.sign_in(start + 34 * SECOND, self.kit(KIT_AGENT), &approved);
        // The kit passes the pages on, and with them the browser of the victim, who comes back once more.
        let passed_on = SignIn::in_browser(OFFICE_HOME, GRAPH);
        self.script.sign_in(start + 37 * SECOND, self.kit(browser), &passed_on);
        self.script.sign_in(start + 46 * MINUTE, self.kit(browser), &passed_on);
    }
}
