//! A cookie that was stolen from the victim's computer: one session, two people in it.

use crate::activity::desk::{Way, webmail, webmail_info};
use crate::activity::shape::exchange::Mails;
use crate::activity::shape::sign_in::{EXCHANGE, OFFICE_HOME, SignIn};

use super::entry::{METHODS_AFTER, METHODS_BEFORE};
use super::{ENTERED, Story};

/// Minutes after the start and subjects of mails that the owner reads, before the intruder comes and beside them.
const OWN_MAILS: [(i64, &[&str]); 4] = [
    (ENTERED - 10, &["Minutes of Monday"]),
    (ENTERED + 29, &["Re: Site visit", "Lunch on Thursday"]),
    (ENTERED + 58, &["Re: Minutes of Monday"]),
    (ENTERED + 88, &["Timetable of March"]),
];

impl Story<'_> {
    pub(super) fn write_cookie(&mut self) {
        self.write_owner();
        self.use_session(METHODS_BEFORE, METHODS_AFTER);
        self.write_webmail();
    }

    /// Writes what the owner does in the session that the intruder shares, on the computer that the tenant knows.
    pub(super) fn write_owner(&mut self) {
        let (owner, device) = (self.owner(), self.owner_device());
        let known = Some((device.0.as_str(), device.1.as_str()));
        let sign_in = SignIn { device: known, ..SignIn::in_browser(OFFICE_HOME, EXCHANGE) };
        self.script.sign_in(self.at(ENTERED - 15), owner, &sign_in);
        let info = webmail_info(owner);
        for (minutes, subjects) in OWN_MAILS {
            let mails = Mails { folder: "\\Inbox", subjects };
            self.script.open_mails(self.at(minutes), owner, Way::by(webmail(&info)), mails);
        }
    }
}
