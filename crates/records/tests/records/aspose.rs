//! `docs/aspose.md`, the map from the activity classes of Aspose.Email, held to the code.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;

use serde::Deserialize;
use trail365_records::{Members, Outcome, Pairs, Record, enums, owned, schema};
use trail365_schema::Field;

const DOCUMENT: &str = include_str!("../../../../docs/aspose.md");
/// Beginning of the paths of `trail365-client`, which a test of that crate compares with its code.
const CLIENT: &str = "client::";
const NONE: &str = "none";

/// Accessors whose field Aspose.Email for Python names otherwise: Aspose's property, its Python name, ours, why.
const OTHER_NAMES: [(&str, &str, &str, &str); 3] = [
    ("From", "from_address", "from", "a keyword in Python, not in Rust"),
    (
        "CrossMailboxOperations",
        "cross_mailbox_operations",
        "cross_mailbox_operation",
        "records write the singular",
    ),
    (
        "SendonBehalfOfUserMailboxGuid",
        "sendon_behalf_of_user_mailbox_guid",
        "send_on_behalf_of_user_mailbox_guid",
        "Aspose misspells On here, and not in SendOnBehalfOfUserSmtp",
    ),
];

/// Members whose name is another one in Aspose: Aspose's name, ours, why.
const OTHER_MEMBERS: [(&str, &str, &str); 1] =
    [("Yammer", "VivaEngage", "Microsoft renamed record type 22 with the product")];

/// Paths as text, each also named as an expression: one that is gone does not compile.
macro_rules! paths {
    ($function:ident: $($type:ty { $($name:ident)+ })+) => {
        fn $function() -> BTreeSet<String> {
            $($(let _ = <$type>::$name;)+)+
            BTreeSet::from([$($(path(stringify!($type), stringify!($name))),+),+])
        }
    };
}

/// Members of enums: path, Microsoft's number and name.
macro_rules! members {
    ($function:ident: $($type:ty { $($name:ident)+ })+) => {
        fn $function() -> Vec<(String, Option<i32>, &'static str)> {
            vec![$($((
                path(stringify!($type), stringify!($name)),
                <$type>::$name.value(),
                <$type>::$name.name(),
            )),+),+]
        }
    };
}

paths! {
    accessors_in_tables:
    Outcome { Failed Partial Succeeded Unknown }
    Pairs { get iter }
    Record { client_address json outcome record_type }
    schema::AttachmentData { file_name file_type file_verdict malware_family sha256 }
    schema::AzureActiveDirectory { actor_ip_address }
    schema::AzureActiveDirectoryAccountLogon { client login_status user_domain }
    schema::AzureActiveDirectoryBase { azure_active_directory_event_type extended_properties }
    schema::AzureActiveDirectoryStsLogon { client }
    schema::Common {
        client_ip creation_time id object_id operation organization_id record_type result_status
        scope user_id user_key user_type workload
    }
    schema::EmailMessageEvents {
        attachment_data detection_method detection_type internet_message_id network_message_id
        p1_sender p2_sender recipients sender_ip subject verdict
    }
    schema::ExchangeAdmin {
        external_access modified_object_resolved_name modified_properties organization_name
        originating_server parameters
    }
    schema::ExchangeFolder { id path }
    schema::ExchangeItem { attachments id parent_folder subject }
    schema::ExchangeMailbox {
        client_info_string client_ip_address client_machine_name client_process_name client_version
        external_access internal_logon_type logon_type logon_user_display_name logon_user_sid
        mailbox_guid mailbox_owner_master_account_sid mailbox_owner_sid mailbox_owner_upn
        organization_name originating_server
    }
    schema::ExchangeMailboxAuditGroupRecord {
        affected_items cross_mailbox_operation dest_folder dest_mailbox_id
        dest_mailbox_owner_master_account_sid dest_mailbox_owner_sid dest_mailbox_owner_upn folder
        folders
    }
    schema::ExchangeMailboxAuditRecord {
        item modified_properties send_as_user_mailbox_guid send_as_user_smtp
        send_on_behalf_of_user_mailbox_guid send_on_behalf_of_user_smtp
    }
    schema::ExchangeMetadata { bcc cc from message_id recipient_count sent subject to }
    schema::ModifiedProperty { name new_value old_value }
    schema::NameValuePair { name value }
    schema::SharePointMetadata {
        document_last_modifier document_sharer file_name file_owner file_path_url from
        item_creation_time last_modified_time site_collection_guid site_collection_url unique_id
    }
    schema::UrlTimeOfClickEvents {
        app_name blocked clicked_through source_id time_of_click url url_click_action user_ip
    }
}

members! {
    members_in_tables:
    enums::AddOnType { Bot Connector Tab }
    enums::AuditLogRecordType {
        ExchangeAdmin ExchangeItem ExchangeItemGroup SharePoint SharePointFileOperation
        AzureActiveDirectory AzureActiveDirectoryAccountLogon DataCenterSecurityCmdlet
        ComplianceDLPSharePoint Sway ComplianceDLPExchange SharePointSharingOperation
        AzureActiveDirectoryStsLogon SecurityComplianceCenterEOPCmdlet PowerBIAudit CRM VivaEngage
        SkypeForBusinessCmdlets Discovery MicrosoftTeams MicrosoftTeamsAddOns
        MicrosoftTeamsSettingsOperation ThreatIntelligence MicrosoftFlow MicrosoftStream Project
        SharePointListOperation SecurityComplianceAlerts ThreatIntelligenceUrl
        ThreatIntelligenceAtpContent
    }
    enums::AuditLogScope { Online Onprem }
    enums::AuthenticationMethod {
        Min Password Digest ProxyAuth InfoCard DAToken Sha1RememberMyPassword LMPasswordHash
        ADFSFederatedToken EID DeviceID MD5 EncProxyPasswordHash LWAFederation Sha1HashedPassword
        SecurePin SecurePinReset SAML20PostSimpleSign SAML20Post OneTimeCode
    }
    enums::AzureActiveDirectoryEventType { AccountLogon AzureApplicationAuditEvent }
    enums::CredentialType {
        Other Password MobilePhone SecretQuestion SecurePin SecurePinReset EasyID
        PasswordIndexCredentialType Device ForeignRealmIndex
    }
    enums::DataCenterSecurityEventType { DataCenterSecurityCmdletAuditEvent }
    enums::EventSource { SharePoint ObjectModel }
    enums::FileVerdict { Good Bad Error Timeout Pending }
    enums::IdentityType { Claim Name Other PUID SPN UPN }
    enums::ItemType { Invalid File Folder Web Site Tenant DocumentLibrary Page }
    enums::LoginType { Other InitialAuth CookieCopy SilentReAuth }
    enums::LogonType { Owner Admin Delegated Transport SystemService BestAccess DelegatedAdmin }
    enums::MemberRoleType { Member Owner Guest }
    enums::ProjectAction {
        Accepted Accessed Activated Cancelled CheckedIn CheckedOut Copied Created Deactivated
        Deleted Exported ForceCheckedIn Modified Published Redacted Rejected Restarted Saved Sent
        Submitted
    }
    enums::ProjectEntity {
        CustomField Driver DriverPrioritization Engagement EnterpriseCalendar EnterpriseProjectType
        FiscalPeriod GanttChartFormat GroupingFormat LineClassification LookupTable
        PermissionTemplate PortfolioAnalysis Project QueueJob QuickLaunch Reporting Resource
        ResourcePlan SecurityCategory SecurityGroup Setting Statusing StatusReport
        TimeReportingPeriod Timesheet TimesheetAuditLog TimesheetManager UserDelegate View
        WorkflowPhase WorkflowStage
    }
    enums::UserType { Regular Reserved Admin DCAdmin System Application ServicePrincipal }
}

// What the text around the tables names beyond them.
paths! {
    paths_in_prose:
    enums::AuthenticationMethod { from_value }
    enums::CredentialType { from_value }
    enums::LoginType { from_value }
    owned::ExchangeItem { new }
    enums::ProjectAction { from_name }
    enums::ProjectEntity { from_name }
    schema::AzureActiveDirectory { actor target }
    schema::AzureActiveDirectoryBase { modified_properties }
    schema::DLP { exchange_meta_data share_point_meta_data }
    schema::DataCenterSecurityBase { data_center_security_event_type }
    schema::ExchangeAggregatedMailboxAuditRecord { folders }
    schema::MicrosoftTeams { add_on_type }
    schema::MicrosoftTeamsMember { role }
    schema::Project { action entity }
    schema::SharePointBase { event_source item_type }
}

fn path(owner: &str, name: &str) -> String {
    format!("{}::{name}", owner.replace(' ', ""))
}

fn paths_in_tables() -> BTreeSet<String> {
    accessors_in_tables().into_iter().chain(members_in_tables().into_iter().map(|m| m.0)).collect()
}

/// A row of a table below a class or an enum.
struct Row {
    section: &'static str,
    net: &'static str,
    number: Option<i64>,
    python: Option<&'static str>,
    ours: &'static str,
}

impl Row {
    fn paths(&self) -> impl Iterator<Item = &'static str> {
        spans(self.ours)
    }
}

fn spans(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split('`').skip(1).step_by(2)
}

/// Rows of the part with this heading.
fn rows(part: &str) -> Vec<Row> {
    let heading = format!("\n## {part}\n");
    let text = DOCUMENT.split_once(&heading).unwrap().1.split("\n## ").next().unwrap();
    let (mut section, mut rows) = ("", Vec::new());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            section = name;
        } else if line.starts_with("| `") {
            rows.push(row(section, line));
        }
    }
    rows
}

fn row(section: &'static str, line: &'static str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [net, python, ours, _note] = cells[..] else { panic!("four cells: {line}") };
    Row {
        section,
        net: spans(net).next().unwrap(),
        number: net.split_once("` = ").map(|(_, number)| number.parse().unwrap()),
        python: spans(python).next(),
        ours,
    }
}

fn assert_same<T: Ord + Debug>(written: &BTreeSet<T>, expected: &BTreeSet<T>) {
    let extra: Vec<_> = written.difference(expected).collect();
    let missing: Vec<_> = expected.difference(written).collect();
    assert!(extra.is_empty() && missing.is_empty(), "too many: {extra:#?}, too few: {missing:#?}");
}

/// The field that an accessor of a schema's view reads.
fn field(path: &str) -> Option<&'static Field> {
    let (owner, accessor) = path.strip_prefix("schema::")?.split_once("::")?;
    let squashed = accessor.trim_start_matches("r#").replace('_', "");
    let (_, schema) = trail365_schema::schema_named(owner)?;
    schema.fields.iter().find(|f| f.name.eq_ignore_ascii_case(&squashed))
}

#[derive(Deserialize)]
struct Facts {
    classes: Vec<Class>,
    enums: Vec<Enum>,
}

#[derive(Deserialize)]
struct Class {
    #[serde(rename = "class")]
    name: String,
    properties: Vec<Property>,
    methods: Vec<Method>,
}

#[derive(Deserialize)]
struct Property {
    name_net: String,
    name_python: Option<String>,
    declared_in: Option<String>,
    wire: Option<String>,
}

#[derive(Deserialize)]
struct Method {
    name_net: String,
}

#[derive(Deserialize)]
struct Enum {
    #[serde(rename = "enum")]
    name: String,
    values: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    name_net: String,
    name_python: Option<String>,
    value: i64,
}

impl Class {
    fn own_properties(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter().filter(|p| p.declared_in.as_ref().is_none_or(|c| *c == self.name))
    }
}

/// Names in Aspose's own reference; `None`, loudly, where the file is missing.
fn facts() -> Option<Facts> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/reference/aspose-activity.json");
    if !path.exists() {
        eprintln!("SKIPPED: {} is missing, the map is not held to Aspose's reference", path.display());
        return None;
    }
    Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
}

#[test]
fn every_path_of_the_tables_is_code_and_the_reverse() {
    let mut written = BTreeSet::new();
    for row in rows("Classes").iter().chain(&rows("Enums")) {
        let paths: Vec<_> = row.paths().map(|p| format!("`{p}`")).collect();
        assert!(
            row.ours == NONE || (!paths.is_empty() && paths.join(", ") == row.ours),
            "{}.{}: {}",
            row.section,
            row.net,
            row.ours
        );
        written.extend(row.paths().filter(|p| !p.starts_with(CLIENT)).map(str::to_owned));
    }
    let listed = paths_in_tables();
    assert_same(&written, &listed);
}

#[test]
fn every_path_of_the_prose_is_code() {
    let listed: BTreeSet<_> = paths_in_tables().into_iter().chain(paths_in_prose()).collect();
    let text = DOCUMENT.split("```").step_by(2);
    for span in text.flat_map(spans).filter(|s| s.contains("::") && !s.starts_with(CLIENT)) {
        let owner = format!("{span}::");
        assert!(listed.iter().any(|p| p == span || p.starts_with(&owner)), "{span}");
    }
    for path in paths_in_prose() {
        assert!(DOCUMENT.contains(&format!("`{path}`")), "{path} is listed and not in the document");
    }
}

#[test]
fn accessors_read_a_field_of_their_own_schema() {
    for path in accessors_in_tables().iter().filter(|p| p.starts_with("schema::")) {
        assert!(field(path).is_some(), "{path}");
    }
}

#[test]
fn members_have_the_number_and_name_that_aspose_gives_them() {
    let members = members_in_tables();
    let mut other = BTreeSet::new();
    for row in rows("Enums") {
        for path in row.paths().filter(|p| p.starts_with("enums::")) {
            let (_, number, name) = members.iter().find(|m| m.0 == path).unwrap();
            assert!(number.is_none_or(|n| Some(i64::from(n)) == row.number), "{path} is {number:?}");
            if !name.eq_ignore_ascii_case(row.net) {
                other.insert((row.net, *name));
            }
        }
    }
    assert_eq!(other, OTHER_MEMBERS.iter().map(|(theirs, ours, _)| (*theirs, *ours)).collect());
}

#[test]
fn names_of_sharepoint_operations_are_those_of_microsoft() {
    for row in rows("Enums").iter().filter(|r| r.section == "SharePointAuditOperation") {
        assert!(trail365_schema::SHAREPOINT_OPERATIONS.contains(&row.net), "{}", row.net);
    }
}

#[test]
fn every_class_property_enum_and_member_has_its_row() {
    let Some(facts) = facts() else { return };
    let mut expected = BTreeSet::new();
    for class in &facts.classes {
        for p in class.own_properties() {
            expected.insert((class.name.as_str(), p.name_net.as_str(), p.name_python.as_deref(), None));
        }
    }
    for e in &facts.enums {
        for m in &e.values {
            let row = (e.name.as_str(), m.name_net.as_str(), m.name_python.as_deref(), Some(m.value));
            expected.insert(row);
        }
    }
    let (classes, enums) = (rows("Classes"), rows("Enums"));
    let (methods, properties): (Vec<_>, Vec<_>) = classes.iter().partition(|r| r.net.ends_with("()"));
    let written =
        properties.into_iter().chain(&enums).map(|r| (r.section, r.net, r.python, r.number)).collect();
    assert_same(&written, &expected);
    assert_eq!(classes.len() + enums.len(), written.len() + methods.len(), "a row stands there twice");
    for row in methods {
        let class = facts.classes.iter().find(|c| c.name == row.section).unwrap();
        let name = row.net.trim_end_matches("()");
        assert!(class.methods.iter().any(|m| m.name_net == name), "{}.{}", row.section, row.net);
    }
}

#[test]
fn accessors_have_the_names_of_aspose_for_python() {
    let Some(facts) = facts() else { return };
    let rows = rows("Classes");
    let mut other = BTreeSet::new();
    for class in &facts.classes {
        for p in class.own_properties() {
            let row = rows.iter().find(|r| r.section == class.name && r.net == p.name_net).unwrap();
            if row.paths().any(|p| p.starts_with(CLIENT)) {
                continue;
            }
            let (wire, python) = (p.wire.as_deref().unwrap(), p.name_python.as_deref().unwrap());
            let reads_wire = |f: &Field| {
                f.name.eq_ignore_ascii_case(wire) || f.spellings.iter().any(|s| s.eq_ignore_ascii_case(wire))
            };
            let same: Vec<_> = row.paths().filter(|path| field(path).is_some_and(reads_wire)).collect();
            assert!(!same.is_empty(), "{}.{}: nothing reads {wire}", class.name, p.name_net);
            for path in same {
                let accessor = path.rsplit("::").next().unwrap();
                if accessor != python {
                    other.insert((p.name_net.as_str(), python, accessor));
                }
            }
        }
    }
    assert_eq!(other, OTHER_NAMES.iter().map(|(net, python, ours, _)| (*net, *python, *ours)).collect());
}

#[test]
fn the_document_names_the_accessors_with_other_names() {
    let text = DOCUMENT.split_whitespace().collect::<Vec<_>>().join(" ");
    for (_, python, ours, _) in OTHER_NAMES {
        assert!(text.contains(&format!("`{ours}` (`{python}`")), "{ours}");
    }
}

/// The example as the document has it: this file's text between the two marks.
#[test]
fn the_example_runs() -> Result<(), trail365_records::Error> {
    // example
    use trail365_records::{Body, List, Parser};

    let json = br#"{"RecordType":3,"Operation":"SoftDelete","UserId":"joey@example.com","LogonType":0,
        "AffectedItems":[{"Subject":"Invoice"}]}"#;
    let mut parser = Parser::new();
    let record = parser.parse(json)?;
    if let Body::ExchangeMailboxAuditGroupRecord(activity) = record.body() {
        for item in activity.affected_items().iter().flat_map(List::iter) {
            let line = [activity.user_id(), activity.operation(), item.subject()];
            println!("{}", line.map(Option::unwrap_or_default).join(" "));
        }
    }
    // example
    let source = include_str!("aspose.rs").split("    // example\n").nth(1).unwrap();
    let example = source.replace("\n    ", "\n");
    assert!(DOCUMENT.contains(&format!("```rust\n{}```\n", example.trim_start())), "{example}");
    let Body::ExchangeMailboxAuditGroupRecord(activity) = record.body() else { panic!() };
    assert_eq!(activity.logon_type().unwrap().known(), Some(enums::LogonType::Owner));
    Ok(())
}
