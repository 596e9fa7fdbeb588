//! A new phone, forgotten passwords, an old password in a device, prompts that nobody approved.

use crate::activity::shape::account::{AccountChange, Target};
use crate::activity::shape::directory::WRONG_PASSWORD;
use crate::activity::shape::sign_in::{
    EXCHANGE, GRAPH, MY_SIGN_INS, OFFICE_HOME, PROMPT_REFUSED, PROOF_TO_SET_UP, SignIn, TEAMS,
};
use crate::activity::tenant::{Actor, Person};
use crate::guid::new_guid;
use crate::moment::{MINUTE, SECOND};

use super::Diary;
use super::journey::PHONE;

/// Sign-in methods as the service stores them: 6 and 7 are an authenticator app.
const NO_METHODS: &str = "[]";
const APP: &str = "[\r\n  {\r\n    \"MethodType\": 6,\r\n    \"Default\": true\r\n  },\r\n  {\r\n    \"MethodType\": 7,\r\n    \"Default\": false\r\n  }\r\n]";

impl<'a> Diary<'a> {
    pub(super) fn write_passwords(&mut self) {
        self.replace_phone();
        for (day, part) in [(0, 2), (3, 3)] {
            self.forget_password(day, self.cast(part));
        }
        self.keep_old_password(self.cast(3));
    }

    /// A phone is lost: the help desk deletes the old sign-in method and resets the password, and the new phone is set up.
    fn replace_phone(&mut self) {
        let person = self.cast(1);
        let start = self.at(2, 8, 50);
        let desk = self.at_work(person, start);
        let browser = SignIn::in_browser(OFFICE_HOME, EXCHANGE);
        for round in 0..3 {
            let refused = SignIn { error: Some(PROMPT_REFUSED), detail: "UserError", ..browser };
            self.script.sign_in(start + round * 70 * SECOND, desk, &refused);
        }
        let help = start + 30 * MINUTE;
        let deleted = AccountChange {
            operation: "Admin deleted security info",
            category: "UserManagement",
            properties: &[],
            target: Target::User(person),
            by: None,
        };
        self.script.change(help, self.administrator(help), &deleted);
        self.reset_password(help + 2 * MINUTE, person);
        let back = help + 11 * MINUTE;
        let to_set_up = SignIn { error: Some(PROOF_TO_SET_UP), detail: "UserError", ..browser };
        self.script.sign_in(back, desk, &to_set_up);
        self.script.sign_in(back + 40 * SECOND, desk, &SignIn::in_browser(MY_SIGN_INS, MY_SIGN_INS));
        self.script.register_method(back + 2 * MINUTE, desk, NO_METHODS, APP);
        self.change_password(back + 4 * MINUTE, person);
        self.script.sign_in(back + 5 * MINUTE, desk, &browser);
        let mut dice = self.script.dice(2);
        let session = new_guid(dice.next_number(), dice.next_number());
        let phone = Actor { person, address: &person.home, agent: PHONE, session };
        self.script.sign_in(self.at(2, 19, 5), phone, &SignIn::for_token(TEAMS, GRAPH));
    }

    /// Somebody mistypes a password until the help desk gives a new one.
    fn forget_password(&mut self, day: i64, person: &'a Person) {
        let start = self.at(day, 8, 5);
        let desk = self.at_work(person, start);
        let browser = SignIn::in_browser(OFFICE_HOME, EXCHANGE);
        let wrong = SignIn { error: Some(WRONG_PASSWORD), detail: "UserError", ..browser };
        for round in 0..5 {
            self.script.sign_in(start + round * 25 * SECOND, desk, &wrong);
        }
        self.reset_password(start + 9 * MINUTE, person);
        self.change_password(start + 12 * MINUTE, person);
        self.script.sign_in(start + 13 * MINUTE, desk, &browser);
    }

    /// A tablet at home goes on with the old password, every other minute.
    fn keep_old_password(&mut self, person: &'a Person) {
        let start = self.at(3, 18, 30);
        let mut dice = self.script.dice(3);
        let session = new_guid(dice.next_number(), dice.next_number());
        let tablet = Actor { person, address: &person.home, agent: PHONE, session };
        let wrong =
            SignIn { error: Some(WRONG_PASSWORD), detail: "UserError", ..SignIn::for_token(TEAMS, EXCHANGE) };
        for round in 0..8 {
            self.script.sign_in(start + round * 130 * SECOND, tablet, &wrong);
        }
    }

    fn reset_password(&mut self, at: i64, person: &'a Person) {
        let reset = AccountChange {
            operation: "Reset user password.",
            category: "UserManagement",
            properties: &[("Included Updated Properties", "LastPasswordChangeTimestamp", "")],
            target: Target::User(person),
            by: None,
        };
        let revoked = AccountChange { operation: "Update StsRefreshTokenValidFrom Timestamp.", ..reset };
        self.script.change(at, self.administrator(at), &reset);
        self.script.change(at, self.administrator(at), &revoked);
    }

    fn change_password(&mut self, at: i64, person: &'a Person) {
        let changed = AccountChange {
            operation: "Change user password.",
            category: "UserManagement",
            properties: &[],
            target: Target::User(person),
            by: None,
        };
        self.script.change(at, self.at_work(person, at), &changed);
    }
}
