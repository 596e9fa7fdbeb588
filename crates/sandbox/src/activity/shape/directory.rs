//! Records of Entra ID: sign-ins and changes to the directory.

use crate::activity::event::Event;
use crate::activity::json::{JsonValue, Writer};
use crate::activity::tenant::{Actor, Person};
use crate::dice::Dice;
use crate::guid::{Guid, guid_text};

/// Application id of Office 365 Exchange Online, the resource that is signed in to.
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// Application id of Office 365 itself, the application that signs in.
const OFFICE_HOME: &str = "4765445b-32c6-49b0-83e6-1d93765276ca";

/// Number and name of the error of a sign-in that failed.
pub type SignInError = (&'static str, &'static str);

/// A wrong password.
pub const WRONG_PASSWORD: SignInError = ("50126", "InvalidUserNameOrPassword");

/// More proof was asked for.
pub const MORE_PROOF: SignInError = ("50074", "UserStrongAuthClientAuthNRequiredInterrupt");

/// Too many wrong passwords.
pub const LOCKED: SignInError = ("50053", "IdsLocked");

/// The ids by which Microsoft finds a record again.
#[derive(Debug, Clone, Copy)]
pub struct TraceIds {
    /// `InterSystemsId`.
    pub inter_systems: Guid,
    /// `IntraSystemId`.
    pub intra_system: Guid,
}

impl TraceIds {
    /// Draws both ids.
    pub fn from_dice(dice: &mut Dice) -> Self {
        Self { inter_systems: dice.next_guid(), intra_system: dice.next_guid() }
    }
}

/// Puts a sign-in, one that succeeded or one that failed with an error.
pub fn put_sign_in(event: &Event<'_>, error: Option<SignInError>, trace: TraceIds, w: &mut Writer<'_>) {
    let Actor { person, address, agent, session } = event.actor;
    let (operation, status) = match error {
        None => ("UserLoggedIn", "Success"),
        Some(_) => ("UserLoginFailed", "Failed"),
    };
    event.put_common((15, operation, "AzureActiveDirectory"), w);
    w.put("ResultStatus", status);
    w.put("ClientIP", address);
    w.put("ObjectId", EXCHANGE_ONLINE);
    w.put("AzureActiveDirectoryEventType", 1);
    let extended =
        [("ResultStatusDetail", status), ("UserAgent", agent), ("RequestType", "OAuth2:Authorize")];
    w.put_pairs("ExtendedProperties", &extended);
    w.put_list("ModifiedProperties", |_| {});
    w.put_list("Actor", |list| {
        add_identity(list, person.object_id, 0);
        add_identity(list, person.upn.as_str(), 5);
    });
    put_context(event, trace, w);
    w.put_list("Target", |list| add_identity(list, EXCHANGE_ONLINE, 0));
    w.put("TargetContextId", event.tenant.id.as_str());
    w.put("ApplicationId", OFFICE_HOME);
    let device =
        [("OS", os_of(agent)), ("BrowserType", browser_of(agent)), ("SessionId", &guid_text(&session))];
    w.put_pairs("DeviceProperties", &device);
    let (number, name) = error.unwrap_or(("0", ""));
    w.put("ErrorNumber", number);
    if error.is_some() {
        w.put("LogonError", name);
    }
}

pub(super) fn put_context(event: &Event<'_>, trace: TraceIds, w: &mut Writer<'_>) {
    w.put("ActorContextId", event.tenant.id.as_str());
    w.put("ActorIpAddress", event.actor.address);
    w.put("InterSystemsId", trace.inter_systems);
    w.put("IntraSystemId", trace.intra_system);
    w.put("SupportTicketId", "");
}

pub(super) fn os_of(agent: &str) -> &'static str {
    [("iPhone", "Ios"), ("Macintosh", "MacOs"), ("Linux", "Linux")]
        .into_iter()
        .find_map(|(mark, os)| agent.contains(mark).then_some(os))
        .unwrap_or("Windows")
}

pub(super) fn browser_of(agent: &str) -> &'static str {
    // Edge says that it is Chrome, too, and Chrome that it is Safari: the order matters.
    [("Edg/", "Edge"), ("Chrome", "Chrome")]
        .into_iter()
        .find_map(|(mark, name)| agent.contains(mark).then_some(name))
        .unwrap_or("Safari")
}

// Numbers of the schema's IdentityType: 0 a claim, 2 another id, 3 a PUID, 5 a user principal name.
pub(super) fn add_identity(list: &mut Writer<'_>, id: impl JsonValue, kind: i32) {
    list.add_object(|w| {
        w.put("ID", id);
        w.put("Type", kind);
    });
}

/// A change to the directory.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// Operation, with the full stop that Entra ID writes.
    pub operation: &'a str,
    /// Kind of the object: `User`, `Group`, `Role`, `Device`, `ServicePrincipal`.
    pub category: &'a str,
    /// Name or id of the object.
    pub object: &'a str,
    /// Name, new value, and old value of each property.
    pub properties: &'a [(&'a str, &'a str, &'a str)],
    /// Names and ids of the object.
    pub target: &'a [&'a str],
}

/// Puts a change to the directory.
pub fn put_change(event: &Event<'_>, change: &Change<'_>, trace: TraceIds, w: &mut Writer<'_>) {
    let Actor { person, address, agent, .. } = event.actor;
    event.put_common((8, change.operation, "AzureActiveDirectory"), w);
    w.put("ResultStatus", "Success");
    w.put("ClientIP", address);
    w.put("ObjectId", change.object);
    w.put("AzureActiveDirectoryEventType", 1);
    // Entra ID puts a JSON document into this text.
    let details = format!("{{\"User-Agent\":\"{agent}\"}}");
    w.put_pairs(
        "ExtendedProperties",
        &[("additionalDetails", &details), ("extendedAuditEventCategory", change.category)],
    );
    w.put_list("ModifiedProperties", |list| {
        change.properties.iter().for_each(|property| add_property(list, *property));
    });
    w.put_list("Actor", |list| {
        add_identity(list, person.upn.as_str(), 5);
        add_identity(list, person.key.as_str(), 3);
        add_identity(list, person.object_id, 2);
    });
    put_context(event, trace, w);
    w.put_list("Target", |list| change.target.iter().for_each(|id| add_identity(list, *id, 2)));
    w.put("TargetContextId", event.tenant.id.as_str());
}

pub(super) fn add_property(list: &mut Writer<'_>, (name, new, old): (&str, &str, &str)) {
    list.add_object(|w| {
        w.put("Name", name);
        w.put("NewValue", new);
        w.put("OldValue", old);
    });
}

/// A role or a group that somebody becomes a member of.
#[derive(Debug, Clone, Copy)]
pub struct Membership<'a> {
    /// Operation, with its full stop.
    pub operation: &'a str,
    /// `Role` or `Group`.
    pub category: &'a str,
    /// Name of the role or the group.
    pub name: &'a str,
}

/// Puts the change by which somebody becomes a member of a role or a group with this id.
pub fn put_added_member(
    event: &Event<'_>,
    member: &Person,
    Membership { operation, category, name }: Membership<'_>,
    (id, trace): (Guid, TraceIds),
    w: &mut Writer<'_>,
) {
    let (id_key, name_key) = (format!("{category}.ObjectID"), format!("{category}.DisplayName"));
    let (id, object) = (guid_text(&id), guid_text(&member.object_id));
    let change = Change {
        operation,
        category,
        object: &member.upn,
        properties: &[(&id_key, &id, ""), (&name_key, name, "")],
        target: &[&object, &member.upn, "User"],
    };
    put_change(event, &change, trace, w);
}
