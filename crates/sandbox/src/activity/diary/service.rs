//! What the service and the directory sync do by themselves, at night.

use crate::activity::shape::account::{AccountChange, Target};
use crate::activity::shape::exchange::{Cmdlet, draw_server, put_service_cmdlet};
use crate::activity::tenant::{Actor, Person};
use crate::content_type::ContentType;
use crate::moment::{Moment, SECOND};

use super::Diary;

/// Cmdlets that run in every tenant; `{}` stands for the tenant's domain. Each is in real exports, dozens of times.
const CMDLETS: [Cmdlet<'static>; 9] = [
    Cmdlet {
        operation: "Set-MailboxPlan",
        object: "{}/ExchangeOnlineEnterprise",
        parameters: &[("Identity", "{}/ExchangeOnlineEnterprise"), ("UseDatabaseRetentionDefaults", "False")],
    },
    Cmdlet {
        operation: "Set-AdminAuditLogConfig",
        object: "{}\\Admin Audit Log Settings",
        parameters: &[
            ("DomainController", ""),
            ("IgnoreDehydratedFlag", "True"),
            ("Identity", "{}"),
            ("AdminAuditLogEnabled", "True"),
        ],
    },
    Cmdlet {
        operation: "Install-AdminAuditLogConfig",
        object: "{}\\Admin Audit Log Settings",
        parameters: &[("DomainController", ""), ("Organization", "{}")],
    },
    Cmdlet {
        operation: "Set-TransportConfig",
        object: "{}\\Transport Settings",
        parameters: &[("DomainController", ""), ("Identity", "{}"), ("HygieneSuite", "Premium")],
    },
    Cmdlet {
        operation: "Set-TenantObjectVersion",
        object: "{}",
        parameters: &[("DomainController", ""), ("Identity", "{}")],
    },
    Cmdlet {
        operation: "Install-DataClassificationConfig",
        object: "{}\\Default Data Config",
        parameters: &[("Organization", "{}"), ("DomainController", "")],
    },
    Cmdlet {
        operation: "Set-OwaMailboxPolicy",
        object: "{}\\OwaMailboxPolicy-Default",
        parameters: &[("InstantMessagingType", "Ocs"), ("Identity", "{}\\OwaMailboxPolicy-Default")],
    },
    Cmdlet {
        operation: "Set-RecipientEnforcementProvisioningPolicy",
        object: "{}\\Recipient Quota Policy",
        parameters: &[
            ("DomainController", ""),
            ("IgnoreDehydratedFlag", "True"),
            ("Identity", "{}\\Recipient Quota Policy"),
            ("PublicFolderHierarchyMailboxCountQuota", "100"),
        ],
    },
    Cmdlet {
        operation: "Add-MailboxPermission",
        object: "{}/DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}",
        parameters: &[
            ("DomainController", ""),
            ("Identity", "{}/DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}"),
            ("User", "{}/Discovery Management"),
            ("AccessRights", "FullAccess"),
        ],
    },
];

impl Diary<'_> {
    pub(super) fn write_service(&mut self) {
        for day in 0..7 {
            self.run_nightly(day);
        }
        for day in 0..5 {
            self.synchronize_directory(day);
        }
    }

    fn run_nightly(&mut self, day: i64) {
        let tenant = self.script.tenant;
        let mut dice = self.script.dice(200 + day as u64);
        // Accounts of the datacenter come from nowhere: no address, no program.
        let actor = Actor { address: "", ..tenant.service_actor() };
        let mut at = self.at(day, 1, 10);
        for Cmdlet { operation, object, parameters } in CMDLETS {
            at += dice.number_between(40, 700) * SECOND;
            let filled = |text: &str| text.replace("{}", &tenant.domain);
            let (object, values): (_, Vec<_>) =
                (filled(object), parameters.iter().map(|(_, value)| filled(value)).collect());
            let parameters: Vec<_> =
                parameters.iter().zip(&values).map(|((name, _), value)| (*name, value.as_str())).collect();
            let cmdlet = Cmdlet { operation, object: &object, parameters: &parameters };
            self.script.add(at, ContentType::Exchange, actor, |s, w| {
                put_service_cmdlet(&s.event, cmdlet, draw_server(&mut s.dice), w);
            });
        }
    }

    /// Writes back some people as the directory on the company's own servers has them.
    fn synchronize_directory(&mut self, day: i64) {
        let tenant = self.script.tenant;
        let mut dice = self.script.dice(300);
        let upn = format!("Sync_DC01_{}@{}", dice.hex_digits(12).to_lowercase(), tenant.domain);
        let account =
            Person::from_dice(0, upn, "On-Premises Directory Synchronization".to_owned(), &mut dice);
        let start = self.at(day, 5, 30);
        let actor = Actor { person: &account, agent: "", ..tenant.admin_on(Moment(start)) };
        for part in 0..3 {
            let at = start + part * 2 * SECOND;
            let (new, old) = (format!("[\r\n  \"{}Z\"\r\n]", Moment(at).to_plain()), "[]");
            let changed = AccountChange {
                operation: "Update user.",
                category: "UserManagement",
                properties: &[
                    ("LastDirSyncTime", &new, old),
                    ("Included Updated Properties", "LastDirSyncTime", ""),
                ],
                target: Target::User(self.cast(part as u64)),
                by: None,
            };
            self.script.change(at, actor, &changed);
        }
    }
}
