//! What people do at their mailboxes and devices, as scripts write it: for owners and intruders alike.

use crate::content_type::ContentType;
use crate::dice::{Dice, mix};
use crate::guid::{guid_text, new_guid};
use crate::moment::SECOND;

use super::script::{Doer, Script};
use super::shape::account::{AccountChange, CREDENTIALS, DEVICES, Target};
use super::shape::exchange::{
    AffectedMail, AppToken, Client, ClientRule, Cmdlet, CmdletCaller, DESKTOP, MailboxUse, Mails, OpenedMail,
    draw_folder_id, draw_port, draw_server, put_client_rule, put_cmdlet_by, put_one_mail, put_opened_mails,
    put_removed_mails_by, put_synced_folder,
};
use super::shape::sign_in::EXCHANGE;
use super::tenant::{Actor, Person};

/// Program and version of Outlook on a computer.
const OUTLOOK: (&str, &str) = ("OUTLOOK.EXE", "16.0.18526.20144");

/// A way into a mailbox: program, application that asks, owner if that is another, token of the application.
#[derive(Clone, Copy)]
pub(super) struct Way<'a> {
    pub(super) client: Client<'a>,
    pub(super) client_app: &'a str,
    pub(super) owner: Option<&'a Person>,
    pub(super) token: Option<AppToken<'a>>,
}

impl<'a> Way<'a> {
    /// Returns the way of this program into one's own mailbox.
    pub(super) fn by(client: Client<'a>) -> Self {
        Self { client, client_app: "", owner: None, token: None }
    }

    fn at_server(self, server: i64) -> MailboxUse<'a> {
        let Self { client, client_app, owner, token } = self;
        let process = (client.info == DESKTOP.info).then_some(OUTLOOK);
        MailboxUse { server, client, client_app, process, owner, token }
    }
}

/// Returns `ClientInfoString` of webmail in the actor's browser.
pub(super) fn webmail_info(actor: Actor<'_>) -> String {
    format!("Client=OWA;{};", actor.agent)
}

/// Returns webmail with this `ClientInfoString`.
pub(super) fn webmail(info: &str) -> Client<'_> {
    Client { info, app_id: EXCHANGE }
}

impl Script<'_> {
    /// Adds that mails were opened one by one.
    pub(super) fn open_mails<'d>(
        &mut self,
        at: i64,
        doer: impl Into<Doer<'d>>,
        way: Way<'_>,
        mails: Mails<'_>,
    ) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let (domain, dice) = (&s.event.tenant.domain, &mut s.dice);
            let server = draw_server(dice);
            let opened: Vec<_> =
                mails.subjects.iter().map(|subject| OpenedMail::from_dice(subject, domain, dice)).collect();
            let folder_id = draw_folder_id(dice);
            put_opened_mails(&s.event, way.at_server(server), &opened, (mails.folder, &folder_id), w);
        });
    }

    /// Adds that mails were opened one by one, whose message ids follow from these dice: opened again, they have the same.
    pub(super) fn open_mails_of<'d>(
        &mut self,
        at: i64,
        doer: impl Into<Doer<'d>>,
        way: Way<'_>,
        mails: Mails<'_>,
        of: &mut Dice,
    ) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let domain = &s.event.tenant.domain;
            let opened: Vec<_> =
                mails.subjects.iter().map(|subject| OpenedMail::from_dice(subject, domain, of)).collect();
            let (server, folder_id) = (draw_server(&mut s.dice), draw_folder_id(&mut s.dice));
            put_opened_mails(&s.event, way.at_server(server), &opened, (mails.folder, &folder_id), w);
        });
    }

    /// Adds that Outlook copied folders, some seconds apart.
    pub(super) fn sync_folders<'d>(&mut self, start: i64, doer: impl Into<Doer<'d>>, folders: &[&str]) {
        let doer = doer.into();
        for (folder, place) in folders.iter().zip(0..) {
            self.add(start + place * 7 * SECOND, ContentType::Exchange, doer, |s, w| {
                let (server, ids) = (draw_server(&mut s.dice), [0; 2].map(|_| draw_folder_id(&mut s.dice)));
                let ids = [ids[0].as_str(), &ids[1]];
                put_synced_folder(&s.event, Way::by(DESKTOP).at_server(server), folder, ids, w);
            });
        }
    }

    /// Adds that a mail was sent.
    pub(super) fn send_mail<'d>(
        &mut self,
        at: i64,
        (doer, operation): (impl Into<Doer<'d>>, &str),
        way: Way<'_>,
        mail: &AffectedMail<'_>,
    ) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let server = draw_server(&mut s.dice);
            put_one_mail(&s.event, operation, way.at_server(server), ("\\Drafts", mail), w);
        });
    }

    /// Adds that mails were moved or deleted.
    pub(super) fn remove_mails<'d>(
        &mut self,
        at: i64,
        (doer, operation): (impl Into<Doer<'d>>, &str),
        way: Way<'_>,
        (folder, mails): (&str, &[AffectedMail<'_>]),
    ) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let (server, folder_id) = (draw_server(&mut s.dice), draw_folder_id(&mut s.dice));
            put_removed_mails_by(&s.event, operation, way.at_server(server), mails, (folder, &folder_id), w);
        });
    }

    /// Adds that Outlook changed a rule in the mailbox.
    pub(super) fn change_rule<'d>(&mut self, at: i64, doer: impl Into<Doer<'d>>, rule: ClientRule<'_>) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let (server, folder_id) = (draw_server(&mut s.dice), draw_folder_id(&mut s.dice));
            put_client_rule(&s.event, Way::by(DESKTOP).at_server(server), rule, &folder_id, w);
        });
    }

    /// Adds a cmdlet that was run at one's own mailbox in this way.
    pub(super) fn mailbox_cmdlet<'d>(
        &mut self,
        at: i64,
        doer: impl Into<Doer<'d>>,
        way: Way<'_>,
        cmdlet: Cmdlet<'_>,
    ) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let place = (draw_port(&mut s.dice), draw_server(&mut s.dice));
            let Way { client, client_app, token, .. } = way;
            let by = CmdletCaller { user_type: 0, app_id: client.app_id, client_app, token };
            put_cmdlet_by(&s.event, by, cmdlet, place, w);
        });
    }

    /// Adds that somebody set up a second factor: their own record, and that of the service that stores it.
    pub(super) fn register_method<'d>(
        &mut self,
        at: i64,
        doer: impl Into<Doer<'d>>,
        before: &str,
        after: &str,
    ) {
        let doer = doer.into();
        let target = Target::User(doer.actor.person);
        let registered = AccountChange {
            operation: "User registered security info",
            category: "UserManagement",
            properties: &[],
            target,
            by: None,
        };
        self.change(at, doer, &registered);
        let properties = [
            ("StrongAuthenticationMethod", after, before),
            ("Included Updated Properties", "StrongAuthenticationMethod", ""),
            ("TargetId.UserType", "Member", ""),
        ];
        let stored = AccountChange {
            operation: "Update user.",
            category: "User",
            properties: &properties,
            by: Some(CREDENTIALS),
            ..registered
        };
        self.change(at + 2 * SECOND, doer, &stored);
    }

    /// Adds that a device with this name was registered for somebody; returns the id of the device.
    pub(super) fn register_device<'d>(&mut self, at: i64, doer: impl Into<Doer<'d>>, name: &str) -> String {
        let doer = doer.into();
        let person = doer.actor.person;
        let hash = mix(self.seed, &[at as u64, u64::from(person.number)]);
        let device = guid_text(&new_guid(hash, mix(hash, &[1])));
        let quoted = |text: &str| format!("[\r\n  \"{text}\"\r\n]");
        let (shown, kind, version) = (quoted(name), quoted("Windows"), quoted("10.0.26100.4061"));
        let added = AccountChange {
            operation: "Add device.",
            category: "Device",
            properties: &[
                ("AccountEnabled", "[\r\n  true\r\n]", "[]"),
                ("CloudDeviceOSType", &kind, "[]"),
                ("CloudDeviceOSVersion", &version, "[]"),
                ("DisplayName", &shown, "[]"),
                (
                    "Included Updated Properties",
                    "AccountEnabled, CloudDeviceOSType, CloudDeviceOSVersion, DisplayName",
                    "",
                ),
            ],
            target: Target::Device(&device, name),
            by: Some(DEVICES),
        };
        self.change(at, doer, &added);
        let owned = [
            ("Device.ObjectID", device.as_str(), ""),
            ("Device.DisplayName", name, ""),
            ("ActorId.ServicePrincipalNames", DEVICES.app_id, ""),
        ];
        for (operation, later) in
            [("Add registered owner to device.", 1), ("Add registered users to device.", 2)]
        {
            let change =
                AccountChange { operation, properties: &owned, target: Target::User(person), ..added };
            self.change(at + later * SECOND, doer, &change);
        }
        device
    }
}
