//! A new computer, and sign-ins by a code: a developer's tool, the screen of a meeting room.

use crate::activity::shape::sign_in::{
    AZURE_CLI, BROKER, DEVICE_REGISTRATION, EXCHANGE, GRAPH, OFFICE, ONEDRIVE_CLIENT, SHAREPOINT, SignIn,
    TEAMS,
};
use crate::activity::tenant::Actor;
use crate::moment::{MINUTE, SECOND};

use super::Diary;

/// Agent of the program that synchronizes OneDrive.
const SYNC: &str = "Microsoft SkyDriveSync 25.149.0803.0003 ship; Windows NT 10.0 (26100)";

/// Folders that Outlook copies when it is set up.
const FOLDERS: [&str; 7] =
    ["\\Inbox", "\\Sent Items", "\\Drafts", "\\Calendar", "\\Contacts", "\\Archive", "\\Inbox\\Newsletters"];

impl Diary<'_> {
    pub(super) fn write_computer(&mut self) {
        self.set_up_computer();
        self.use_developer_tool();
        self.sign_meeting_room_in();
    }

    /// Sets a new laptop up: the device is registered, the mailbox copied, the whole OneDrive synchronized.
    fn set_up_computer(&mut self) {
        let person = self.cast(8);
        let start = self.at(3, 10, 15);
        let desk = self.at_work(person, start);
        self.script.sign_in(start, desk, &SignIn::for_token(BROKER, DEVICE_REGISTRATION));
        let name = format!("LAPTOP-{:04}", 2000 + person.number);
        let device = self.script.register_device(start + MINUTE, desk, &name);
        let known = |app, resource| SignIn {
            device: Some((device.as_str(), name.as_str())),
            ..SignIn::for_token(app, resource)
        };
        self.script.sign_in(start + 9 * MINUTE, desk, &known(OFFICE, EXCHANGE));
        self.script.sync_folders(start + 10 * MINUTE, desk, &FOLDERS);
        self.script.sign_in(start + 14 * MINUTE, desk, &known(ONEDRIVE_CLIENT, SHAREPOINT));
        let own = self.script.tenant.onedrive_of(person);
        let (program, mut dice) = (Actor { agent: SYNC, ..desk }, self.script.dice(4));
        let mut at = start + 15 * MINUTE;
        for document in &own.files {
            at += dice.number_between(1, 5) * SECOND;
            self.script.file(at, program, "FileSyncDownloadedFull", (&own, document));
        }
    }

    /// Signs the command line tool of a developer in: the code and its token at one desk.
    fn use_developer_tool(&mut self) {
        let start = self.at(0, 11, 20);
        let desk = self.at_work(self.cast(9), start);
        self.script.sign_in(start, desk, &SignIn::in_browser(AZURE_CLI, GRAPH));
        self.script.sign_in(start + 3 * SECOND, desk, &SignIn::for_token(AZURE_CLI, GRAPH));
    }

    /// Signs the screen of a meeting room in by a code that somebody types on their own computer.
    fn sign_meeting_room_in(&mut self) {
        let start = self.at(4, 9, 50);
        let desk = self.at_work(self.cast(7), start);
        let typed = SignIn { request: "Cmsi:Cmsi", detail: "Success", ..SignIn::in_browser(TEAMS, GRAPH) };
        self.script.sign_in(start, desk, &typed);
    }
}
