//! Somebody travels: the laptop goes along with its session, and files are needed on the way.

use crate::activity::desk::{Way, webmail, webmail_info};
use crate::activity::shape::exchange::Mails;
use crate::activity::shape::sign_in::{EXCHANGE, GRAPH, OFFICE_HOME, SHAREPOINT, SignIn, TEAMS};
use crate::activity::tenant::{Actor, HOTEL, OFFICE};
use crate::guid::new_guid;
use crate::moment::{MINUTE, SECOND};

use super::Diary;

/// Address of the mobile network abroad.
const MOBILE: &str = "192.0.2.232";

/// Agent of a phone.
pub(super) const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";

/// Files that are fetched for a meeting.
const FILES: usize = 24;

impl Diary<'_> {
    pub(super) fn write_journey(&mut self) {
        let person = self.script.tenant.traveller(self.week);
        let mut dice = self.script.dice(1);
        let start = self.at(1, 8, 30);
        // One browser and one session: at the desk, in the hotel, and through the company's network again.
        let hotel = Actor { address: HOTEL, ..self.at_work(person, start) };
        let desk = Actor { address: OFFICE, ..hotel };
        let info = webmail_info(hotel);
        let way = Way::by(webmail(&info));
        let inbox = |subjects| Mails { folder: "\\Inbox", subjects };
        self.script.sign_in(start, desk, &SignIn::in_browser(OFFICE_HOME, EXCHANGE));
        self.script.open_mails(self.at(1, 8, 40), desk, way, inbox(&["Your booking", "Re: Offer Northwind"]));
        self.script.sign_in(self.at(1, 13, 10), hotel, &SignIn::in_browser(OFFICE_HOME, EXCHANGE));
        self.script.open_mails(self.at(1, 13, 15), hotel, way, inbox(&["Agenda for tomorrow"]));
        self.script.sign_in(self.at(1, 13, 40), desk, &SignIn::in_browser(OFFICE_HOME, SHAREPOINT));
        self.script.open_mails(self.at(1, 14, 5), hotel, way, inbox(&["Re: Agenda for tomorrow"]));

        let own = self.script.tenant.onedrive_of(person);
        let mut at = self.at(1, 14, 20);
        for document in own.files.iter().take(FILES) {
            at += dice.number_between(20, 110) * SECOND;
            self.script.file(at, hotel, "FileDownloaded", (&own, document));
        }
        let evening = self.at(1, 19, 12);
        self.script.sync_folders(evening, Actor { address: HOTEL, ..hotel }, &["\\Inbox", "\\Calendar"]);
        let session = new_guid(dice.next_number(), dice.next_number());
        let phone = Actor { person, address: MOBILE, agent: PHONE, session };
        self.script.sign_in(self.at(2, 7, 25), phone, &SignIn::for_token(TEAMS, GRAPH));
        self.script.sign_in(self.at(2, 7, 25) + 4 * MINUTE, phone, &SignIn::for_token(TEAMS, EXCHANGE));
    }
}
