//! An app that the victim is led to consent to, at their own desk: nobody else ever signs in.

use crate::activity::script::Doer;
use crate::activity::shape::sign_in::{GRAPH, SignIn};
use crate::activity::story::READ_MAILS;
use crate::moment::{MINUTE, SECOND};

use super::NIGHT;
use super::{ENTERED, Story};

/// Permissions that the app asks for: mail, rules of the mailbox, and to go on without anybody signed in.
const SCOPE: &str = "Mail.ReadWrite MailboxSettings.ReadWrite User.Read offline_access";

/// Minutes after the start at which the app looks for new mail.
const AGAIN: i64 = 480;

impl Story<'_> {
    pub(super) fn write_consent(&mut self) {
        self.deliver_phish();
        self.consent_at_desk();
        self.visit_mailbox(ENTERED + 12);
        self.hide_mail();
        self.visit_mailbox(AGAIN);
        self.visit_mailbox(NIGHT);
        self.hide_warnings();
    }

    /// Has the app read mails so many minutes after the start: the same ones each time.
    fn visit_mailbox(&mut self, minutes: i64) {
        let (application, tools) = (self.application(), self.application_tools());
        let mut dice = self.script.dice(10);
        for (mails, round) in READ_MAILS.into_iter().zip(1..) {
            let at = self.at(minutes) + round * 97 * SECOND;
            self.script.open_mails_of(at, application, tools.way(), mails, &mut dice);
        }
    }

    /// Signs in to the app and consents: the victim does, behind the link of the mail.
    fn consent_at_desk(&mut self) {
        let (owner, app_id) = (self.owner(), self.application_id());
        self.script.sign_in(self.at(ENTERED), owner, &SignIn::in_browser(&app_id, GRAPH));
        self.consent_to_app(self.at(ENTERED) + MINUTE, Doer::from(owner), SCOPE);
    }
}
