//! Words for fields of which the schema says only that they hold text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use trail365_schema::RecordType;
use trail365_schema::glossary::operations;

use crate::dice::Dice;

use super::event::Scene;

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

/// Operations of real records, by the start of the record type's name. The first that fits counts, so longer starts
/// stand first.
const OPERATIONS: [(&str, &[&str]); 24] = [
    ("ComplianceDLP", &["DlpRuleMatch", "DlpRuleUndo", "DlpInfo"]),
    ("DLP", &["DlpRuleMatch", "DlpRuleUndo", "DlpInfo"]),
    ("OnPremises", &["DlpRuleMatch", "DlpRuleUndo", "DlpInfo"]),
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

/// The names of the operations that are known of each record type.
static KNOWN_OPERATIONS: LazyLock<BTreeMap<i32, Vec<&'static str>>> = LazyLock::new(|| {
    let mut known: BTreeMap<i32, Vec<&'static str>> = BTreeMap::new();
    for operation in operations() {
        operation
            .record_types
            .iter()
            .for_each(|number| known.entry(*number).or_default().push(operation.name));
    }
    known
});

/// Picks a name of something.
pub(super) fn pick_name(s: &mut Scene<'_>) -> &'static str {
    NAMES[s.dice.number_below(NAMES.len())]
}

/// Picks an operation of records of a type: one of real records, else one that is known of the type. Where none is, the
/// type's own name stands for it, as it does in real records of several types.
pub(super) fn pick_operation(record_type: &'static RecordType, dice: &mut Dice) -> &'static str {
    let of_real_records = OPERATIONS.iter().find(|(start, _)| record_type.name.starts_with(start));
    let known = || KNOWN_OPERATIONS.get(&record_type.value).map(Vec::as_slice);
    let some = of_real_records.map(|(_, operations)| *operations).or_else(known);
    some.map_or(record_type.name, |operations| *dice.pick_from(operations))
}

/// Returns the name of the service that writes records of a type.
pub(super) fn workload_of(record_type: &str) -> &str {
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

/// Makes a text that the name of its field suggests.
pub(super) fn field_text(field: &str, s: &mut Scene<'_>) -> String {
    // The order decides: `SiteUrl` is an address before it ends in anything else, and `FileName` a file before it is
    // a name.
    let has = |part: &str| field.contains(part);
    let some_person = |s: &mut Scene<'_>| s.dice.number_below(s.tenant().people.len());
    if has("Upn")
        || has("UPN")
        || has("Email")
        || has("Sender")
        || has("Recipient")
        || has("UserId")
        || has("User")
    {
        let person = some_person(s);
        s.tenant().people[person].upn.clone()
    } else if has("DisplayName") || has("Owner") {
        let person = some_person(s);
        s.tenant().people[person].display.clone()
    } else if has("Url") || has("URL") || has("Uri") {
        s.tenant().site_of(s.event.actor.person).url.clone()
    } else if has("UserAgent") {
        s.event.actor.agent.to_owned()
    } else if has("IP") || has("Ip") {
        s.event.actor.address.to_owned()
    } else if has("Version") {
        format!("1.{}", s.dice.number_below(10))
    } else if has("Time") || has("Date") {
        s.event.at.to_plain()
    } else if field.ends_with("Id") || field.ends_with("ID") {
        s.dice.next_guid_text()
    } else if has("File") {
        let site = s.tenant().site_of(s.event.actor.person);
        site.files[s.dice.number_below(site.files.len())].name.clone()
    } else if has("Name") || has("Title") || has("Subject") {
        pick_name(s).to_owned()
    } else {
        (*s.dice.pick_from(&PLAIN)).to_owned()
    }
}
