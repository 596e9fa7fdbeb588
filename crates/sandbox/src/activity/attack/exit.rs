//! The second night: what is taken, the second account, and the tracks.

use crate::activity::script::ADMIN;
use crate::activity::shape::account::{AccountChange, Target};
use crate::activity::shape::exchange::{AffectedMail, Cmdlet};
use crate::activity::shape::sign_in::{BROKER, EXCHANGE, SignIn};
use crate::activity::story::{DROP_BOX, HIDING, READ_MAILS};
use crate::moment::{MINUTE, SECOND};

use super::{NIGHT, Story};

/// Files of the victim's own OneDrive that are taken.
const OWN_FILES: usize = 70;

impl Story<'_> {
    pub(super) fn write_exit(&mut self) {
        self.take_files();
        self.ask_for_payment();
        self.promote();
        self.copy_mail_flow();
        self.hide_warnings();
    }

    /// Has the application read the mails at this time.
    pub(super) fn read_by_app(&mut self, start: i64) {
        let (application, tools) = (self.application(), self.application_tools());
        for (mails, round) in READ_MAILS.into_iter().zip(1..) {
            self.script.open_mails(start + round * 97 * SECOND, application, tools.way(), mails);
        }
    }

    /// Downloads every file of Finance and many of the victim's own, some seconds each.
    fn take_files(&mut self) {
        let (intruder, mut dice) = (self.intruder(), self.script.dice(5));
        let mut at = self.at(NIGHT + 26);
        self.sign_in_to_files(at);
        let tenant = self.script.tenant;
        let (finance, own) = (tenant.finance_site(), tenant.onedrive_of(self.victim));
        let finance_files = finance.files.iter().map(|document| (finance, document));
        let own_files = own.files.iter().take(OWN_FILES).map(|document| (&own, document));
        for on in finance_files.chain(own_files) {
            at += dice.number_between(2, 5) * SECOND;
            self.script.file(at, intruder, "FileDownloaded", on);
        }
    }

    /// Asks customers to pay to another account, and deletes the mails.
    fn ask_for_payment(&mut self) {
        let (intruder, tools) = (self.intruder(), self.mail_tools());
        let way = tools.way();
        let (domain, mut dice) = (&self.script.tenant.domain, self.script.dice(6));
        let subjects = ["Invoice 2026-0031: new bank details", "Invoice 2026-0032: new bank details"];
        let mails: Vec<_> =
            subjects.iter().map(|subject| AffectedMail::from_dice(subject, domain, &mut dice)).collect();
        let start = self.at(NIGHT + 36);
        for (mail, round) in mails.iter().zip(0..) {
            self.script.send_mail(start + round * 50 * SECOND, (intruder, "Send"), way, mail);
        }
        let at = start + 3 * MINUTE;
        self.script.remove_mails(at, (intruder, "SoftDelete"), way, ("\\Sent Items", &mails));
    }

    /// Makes the victim an administrator, for when the administrator's own account is lost.
    fn promote(&mut self) {
        let intruder = self.intruder_as(&self.script.tenant.people[0]);
        let token = SignIn::for_token(BROKER, EXCHANGE);
        self.script.sign_in(self.at(NIGHT + 45), intruder, &token);
        let id = self.script.dice(7).next_guid_text();
        let change = AccountChange {
            operation: "Add member to role.",
            category: "RoleManagement",
            properties: &[
                ("Role.ObjectID", &id, ""),
                ("Role.DisplayName", "Exchange Administrator", ""),
                ("Role.TemplateId", "29232cdf-9323-42fd-ade2-1d097af3e4de", ""),
                ("Role.WellKnownObjectName", "ExchangeServiceAdmins", ""),
            ],
            target: Target::User(self.victim),
            by: None,
        };
        self.script.change(self.at(NIGHT + 47), intruder, &change);
    }

    /// Copies the mail of everybody about payments outside.
    fn copy_mail_flow(&mut self) {
        let intruder = self.intruder_as(&self.script.tenant.people[0]);
        let parameters = [
            ("Name", "Journal"),
            ("SubjectOrBodyContainsWords", "invoice;payment;bank"),
            ("BlindCopyTo", DROP_BOX),
            ("StopRuleProcessing", "False"),
            ("Mode", "Enforce"),
        ];
        let cmdlet = Cmdlet { operation: "New-TransportRule", object: "Journal", parameters: &parameters };
        self.script.cmdlet(self.at(NIGHT + 52), (intruder, ADMIN), cmdlet);
    }

    pub(super) fn hide_warnings(&mut self) {
        let (intruder, tools) = (self.intruder(), self.mail_tools());
        let way = tools.way();
        let (domain, mut dice) = (&self.script.tenant.domain, self.script.dice(8));
        // The same mails in all three folders.
        let mails: Vec<_> = HIDING[0]
            .2
            .subjects
            .iter()
            .map(|subject| AffectedMail::from_dice(subject, domain, &mut dice))
            .collect();
        for (seconds, operation, hidden) in HIDING {
            let at = self.at(NIGHT + 59) + seconds * SECOND;
            self.script.remove_mails(at, (intruder, operation), way, (hidden.folder, &mails));
        }
    }
}
