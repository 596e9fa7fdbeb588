//! The texts and steps of the story that an incident responder is to find: those that the sandbox and the sample export
//! have in common.
//!
//! These are the steps of a business email compromise as incident reports have them. Each leaves records of another
//! kind, so a query that misses one of them misses part of the story.

use super::shape::directory::{Change, Membership};
use super::shape::exchange::Mails;

/// Address from which the passwords are tried and the mailbox is used.
pub const ATTACKER_ADDRESS: &str = "203.0.113.77";

/// User agent of the attacker: a system and a version that nobody else in the tenant has.
pub const ATTACKER_AGENT: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/119.0.0.0 Safari/537.36";

/// Address at which the attacker's application runs.
pub const APPLICATION_HOST: &str = "203.0.113.140";

/// Name of the attacker's application.
pub const APPLICATION: &str = "Mail Backup Sync";

/// `ClientInfoString` of an application that reads mail by REST.
pub const APPLICATION_CLIENT: &str = "Client=REST;Client=RESTSystem;;";

/// Address outside to which the mail about money goes.
pub const DROP_BOX: &str = "contoso.accounting@mail.example.net";

/// Mails that the attacker opens.
pub const READ_MAILS: [Mails<'_>; 4] = [
    Mails {
        folder: "\\Inbox",
        subjects: &["Re: Supplier bank details", "Invoice 2026-0031", "Invoice 2026-0032"],
    },
    Mails { folder: "\\Inbox", subjects: &["Re: Budget 2026", "Payment run of Friday"] },
    Mails { folder: "\\Sent Items", subjects: &["Change of our bank account", "Approval of payments"] },
    Mails { folder: "\\Inbox\\Admin", subjects: &["Your Microsoft 365 invoice", "Recovery codes"] },
];

/// Subjects of the warnings that the victim gets, and never sees.
const WARNINGS: [&str; 3] = [
    "Unusual sign-in activity",
    "Mail Backup Sync was given access",
    "You forward mail outside your organization",
];

/// The way of the warnings, first to the bin and then out of it: seconds since the first step, operation, mails.
pub const HIDING: [(i64, &str, Mails<'_>); 3] = [
    // Three operations in three folders: who looks for one of them only sees a mail that might still be there.
    (0, "MoveToDeletedItems", Mails { folder: "\\Inbox", subjects: &WARNINGS }),
    (22, "SoftDelete", Mails { folder: "\\Deleted Items", subjects: &WARNINGS }),
    (58, "HardDelete", Mails { folder: "\\Recoverable Items\\Deletions", subjects: &WARNINGS }),
];

/// The role of another account, for when the first one is lost.
pub const PROMOTION: Membership<'_> =
    Membership { operation: "Add member to role.", category: "Role", name: "Global Administrator" };

/// Permissions that the application is given; `offline_access` lets it go on without anybody signed in.
pub const SCOPE: &str = "Mail.Read Mail.ReadWrite offline_access User.Read";

/// Gives the changes by which the application gets leave to read mail for good, with the seconds since the first.
///
/// `permissions` is what Entra ID writes of the consent; `principal` consents.
pub fn visit_consent(
    (app_id, principal): (&str, &str),
    permissions: &str,
    mut visit: impl FnMut(i64, &Change<'_>),
) {
    let added = [("AccountEnabled", "[true]", "[]"), ("DisplayName", APPLICATION, "")];
    let granted = [("DelegatedPermissionGrant.Scope", SCOPE, ""), ("ServicePrincipal.AppId", app_id, "")];
    let consented = [
        ("ConsentContext.IsAdminConsent", "False", ""),
        ("ConsentContext.OnBehalfOfAll", "False", ""),
        ("ConsentAction.Permissions", permissions, ""),
    ];
    let steps = [
        ("Add service principal.", &added[..]),
        ("Add delegated permission grant.", &granted),
        ("Consent to application.", &consented),
    ];
    let target = [principal, app_id, APPLICATION, "ServicePrincipal"];
    for ((operation, properties), seconds) in steps.into_iter().zip(0..) {
        let category = "ServicePrincipal";
        visit(seconds, &Change { operation, category, object: app_id, properties, target: &target });
    }
}
