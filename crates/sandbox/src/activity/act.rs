//! Acts of the attacker: which of the scripted records are theirs, and what each says.

use serde::Serialize;
use serde_json::Value;

use crate::guid::guid_text;
use crate::moment::Moment;

use super::script::ScriptedRecord;

/// One act of the attacker, as one record has it.
///
/// Whose act it is was marked when the record was written. All other members are read from the record itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttackerAct {
    /// `Id` of the record.
    pub record: String,
    /// User principal name of the account in whose name the attacker acts. It is not always the record's `UserId`: a
    /// service stores sign-in methods and registers devices under a name of its own.
    pub account: String,
    /// `CreationTime` of the record.
    pub at: Moment,
    /// `Operation` of the record.
    pub operation: String,
    /// Kind of the act.
    pub kind: ActKind,
    /// Address, without a port; none if the record has none.
    pub address: Option<String>,
    /// Session id; none if the record has none.
    pub session: Option<String>,
    /// Application that asked, if it is not one of the workload's own: `ClientAppId` of records of mailboxes.
    pub client_app: Option<String>,
    /// Internet message ids of the mails that the record names, in order: accessed, sent or deleted ones.
    pub messages: Vec<String>,
    /// Path of the folder of those mails, or of the one that was synchronised.
    pub folder: Option<String>,
    /// `ObjectId` of the record: the file, the rule, the application, the changed account.
    pub object: Option<String>,
}

/// Kind of an attacker's act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ActKind {
    /// A sign-in, one that failed too.
    SignIn,
    /// Mails were accessed one by one.
    MailAccessed,
    /// A folder was copied to a client.
    FolderSynchronised,
    /// A mail was sent.
    MailSent,
    /// A rule of a mailbox was made or changed.
    Rule,
    /// Mail was diverted by other means: forwarding of a mailbox, a mail flow rule.
    Forwarding,
    /// An application got leave to use the account, or came into the tenant for that.
    Consent,
    /// Sign-in methods, devices or roles changed.
    Identity,
    /// A file was used.
    File,
    /// Mails were moved to the bin or deleted.
    Deletion,
    /// Anything else, such as a search.
    Other,
}

impl AttackerAct {
    /// Reads the act of a record; none if the record is not the attacker's.
    pub(crate) fn of_record(record: &ScriptedRecord) -> Option<Self> {
        let account = record.attacker_as.clone()?;
        let json: Value = serde_json::from_slice(&record.json).ok()?;
        let text = |name: &str| json[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Self {
            record: guid_text(&record.id),
            account,
            at: text("CreationTime").and_then(|at| Moment::parse(&at)).unwrap_or(record.at),
            operation: text("Operation").unwrap_or_default(),
            kind: kind_of(&json),
            address: text("ClientIP").map(|address| without_port(&address).to_owned()),
            session: session_of(&json),
            client_app: text("ClientAppId"),
            messages: messages_of(&json),
            folder: folder_of(&json),
            object: text("ObjectId"),
        })
    }
}

fn kind_of(json: &Value) -> ActKind {
    match json["Operation"].as_str().unwrap_or_default() {
        "UserLoggedIn" | "UserLoginFailed" => ActKind::SignIn,
        "MailItemsAccessed" if pair(json, "OperationProperties", "MailAccessType") == Some("Sync") => {
            ActKind::FolderSynchronised
        }
        "MailItemsAccessed" => ActKind::MailAccessed,
        "Send" | "SendAs" | "SendOnBehalf" => ActKind::MailSent,
        "New-InboxRule" | "Set-InboxRule" | "UpdateInboxRules" => ActKind::Rule,
        "Set-Mailbox" | "New-TransportRule" => ActKind::Forwarding,
        "Consent to application." | "Add service principal." | "Add delegated permission grant." => {
            ActKind::Consent
        }
        "MoveToDeletedItems" | "SoftDelete" | "HardDelete" => ActKind::Deletion,
        _ if json["RecordType"] == 8 => ActKind::Identity,
        _ if json["RecordType"] == 6 => ActKind::File,
        _ => ActKind::Other,
    }
}

/// Returns the value of a `{Name, Value}` pair in a list of the record.
fn pair<'a>(json: &'a Value, list: &str, name: &str) -> Option<&'a str> {
    json[list].as_array()?.iter().find(|pair| pair["Name"] == name)?["Value"].as_str()
}

fn session_of(json: &Value) -> Option<String> {
    let in_context = json["AppAccessContext"]["AADSessionId"].as_str();
    let session = in_context.or_else(|| json["SessionId"].as_str());
    session.or_else(|| pair(json, "DeviceProperties", "SessionId")).map(str::to_owned)
}

/// Returns an address without the port that Exchange adds to those of cmdlets.
fn without_port(address: &str) -> &str {
    match address.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or(inner),
        None if address.matches(':').count() == 1 => address.split(':').next().unwrap_or(address),
        None => address,
    }
}

fn messages_of(json: &Value) -> Vec<String> {
    let folders = json["Folders"].as_array().into_iter().flatten();
    let opened = folders.filter_map(|folder| folder["FolderItems"].as_array()).flatten();
    let affected = json["AffectedItems"].as_array().into_iter().flatten();
    let all = opened.chain(affected).chain([&json["Item"]]);
    all.filter_map(|mail| mail["InternetMessageId"].as_str()).map(str::to_owned).collect()
}

fn folder_of(json: &Value) -> Option<String> {
    let places = [&json["Folders"][0], &json["Folder"], &json["Item"]["ParentFolder"]];
    places.into_iter().find_map(|place| place["Path"].as_str()).map(str::to_owned)
}
