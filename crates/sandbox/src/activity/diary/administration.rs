//! The work of the administrator: people who come and go, apps, a rule for all mails, quotas.

use crate::activity::script::ADMIN;
use crate::activity::shape::account::{AccountChange, Target};
use crate::activity::shape::exchange::Cmdlet;
use crate::activity::tenant::Person;
use crate::dice::Dice;
use crate::guid::guid_text;
use crate::moment::{MINUTE, SECOND};

use super::Diary;

impl Diary<'_> {
    pub(super) fn write_administration(&mut self) {
        self.add_colleague();
        self.let_colleague_go();
        self.run_cmdlets();
        self.consent_to_apps();
        self.change_policies();
    }

    fn add_colleague(&mut self) {
        let tenant = self.script.tenant;
        let mut dice = self.script.dice(5);
        let upn = format!("new.colleague{}@{}", self.week % 100, tenant.domain);
        let colleague = Person::from_dice(0, upn, "New Colleague".to_owned(), &mut dice);
        let at = self.at(0, 8, 20);
        let name = format!("[\r\n  \"{}\"\r\n]", colleague.upn);
        let added = AccountChange {
            operation: "Add user.",
            category: "UserManagement",
            properties: &[
                ("AccountEnabled", "[\r\n  true\r\n]", "[]"),
                ("DisplayName", "[\r\n  \"New Colleague\"\r\n]", "[]"),
                ("UserPrincipalName", &name, "[]"),
                ("UserType", "[\r\n  \"Member\"\r\n]", "[]"),
                (
                    "Included Updated Properties",
                    "AccountEnabled, DisplayName, UserPrincipalName, UserType",
                    "",
                ),
            ],
            target: Target::User(&colleague),
            by: None,
        };
        let licensed = AccountChange { operation: "Change user license.", properties: &[], ..added };
        let group = dice.next_guid_text();
        let joined = AccountChange {
            operation: "Add member to group.",
            category: "GroupManagement",
            properties: &[("Group.ObjectID", &group, ""), ("Group.DisplayName", "All of Sales", "")],
            ..added
        };
        let role = dice.next_guid_text();
        let reader = AccountChange {
            operation: "Add member to role.",
            category: "RoleManagement",
            properties: &[
                ("Role.ObjectID", &role, ""),
                ("Role.DisplayName", "Message Center Reader", ""),
                ("Role.TemplateId", "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", ""),
                ("Role.WellKnownObjectName", "MessageCenterReaders", ""),
            ],
            target: Target::User(self.cast(9)),
            ..added
        };
        for (change, round) in [added, licensed, joined, reader].iter().zip(0..) {
            self.script.change(at + round * 2 * MINUTE, self.administrator(at), change);
        }
    }

    /// Blocks the account of somebody who left; their mails go to a colleague.
    fn let_colleague_go(&mut self) {
        let tenant = self.script.tenant;
        let mut dice = Dice::new(self.script.seed);
        let upn = format!("former.colleague{}@{}", self.week % 100, tenant.domain);
        let former = Person::from_dice(0, upn, "Former Colleague".to_owned(), &mut dice);
        let at = self.at(4, 17, 10);
        let blocked = AccountChange {
            operation: "Disable account.",
            category: "UserManagement",
            properties: &[
                ("AccountEnabled", "[\r\n  false\r\n]", "[\r\n  true\r\n]"),
                ("Included Updated Properties", "AccountEnabled", ""),
            ],
            target: Target::User(&former),
            by: None,
        };
        self.script.change(at, self.administrator(at), &blocked);
        let heir = self.cast(6);
        let parameters = [
            ("Identity", former.upn.as_str()),
            ("ForwardingAddress", &heir.upn),
            ("DeliverToMailboxAndForward", "False"),
        ];
        let cmdlet = Cmdlet { operation: "Set-Mailbox", object: &former.display, parameters: &parameters };
        self.script.cmdlet(at + 3 * MINUTE, (self.administrator(at), ADMIN), cmdlet);
    }

    fn run_cmdlets(&mut self) {
        let person = self.cast(2);
        let disclaimer = [
            ("Identity", "Disclaimer"),
            ("ApplyHtmlDisclaimerText", "<p>This mail is meant for its recipient only.</p>"),
            ("ApplyHtmlDisclaimerLocation", "Append"),
        ];
        let quota =
            [("Identity", person.upn.as_str()), ("ProhibitSendQuota", "99 GB (106,300,440,576 bytes)")];
        let member = [("Identity", "All of Sales"), ("Member", person.upn.as_str())];
        let work = [
            (1, Cmdlet { operation: "Set-TransportRule", object: "Disclaimer", parameters: &disclaimer }),
            (2, Cmdlet { operation: "Set-Mailbox", object: &person.display, parameters: &quota }),
            (
                3,
                Cmdlet {
                    operation: "Add-DistributionGroupMember",
                    object: "All of Sales",
                    parameters: &member,
                },
            ),
        ];
        for (day, cmdlet) in work {
            let at = self.at(day, 15, 5);
            self.script.cmdlet(at, (self.administrator(at), ADMIN), cmdlet);
        }
    }

    /// Consents to apps that ask for little: the administrator for everybody, somebody for themselves.
    fn consent_to_apps(&mut self) {
        let mut dice = self.script.dice(6);
        let person = self.cast(4);
        let (for_all, for_one) = (self.at(1, 10, 40), self.at(3, 14, 30));
        let consents = [
            (for_all, self.administrator(for_all), "Expense Reports", "True", "User.Read"),
            (
                for_one,
                self.at_work(person, for_one),
                "Room Planner",
                "False",
                "Calendars.Read offline_access User.Read",
            ),
        ];
        for (at, actor, app, all, scope) in consents {
            let (principal, app_id) = (dice.next_guid_text(), dice.next_guid_text());
            let (who, kind) = match all {
                "True" => (String::new(), "AllPrincipals"),
                _ => (guid_text(&actor.person.object_id), "Principal"),
            };
            let permissions = format!(
                "[] => [[Id: {}, ClientId: {principal}, PrincipalId: {who}, ResourceId: {}, ConsentType: {kind}, \
                 Scope: {scope}]]; ",
                dice.hex_digits(32),
                dice.next_guid_text()
            );
            let consented = AccountChange {
                operation: "Consent to application.",
                category: "ApplicationManagement",
                properties: &[
                    ("ConsentContext.IsAdminConsent", all, ""),
                    ("ConsentContext.IsAppOnly", "False", ""),
                    ("ConsentContext.OnBehalfOfAll", all, ""),
                    ("ConsentContext.Tags", "WindowsAzureActiveDirectoryIntegratedApp", ""),
                    ("ConsentAction.Permissions", &permissions, ""),
                    ("TargetId.ServicePrincipalNames", &app_id, ""),
                ],
                target: Target::ServicePrincipal(&principal, app, &app_id),
                by: None,
            };
            let added = AccountChange {
                operation: "Add service principal.",
                properties: &[("TargetId.ServicePrincipalNames", &app_id, "")],
                ..consented
            };
            self.script.change(at, actor, &added);
            self.script.change(at + SECOND, actor, &consented);
        }
    }

    /// Tries a policy of conditional access out, without enforcing it.
    fn change_policies(&mut self) {
        let at = self.at(2, 16, 20);
        let id = self.script.dice(7).next_guid_text();
        let policy = |state: &str| {
            format!(
                "{{\"id\":\"{id}\",\"displayName\":\"Block old protocols\",\"state\":\"{state}\",\"conditions\":\
                     {{\"users\":{{\"includeUsers\":[\"All\"],\"excludeUsers\":[],\"excludeGroups\":[],\"excludeRoles\":[]}}}}}}"
            )
        };
        let (new, old) = (policy("enabledForReportingButNotEnforced"), policy("disabled"));
        let changed = AccountChange {
            operation: "Update conditional access policy.",
            category: "Policy",
            properties: &[("ConditionalAccessPolicy", &new, &old)],
            target: Target::Other("Policy", &id, "Block old protocols"),
            by: None,
        };
        self.script.change(at, self.administrator(at), &changed);
    }
}
