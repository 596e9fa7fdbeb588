//! Records of Entra ID: sign-ins and changes to the directory.

use super::dice::Dice;
use super::event::{Actor, Event};
use super::json::Json;
use super::tenant::{Person, Tenant};

/// Office 365 Exchange Online, as the thing that is signed in to.
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// Office 365 itself, as the application that signs in.
const OFFICE_HOME: &str = "4765445b-32c6-49b0-83e6-1d93765276ca";

/// Why a sign-in failed.
#[derive(Debug, Clone, Copy)]
pub struct Refusal {
    pub number: &'static str,
    pub error: &'static str,
}

/// A wrong password.
pub const WRONG_PASSWORD: Refusal = Refusal { number: "50126", error: "InvalidUserNameOrPassword" };

/// Too many wrong passwords.
pub const LOCKED: Refusal = Refusal { number: "50053", error: "IdsLocked" };

/// A sign-in that went well.
pub fn signed_in(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice) -> Event {
    sign_in(tenant, at, "UserLoggedIn", actor, "Success", dice).with("ErrorNumber", "0")
}

/// A sign-in that was refused.
pub fn refused(tenant: &Tenant, at: u32, actor: &Actor<'_>, why: Refusal, dice: &mut Dice) -> Event {
    sign_in(tenant, at, "UserLoginFailed", actor, "Failed", dice)
        .with("ErrorNumber", why.number)
        .with("LogonError", why.error)
}

fn sign_in(
    tenant: &Tenant,
    at: u32,
    operation: &'static str,
    actor: &Actor<'_>,
    status: &str,
    dice: &mut Dice,
) -> Event {
    let person = actor.person;
    let extended = [
        ("ResultStatusDetail", status),
        ("UserAgent", actor.user_agent),
        ("RequestType", "OAuth2:Authorize"),
    ];
    let device = [("OS", os(actor.user_agent)), ("BrowserType", "Chrome"), ("SessionId", &actor.session)];
    Event::new(tenant, at, dice.guid(), (15, operation, "AzureActiveDirectory"), person)
        .with("ResultStatus", status)
        .with("ClientIP", actor.address)
        .with("ObjectId", EXCHANGE_ONLINE)
        .with("AzureActiveDirectoryEventType", 1)
        .with("ExtendedProperties", Json::pairs(&extended))
        .with("ModifiedProperties", Vec::<Json>::new())
        .with("Actor", vec![identity(&person.object_id, 0), identity(&person.upn, 5)])
        .with("ActorContextId", tenant.id.as_str())
        .with("ActorIpAddress", actor.address)
        .with("InterSystemsId", dice.guid())
        .with("IntraSystemId", dice.guid())
        .with("SupportTicketId", "")
        .with("Target", vec![identity(EXCHANGE_ONLINE, 0)])
        .with("TargetContextId", tenant.id.as_str())
        .with("ApplicationId", OFFICE_HOME)
        .with("DeviceProperties", Json::pairs(&device))
}

fn os(user_agent: &str) -> &'static str {
    if user_agent.contains("Macintosh") {
        "MacOs"
    } else if user_agent.contains("Linux") {
        "Linux"
    } else {
        "Windows"
    }
}

fn identity(id: &str, kind: i64) -> Json {
    Json::Object(vec![("ID", id.into()), ("Type", kind.into())])
}

/// What was changed in the directory.
pub struct Change<'a> {
    pub operation: &'static str,
    pub category: &'static str,
    pub object: &'a str,
    /// Name, new value, old value.
    pub properties: &'a [(&'a str, &'a str, &'a str)],
    pub target: Vec<&'a str>,
}

/// A change to the directory.
pub fn changed(tenant: &Tenant, at: u32, actor: &Actor<'_>, change: &Change<'_>, dice: &mut Dice) -> Event {
    let person = actor.person;
    let agent = format!("{{\"User-Agent\":\"{}\"}}", actor.user_agent);
    let extended = [("additionalDetails", agent.as_str()), ("extendedAuditEventCategory", change.category)];
    let property = |(name, new, old): &(&str, &str, &str)| {
        Json::Object(vec![("Name", (*name).into()), ("NewValue", (*new).into()), ("OldValue", (*old).into())])
    };
    Event::new(tenant, at, dice.guid(), (8, change.operation, "AzureActiveDirectory"), person)
        .with("ResultStatus", "Success")
        .with("ClientIP", actor.address)
        .with("ObjectId", change.object)
        .with("AzureActiveDirectoryEventType", 1)
        .with("ExtendedProperties", Json::pairs(&extended))
        .with("ModifiedProperties", change.properties.iter().map(property).collect::<Vec<_>>())
        .with(
            "Actor",
            vec![identity(&person.upn, 5), identity(&person.key, 3), identity(&person.object_id, 2)],
        )
        .with("ActorContextId", tenant.id.as_str())
        .with("ActorIpAddress", actor.address)
        .with("InterSystemsId", dice.guid())
        .with("IntraSystemId", dice.guid())
        .with("SupportTicketId", "")
        .with("Target", change.target.iter().map(|id| identity(id, 2)).collect::<Vec<_>>())
        .with("TargetContextId", tenant.id.as_str())
}

/// Somebody becomes a member of a role or a group: what it is (`Role`, `Group`) and its name.
pub fn added_member(
    tenant: &Tenant,
    at: u32,
    (actor, member): (&Actor<'_>, &Person),
    (operation, category, name): (&'static str, &'static str, &str),
    dice: &mut Dice,
) -> Event {
    let (id_key, name_key) = (format!("{category}.ObjectID"), format!("{category}.DisplayName"));
    let id = dice.guid();
    let properties = [(id_key.as_str(), id.as_str(), ""), (name_key.as_str(), name, "")];
    let target = vec![member.object_id.as_str(), member.upn.as_str(), "User"];
    let change = Change { operation, category, object: &member.upn, properties: &properties, target };
    changed(tenant, at, actor, &change, dice)
}
