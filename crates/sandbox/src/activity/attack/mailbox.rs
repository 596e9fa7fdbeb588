//! The victim's mailbox: searched, read, hidden from its owner, opened to an app, copied, forwarded.

use crate::activity::entry::Entry;
use crate::activity::script::Doer;
use crate::activity::shape::account::{AccountChange, Target};
use crate::activity::shape::exchange::{ClientRule, Cmdlet, put_mailbox_search};
use crate::activity::shape::security::{MicrosoftAlert, put_alert, put_alert_entity};
use crate::activity::shape::sign_in::{EXCHANGE, OFFICE};
use crate::activity::story::{APPLICATION, DROP_BOX, READ_MAILS};
use crate::activity::tenant::Actor;
use crate::content_type::ContentType;
use crate::dice::mix;
use crate::guid::{guid_text, new_guid};
use crate::moment::{MINUTE, SECOND};

use super::Story;

/// Agent that Outlook on a computer sends when it signs in.
const OUTLOOK_AGENT: &str =
    "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; Microsoft Outlook 16.0.18526)";

impl Story<'_> {
    pub(super) fn search_mailbox(&mut self) {
        for (text, minute) in [("invoice", 0), ("bank details", 2), ("payment run", 5), ("Northwind", 7)] {
            self.script.add(self.at(97 + minute), ContentType::Exchange, self.intruder(), |s, w| {
                put_mailbox_search(&s.event, text, w);
            });
        }
    }

    pub(super) fn read_mails(&mut self) {
        let (intruder, tools) = (self.intruder(), self.mail_tools());
        for (mails, round) in READ_MAILS.into_iter().zip(1..) {
            let at = self.at(112) + round * 97 * SECOND;
            self.script.open_mails(at, intruder, tools.way(), mails);
        }
    }

    /// Makes a rule that nobody sees: its name is a full stop, and the mail that it sends on is put away.
    pub(super) fn hide_mail(&mut self) {
        let parameters = [
            ("AlwaysDeleteOutlookRulesBlob", "False"),
            ("Force", "False"),
            ("Name", "."),
            ("SubjectOrBodyContainsWords", "invoice;payment;bank;account"),
            ("ForwardTo", DROP_BOX),
            ("MoveToFolder", "RSS Feeds"),
            ("MarkAsRead", "True"),
            ("StopProcessingRules", "True"),
        ];
        let object = format!("{}\\.", self.victim.upn);
        let cmdlet = Cmdlet { operation: "New-InboxRule", object: &object, parameters: &parameters };
        let (intruder, tools) = (self.intruder(), self.mail_tools());
        self.script.mailbox_cmdlet(self.at(128), intruder, tools.way(), cmdlet);
    }

    /// Gives an application leave to do this when nobody is signed in; it is the doer who consents.
    pub(super) fn consent_to_app(&mut self, at: i64, doer: Doer<'_>, scope: &str) {
        let app_id = self.application_id();
        let id =
            |mark| guid_text(&new_guid(mix(self.script.seed, &[5, mark]), mix(self.script.seed, &[6, mark])));
        let (principal, graph) = (id(1), id(2));
        let person = guid_text(&self.victim.object_id);
        let permissions = format!(
            "[] => [[Id: aaaDI3EGxEmn5qFZUOzMLusb3saOFPZDjHMp2EIy5pk, ClientId: {principal}, PrincipalId: {person}, \
             ResourceId: {graph}, ConsentType: Principal, Scope: {scope}]]; "
        );
        let quoted = |text: &str| format!("[\r\n  \"{text}\"\r\n]");
        let (shown, own_id) = (quoted(APPLICATION), quoted(&app_id));
        let added = [
            ("AccountEnabled", "[\r\n  true\r\n]", "[]"),
            ("AppPrincipalId", own_id.as_str(), "[]"),
            ("DisplayName", &shown, "[]"),
            ("Included Updated Properties", "AccountEnabled, AppPrincipalId, DisplayName", ""),
            ("TargetId.ServicePrincipalNames", &app_id, ""),
        ];
        let granted = [
            ("DelegatedPermissionGrant.Scope", scope, ""),
            ("DelegatedPermissionGrant.ConsentType", "Principal", ""),
            ("ServicePrincipal.ObjectID", principal.as_str(), ""),
            ("ServicePrincipal.DisplayName", "", ""),
            ("ServicePrincipal.AppId", "", ""),
            ("TargetId.ServicePrincipalNames", "00000003-0000-0000-c000-000000000000", ""),
        ];
        let consented = [
            ("ConsentContext.IsAdminConsent", "False", ""),
            ("ConsentContext.IsAppOnly", "False", ""),
            ("ConsentContext.OnBehalfOfAll", "False", ""),
            ("ConsentContext.Tags", "WindowsAzureActiveDirectoryIntegratedApp", ""),
            ("ConsentAction.Permissions", permissions.as_str(), ""),
            ("TargetId.ServicePrincipalNames", &app_id, ""),
        ];
        let app = Target::ServicePrincipal(&principal, APPLICATION, &app_id);
        let graph =
            Target::ServicePrincipal(&graph, "Microsoft Graph", "00000003-0000-0000-c000-000000000000");
        let steps = [
            ("Add service principal.", &added[..], app),
            ("Add delegated permission grant.", &granted, graph),
            ("Consent to application.", &consented, app),
        ];
        for ((operation, properties, target), seconds) in steps.into_iter().zip(0..) {
            let category = "ServicePrincipal";
            let change = AccountChange { operation, category, properties, target, by: None };
            self.script.change(at + seconds * SECOND, doer, &change);
        }
    }

    /// Sets Outlook up with the account: it copies the folders, and stores a rule of its own.
    pub(super) fn copy_mailbox(&mut self) {
        let session = match self.entry {
            Entry::Aitm | Entry::Spray | Entry::Consent => {
                new_guid(mix(self.script.seed, &[7]), mix(self.script.seed, &[8]))
            }
            // Without a password of their own the intruder stays in the session that they have.
            _ => self.session(),
        };
        let outlook = Doer::attacker(Actor { agent: OUTLOOK_AGENT, session, ..self.intruder().actor });
        let start = self.at(150);
        self.sign_in_by_token(start, outlook, OFFICE, EXCHANGE);
        let folders = ["\\Inbox", "\\Sent Items", "\\Inbox\\Admin", "\\Archive"];
        self.script.sync_folders(start + 2 * MINUTE, outlook, &folders);
        let rule = ClientRule {
            operation: "AddMailboxRule",
            id: 5_477_432_298_756_423_681,
            name: "..",
            condition: "{(|((SubString IgnoreCase(SubjectProperty)=bank details)\
                        (SubString IgnoreCase(SubjectProperty)=did you send)))}",
            actions: "[{\"ActionType\":\"Delete\"}]",
        };
        self.script.change_rule(start + 6 * MINUTE, outlook, rule);
    }

    /// Forwards the whole mailbox; Microsoft's own alert about it comes a quarter of an hour later.
    pub(super) fn forward_mailbox(&mut self) {
        let target = format!("smtp:{DROP_BOX}");
        let parameters = [
            ("Identity", self.victim.upn.as_str()),
            ("ForwardingSmtpAddress", &target),
            ("DeliverToMailboxAndForward", "True"),
        ];
        let cmdlet =
            Cmdlet { operation: "Set-Mailbox", object: &self.victim.display, parameters: &parameters };
        self.script.cmdlet(self.at(160), (self.intruder(), 0), cmdlet);
        let mut dice = self.script.dice(3);
        let id = dice.next_guid_text();
        let alert = MicrosoftAlert {
            id: &id,
            name: "Creation of forwarding/redirect rule",
            policy: "d59a8fd4-1272-41ee-9408-86f7bcf72479",
            severity: "Low",
            operation: "MailRedirect",
        };
        // About the victim's account, by the service: no act of the intruder's.
        let (at, subject) = (self.at(176), self.intruder().actor);
        self.script.add(at, ContentType::General, subject, |s, w| put_alert(&s.event, alert, w));
        self.script.add(at, ContentType::General, subject, |s, w| put_alert_entity(&s.event, alert, w));
    }
}
