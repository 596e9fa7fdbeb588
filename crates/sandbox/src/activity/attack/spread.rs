//! The way from the first account to others: mails to colleagues, and the administrator who types a code in.

use crate::activity::shape::exchange::AffectedMail;
use crate::activity::shape::sign_in::{BROKER, DEVICE_REGISTRATION, GRAPH, SignIn};
use crate::moment::{MINUTE, Moment, SECOND};

use super::{CODE_TYPED, Story};

/// Mails that go out, each to somebody else: enough to look like no person's work.
const LURES: i64 = 36;

impl Story<'_> {
    pub(super) fn write_spread(&mut self) {
        self.send_lures();
        self.take_administrator();
    }

    /// Sends mails in the victim's name, and deletes them where they were sent from.
    fn send_lures(&mut self) {
        let (intruder, tools) = (self.intruder(), self.mail_tools());
        let way = tools.way();
        let mut dice = self.script.dice(4);
        let mut at = self.at(300);
        let mut sent = Vec::new();
        for _ in 0..LURES {
            let subject = "Please confirm: sign in with the code below";
            let mail = AffectedMail::from_dice(subject, &self.script.tenant.domain, &mut dice);
            at += dice.number_between(9, 15) * SECOND;
            self.script.send_mail(at, (intruder, "Send"), way, &mail);
            sent.push(mail);
        }
        self.script.remove_mails(at + MINUTE, (intruder, "SoftDelete"), way, ("\\Sent Items", &sent));
    }

    /// Signs in to the administrator's account by a code that the administrator types in, and registers a device.
    fn take_administrator(&mut self) {
        let tenant = self.script.tenant;
        let start = self.at(CODE_TYPED);
        // The page with the code is opened at the administrator's own desk, so this sign-in looks like theirs.
        let desk = tenant.admin_on(Moment(start));
        let typed = SignIn {
            request: "Cmsi:Cmsi",
            detail: "Success",
            ..SignIn::in_browser(BROKER, DEVICE_REGISTRATION)
        };
        self.script.sign_in(start, desk, &typed);
        let intruder = self.intruder_as(&tenant.people[0]);
        let device = self.script.register_device(start + 3 * MINUTE, intruder, "DESKTOP-K7Q2M9X");
        let known = Some((device.as_str(), "DESKTOP-K7Q2M9X"));
        let token = SignIn { device: known, ..SignIn::for_token(BROKER, GRAPH) };
        self.script.sign_in(start + 6 * MINUTE, intruder, &token);
    }
}
