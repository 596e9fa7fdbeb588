//! Passwords that are tried on everybody, until one is right.

use crate::activity::shape::sign_in::{OFFICE_HOME, SignIn};

use super::Story;
use super::entry::{METHODS_AFTER, NO_METHODS};

/// Passwords that are tried on everybody.
const ROUNDS: i64 = 3;

impl Story<'_> {
    pub(super) fn write_spray(&mut self) {
        self.spray_passwords(ROUNDS);
        self.use_session(NO_METHODS, METHODS_AFTER);
        self.write_webmail();
    }

    /// Signs in with a password that is right. Nothing else is asked for: the account has no second factor.
    pub(super) fn sign_in_by_password(&mut self, at: i64) {
        let sign_in = SignIn {
            request: "Login:login",
            detail: "Success",
            ..SignIn::in_browser(OFFICE_HOME, OFFICE_HOME)
        };
        self.script.sign_in(at, self.intruder(), &sign_in);
    }
}
