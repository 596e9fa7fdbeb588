//! Words for fields of which the schema says only that they hold text.

use crate::dice::Dice;

use super::scene::Scene;

const NAMES: [&str; 10] = [
    "Quarterly review",
    "Northwind",
    "Fabrikam",
    "Adatum",
    "Payroll",
    "Travel desk",
    "Launch 2026",
    "Default",
    "Board meeting",
    "Supplier list",
];

const PLAIN: [&str; 6] = ["Default", "Standard", "Enabled", "Completed", "Medium", "Custom"];

/// Operations as real records have them, by the beginning of the record type's name.
const OPERATIONS: [(&str, &[&str]); 22] = [
    ("ComplianceDLP", &["DlpRuleMatch", "DlpRuleUndo", "DlpInfo"]),
    ("AzureActiveDirectoryAccountLogon", &["PasswordLogonInitialAuthUsingPassword"]),
    ("AzureActiveDirectoryStsLogon", &["UserLoggedIn", "UserLoginFailed"]),
    (
        "AzureActiveDirectory",
        &["Update user.", "Update group.", "Add app role assignment to service principal."],
    ),
    ("ExchangeItemGroup", &["Move", "SoftDelete", "HardDelete"]),
    ("ExchangeItemAggregated", &["MailItemsAccessed"]),
    ("ExchangeItem", &["Create", "Send", "Update"]),
    ("ExchangeAdmin", &["Set-Mailbox", "Set-User", "Set-TransportRule"]),
    (
        "SharePointFileOperation",
        &["FileAccessed", "FileModified", "FileMoved", "FileRenamed", "FileRecycled"],
    ),
    ("SharePointSharingOperation", &["SharingSet", "SharingInvitationCreated", "SecureLinkUsed"]),
    ("SharePointListOperation", &["ListViewed", "ListItemCreated", "ListItemUpdated"]),
    ("SharePoint", &["PageViewed", "SearchQueryPerformed", "GroupAdded"]),
    ("MicrosoftTeams", &["MemberAdded", "MeetingDetail", "ChannelAdded", "AppInstalled"]),
    ("PowerBI", &["ViewReport", "ExportReport", "CreateDashboard"]),
    ("MicrosoftForms", &["CreateForm", "ViewForm", "SubmitResponse"]),
    ("MicrosoftFlow", &["CreateFlow", "EditFlow", "DeleteFlow"]),
    ("CopilotInteraction", &["CopilotInteraction"]),
    ("ThreatIntelligenceUrl", &["TIUrlClickData"]),
    ("ThreatIntelligence", &["TIMailData"]),
    ("AirInvestigation", &["AirInvestigationData"]),
    ("Quarantine", &["QuarantineReleaseMessage", "QuarantineDeleteMessage", "QuarantineViewHeader"]),
    ("SecurityComplianceAlerts", &["AlertTriggered", "AlertEntityGenerated"]),
];

const VERBS: [&str; 6] = ["Viewed", "Created", "Updated", "Deleted", "Exported", "Shared"];

/// Name of something.
pub(super) fn name(s: &mut Scene<'_>) -> &'static str {
    NAMES[s.dice.below(NAMES.len())]
}

/// An operation that records of a type tell of.
pub(super) fn operation(record_type: &str, dice: &mut Dice) -> String {
    match OPERATIONS.iter().find(|(start, _)| record_type.starts_with(start)) {
        Some((_, operations)) => (*dice.pick(operations)).to_owned(),
        None => format!("{record_type}{}", dice.pick(&VERBS)),
    }
}

/// The service that writes records of a type.
pub(super) fn workload(record_type: &str) -> &str {
    const PREFIXES: [(&str, &str); 14] = [
        ("AzureActiveDirectory", "AzureActiveDirectory"),
        ("AadRisk", "AzureActiveDirectory"),
        ("Exchange", "Exchange"),
        ("SharePoint", "SharePoint"),
        ("OneDrive", "OneDrive"),
        ("MicrosoftTeams", "MicrosoftTeams"),
        ("Teams", "MicrosoftTeams"),
        ("PowerBI", "PowerBI"),
        ("PowerApps", "PowerApps"),
        ("MicrosoftFlow", "MicrosoftFlow"),
        ("Yammer", "Yammer"),
        ("Copilot", "Copilot"),
        ("Planner", "Planner"),
        ("SecurityCompliance", "SecurityComplianceCenter"),
    ];
    PREFIXES
        .iter()
        .find(|(prefix, _)| record_type.starts_with(prefix))
        .map_or(record_type, |(_, workload)| workload)
}

/// A text that the name of its field suggests.
pub(super) fn text(field: &str, s: &mut Scene<'_>) -> String {
    let has = |part: &str| field.contains(part);
    let some_person = |s: &mut Scene<'_>| s.dice.below(s.tenant.people.len());
    if has("Upn")
        || has("UPN")
        || has("Email")
        || has("Sender")
        || has("Recipient")
        || has("UserId")
        || has("User")
    {
        let person = some_person(s);
        s.tenant.people[person].upn.clone()
    } else if has("DisplayName") || has("Owner") {
        let person = some_person(s);
        s.tenant.people[person].display.clone()
    } else if has("Url") || has("URL") || has("Uri") {
        s.tenant.site_of(s.actor.person).url.clone()
    } else if has("UserAgent") {
        s.actor.agent.to_owned()
    } else if has("IP") || has("Ip") {
        s.actor.address.to_owned()
    } else if has("Version") {
        format!("1.{}", s.dice.below(10))
    } else if has("Time") || has("Date") {
        s.at.plain()
    } else if field.ends_with("Id") || field.ends_with("ID") {
        s.dice.guid_text()
    } else if has("File") {
        let site = s.tenant.site_of(s.actor.person);
        site.files[s.dice.below(site.files.len())].name.clone()
    } else if has("Name") || has("Title") || has("Subject") {
        name(s).to_owned()
    } else {
        (*s.dice.pick(&PLAIN)).to_owned()
    }
}
