//! A code that the victim types in: the intruder's programs sign in with it, in the session of the owner.

use crate::activity::entry::Entry;
use crate::activity::script::Doer;
use crate::activity::shape::sign_in::{
    AppId, BROKER, DEVICE_REGISTRATION, EXCHANGE, GRAPH, OFFICE, OFFICE_HOME, SHAREPOINT, SignIn,
};
use crate::moment::{MINUTE, SECOND};

use super::{ENTERED, Story};

impl Story<'_> {
    pub(super) fn write_device_code(&mut self) {
        self.write_owner();
        self.type_code();
        self.redeem_code();
        self.read_mails();
        self.hide_mail();
        self.copy_mailbox();
        self.write_spread();
        self.write_exit();
    }

    /// Types the code in: the victim does, at their own computer.
    fn type_code(&mut self) {
        let (owner, device) = (self.owner(), self.owner_device());
        let typed = SignIn {
            request: "Cmsi:Cmsi",
            detail: "Success",
            device: Some((&device.0, &device.1)),
            ..SignIn::in_browser(BROKER, DEVICE_REGISTRATION)
        };
        self.script.sign_in(self.at(ENTERED), owner, &typed);
    }

    /// Trades the code for tokens, from another network, and registers a device to sign in again.
    fn redeem_code(&mut self) {
        let (intruder, start) = (self.intruder(), self.at(ENTERED));
        self.sign_in_by_token(start + 9 * SECOND, intruder, BROKER, DEVICE_REGISTRATION);
        self.script.register_device(start + 4 * MINUTE, intruder, "DESKTOP-3F8RT1B");
        self.sign_in_by_token(start + 11 * MINUTE, intruder, BROKER, GRAPH);
        self.sign_in_by_token(start + 13 * MINUTE, intruder, OFFICE, EXCHANGE);
    }

    /// Signs a program in to a service; by a code it has the facts of the device on which the code was typed.
    pub(super) fn sign_in_by_token(&mut self, at: i64, doer: Doer<'_>, app: AppId, resource: AppId) {
        let (owner, device) = (self.owner(), self.owner_device());
        let token = SignIn::for_token(app, resource);
        let sign_in = match self.entry {
            Entry::DeviceCode => {
                SignIn { device: Some((&device.0, &device.1)), device_agent: Some(owner.agent), ..token }
            }
            _ => token,
        };
        self.script.sign_in(at, doer, &sign_in);
    }

    /// Signs the intruder in to the files, by a browser or by a program.
    pub(super) fn sign_in_to_files(&mut self, at: i64) {
        let intruder = self.intruder();
        match self.entry {
            Entry::DeviceCode => self.sign_in_by_token(at, intruder, OFFICE, SHAREPOINT),
            _ => self.script.sign_in(at, intruder, &SignIn::in_browser(OFFICE_HOME, SHAREPOINT)),
        }
    }
}
