//! Mailboxes as people arrange them: rules for newsletters, a shared mailbox, a reply while away.

use crate::activity::desk::{Way, webmail, webmail_info};
use crate::activity::script::ADMIN;
use crate::activity::shape::exchange::{AffectedMail, ClientRule, Cmdlet, Mails};
use crate::activity::tenant::Person;
use crate::moment::{MINUTE, SECOND};

use super::Diary;

/// Rules that Outlook writes back unchanged, all at once, when it starts.
const OWN_RULES: i64 = 45;

impl<'a> Diary<'a> {
    pub(super) fn write_mailboxes(&mut self) {
        self.make_rules();
        self.make_outlook_rules();
        self.share_mailbox();
        self.leave_reply();
    }

    /// Makes rules that file newsletters and bills where their owners read them.
    fn make_rules(&mut self) {
        let rules = [
            (
                0,
                4,
                "Newsletters",
                [("FromAddressContainsWords", "newsletter@"), ("MoveToFolder", "Newsletters")],
            ),
            (1, 5, "Bills", [("SubjectContainsWords", "invoice;statement"), ("MoveToFolder", "Bills 2026")]),
            (2, 6, "Build results", [("From", "build@northwind.example.com"), ("MoveToFolder", "Archive")]),
        ];
        for (day, part, name, [condition, action]) in rules {
            let (at, person) = (self.at(day, 11, 12), self.cast(part));
            let parameters = [
                ("AlwaysDeleteOutlookRulesBlob", "False"),
                ("Force", "False"),
                ("Name", name),
                condition,
                action,
                ("StopProcessingRules", "True"),
            ];
            let object = format!("{}\\{name}", person.upn);
            let cmdlet = Cmdlet { operation: "New-InboxRule", object: &object, parameters: &parameters };
            self.script.cmdlet(at, (self.at_work(person, at), 0), cmdlet);
        }
    }

    /// Makes a rule in Outlook, which the next day writes all rules of the mailbox back without saying what they hold.
    fn make_outlook_rules(&mut self) {
        let person = self.cast(6);
        let (made, started) = (self.at(1, 15, 41), self.at(2, 8, 2));
        let rule = ClientRule {
            operation: "AddMailboxRule",
            id: 2_305_843_009_213_693_953,
            name: "Project Bridge",
            condition: "{(SubString IgnoreCase(SubjectProperty)=bridge)}",
            actions: "[{\"ActionType\":\"Move\",\"DestinationFolderId\":\"LgAAAAC767BF7499760A6E\",\
                      \"FolderIsInThisStore\":true}]",
        };
        self.script.change_rule(made, self.at_work(person, made), rule);
        for number in 0..OWN_RULES {
            let again = ClientRule {
                operation: "ModifyMailboxRule",
                id: rule.id + number,
                name: "",
                condition: "{}",
                actions: "[]",
            };
            self.script.change_rule(started + number / 9 * SECOND, self.at_work(person, started), again);
        }
    }

    /// Two people work in a mailbox that is neither's, and one of them is new to it.
    fn share_mailbox(&mut self) {
        let tenant = self.script.tenant;
        let shared = tenant.shared_mailbox();
        let (old, new) = (self.cast(4), self.cast(5));
        let at = self.at(0, 9, 30);
        let full = [
            ("Identity", shared.upn.as_str()),
            ("User", &new.upn),
            ("AccessRights", "FullAccess"),
            ("InheritanceType", "All"),
        ];
        let send = [("Identity", shared.upn.as_str()), ("Trustee", &new.upn), ("AccessRights", "SendAs")];
        for (operation, parameters) in
            [("Add-MailboxPermission", &full[..]), ("Add-RecipientPermission", &send)]
        {
            let cmdlet = Cmdlet { operation, object: &shared.upn, parameters };
            self.script.cmdlet(at, (self.administrator(at), ADMIN), cmdlet);
        }
        for day in 0..5 {
            self.work_in(&shared, old, self.at(day, 9, 50), day);
            self.work_in(&shared, new, self.at(day, 14, 20), day + 5);
        }
    }

    fn work_in(&mut self, shared: &Person, person: &'a Person, at: i64, mark: i64) {
        let desk = self.at_work(person, at);
        let info = webmail_info(desk);
        let way = Way { owner: Some(shared), ..Way::by(webmail(&info)) };
        let mails = Mails { folder: "\\Inbox", subjects: &["Delivery on Friday", "Question on your offer"] };
        self.script.open_mails(at, desk, way, mails);
        let mut dice = self.script.dice(100 + mark as u64);
        let domain = &self.script.tenant.domain;
        let answer = AffectedMail::from_dice("Re: Question on your offer", domain, &mut dice);
        self.script.send_mail(at + 6 * MINUTE, (desk, "SendAs"), way, &answer);
        let spam = [AffectedMail::from_dice("Win a holiday", domain, &mut dice)];
        self.script.remove_mails(at + 7 * MINUTE, (desk, "MoveToDeletedItems"), way, ("\\Inbox", &spam));
    }

    fn leave_reply(&mut self) {
        let person = self.cast(7);
        let at = self.at(4, 16, 45);
        let text = "I am away until Monday. Please write to office@ in urgent cases.";
        let parameters = [
            ("Identity", person.upn.as_str()),
            ("AutoReplyState", "Scheduled"),
            ("ExternalAudience", "Known"),
            ("InternalMessage", text),
            ("ExternalMessage", text),
        ];
        let cmdlet = Cmdlet {
            operation: "Set-MailboxAutoReplyConfiguration",
            object: &person.upn,
            parameters: &parameters,
        };
        self.script.cmdlet(at, (self.at_work(person, at), 0), cmdlet);
    }
}
