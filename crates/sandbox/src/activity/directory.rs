//! Records of Entra ID: sign-ins and changes to the directory.

use super::json::{Put, Writer};
use super::scene::{Actor, Scene};
use super::tenant::Person;

/// Office 365 Exchange Online, as the thing that is signed in to.
const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// Office 365 itself, as the application that signs in.
const OFFICE_HOME: &str = "4765445b-32c6-49b0-83e6-1d93765276ca";

/// Why a sign-in failed: number and name.
pub(crate) type Refusal = (&'static str, &'static str);

/// A wrong password.
pub(crate) const WRONG_PASSWORD: Refusal = ("50126", "InvalidUserNameOrPassword");

/// More proof was asked for.
const MORE_PROOF: Refusal = ("50074", "UserStrongAuthClientAuthNRequiredInterrupt");

/// A sign-in that went well.
pub(crate) fn signed_in(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    sign_in(s, w, ("UserLoggedIn", "Success"));
    w.put("ErrorNumber", "0");
}

/// A sign-in that was refused.
pub(crate) fn refused(s: &mut Scene<'_>, w: &mut Writer<'_>, (number, error): Refusal) {
    sign_in(s, w, ("UserLoginFailed", "Failed"));
    w.put("ErrorNumber", number);
    w.put("LogonError", error);
}

/// A sign-in as they fail every day.
pub(crate) fn mistyped(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let why = if s.dice.chance(70) { WRONG_PASSWORD } else { MORE_PROOF };
    refused(s, w, why);
}

fn sign_in(s: &mut Scene<'_>, w: &mut Writer<'_>, (operation, status): (&str, &str)) {
    let Actor { person, address, agent, session } = s.actor;
    s.common((15, operation, "AzureActiveDirectory"), w);
    w.put("ResultStatus", status);
    w.put("ClientIP", address);
    w.put("ObjectId", EXCHANGE_ONLINE);
    w.put("AzureActiveDirectoryEventType", 1);
    let extended =
        [("ResultStatusDetail", status), ("UserAgent", agent), ("RequestType", "OAuth2:Authorize")];
    w.pairs("ExtendedProperties", &extended);
    w.list("ModifiedProperties", |_| {});
    w.list("Actor", |list| {
        identity(list, person.object_id, 0);
        identity(list, person.upn.as_str(), 5);
    });
    w.put("ActorContextId", s.tenant.id.as_str());
    w.put("ActorIpAddress", address);
    w.put("InterSystemsId", s.dice.guid());
    w.put("IntraSystemId", s.dice.guid());
    w.put("SupportTicketId", "");
    w.list("Target", |list| identity(list, EXCHANGE_ONLINE, 0));
    w.put("TargetContextId", s.tenant.id.as_str());
    w.put("ApplicationId", OFFICE_HOME);
    let session = session.iter().copied().map(char::from).collect::<String>();
    w.pairs(
        "DeviceProperties",
        &[("OS", os(agent)), ("BrowserType", browser(agent)), ("SessionId", &session)],
    );
}

fn os(agent: &str) -> &'static str {
    [("iPhone", "Ios"), ("Macintosh", "MacOs"), ("Linux", "Linux")]
        .into_iter()
        .find_map(|(mark, os)| agent.contains(mark).then_some(os))
        .unwrap_or("Windows")
}

fn browser(agent: &str) -> &'static str {
    [("Edg/", "Edge"), ("Chrome", "Chrome")]
        .into_iter()
        .find_map(|(mark, name)| agent.contains(mark).then_some(name))
        .unwrap_or("Safari")
}

fn identity(list: &mut Writer<'_>, id: impl Put, kind: i32) {
    list.item(|w| {
        w.put("ID", id);
        w.put("Type", kind);
    });
}

/// What was changed in the directory.
pub(crate) struct Change<'a> {
    pub(crate) operation: &'a str,
    pub(crate) category: &'a str,
    pub(crate) object: &'a str,
    /// Name, new value, old value.
    pub(crate) properties: &'a [(&'a str, &'a str, &'a str)],
    pub(crate) target: &'a [&'a str],
}

/// A change to the directory.
pub(crate) fn changed(s: &mut Scene<'_>, w: &mut Writer<'_>, change: &Change<'_>) {
    let Actor { person, address, agent, .. } = s.actor;
    s.common((8, change.operation, "AzureActiveDirectory"), w);
    w.put("ResultStatus", "Success");
    w.put("ClientIP", address);
    w.put("ObjectId", change.object);
    w.put("AzureActiveDirectoryEventType", 1);
    let details = format!("{{\"User-Agent\":\"{agent}\"}}");
    w.pairs(
        "ExtendedProperties",
        &[("additionalDetails", &details), ("extendedAuditEventCategory", change.category)],
    );
    w.list("ModifiedProperties", |list| change.properties.iter().for_each(|of| property(list, *of)));
    w.list("Actor", |list| {
        identity(list, person.upn.as_str(), 5);
        identity(list, person.key.as_str(), 3);
        identity(list, person.object_id, 2);
    });
    w.put("ActorContextId", s.tenant.id.as_str());
    w.put("ActorIpAddress", address);
    w.put("InterSystemsId", s.dice.guid());
    w.put("IntraSystemId", s.dice.guid());
    w.put("SupportTicketId", "");
    w.list("Target", |list| change.target.iter().for_each(|id| identity(list, *id, 2)));
    w.put("TargetContextId", s.tenant.id.as_str());
}

fn property(list: &mut Writer<'_>, (name, new, old): (&str, &str, &str)) {
    list.item(|w| {
        w.put("Name", name);
        w.put("NewValue", new);
        w.put("OldValue", old);
    });
}

/// Somebody becomes a member of a role or a group: what it is (`Role`, `Group`) and its name.
pub(crate) fn added_member(
    s: &mut Scene<'_>,
    w: &mut Writer<'_>,
    member: &Person,
    (operation, category, name): (&str, &str, &str),
) {
    let (id_key, name_key) = (format!("{category}.ObjectID"), format!("{category}.DisplayName"));
    let (id, object) = (s.dice.guid_text(), crate::dice::text(&member.object_id));
    let change = Change {
        operation,
        category,
        object: &member.upn,
        properties: &[(&id_key, &id, ""), (&name_key, name, "")],
        target: &[&object, &member.upn, "User"],
    };
    changed(s, w, &change);
}

/// Somebody joins a group, as happens every day.
pub(crate) fn joined_group(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = s.dice.pick(&s.tenant.people);
    let name = *s.dice.pick(&["Project Bridge", "All of Sales", "Night shift", "Travel desk"]);
    added_member(s, w, member, ("Add member to group.", "Group", name));
}

/// Something about a person is brought up to date.
pub(crate) fn updated_user(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = s.dice.pick(&s.tenant.people);
    let titles = ["Engineer", "Accountant", "Buyer", "Team lead", "Counsel"];
    let (new, old) = (*s.dice.pick(&titles), *s.dice.pick(&titles));
    let (new, old) = (format!("[\r\n  \"{new}\"\r\n]"), format!("[\r\n  \"{old}\"\r\n]"));
    let object = crate::dice::text(&member.object_id);
    let change = Change {
        operation: "Update user.",
        category: "User",
        object: &member.upn,
        properties: &[("JobTitle", &new, &old), ("Included Updated Properties", "JobTitle", "")],
        target: &[&object, &member.upn, "User"],
    };
    changed(s, w, &change);
}

/// A device reports.
pub(crate) fn updated_device(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let device = crate::dice::text(&s.actor.person.device);
    let name = format!("LAPTOP-{:04}", 1000 + s.actor.person.number);
    let change = Change {
        operation: "Update device.",
        category: "Device",
        object: &device,
        properties: &[("DeviceOSVersion", "[\"10.0.26100.4061\"]", "[\"10.0.26100.3775\"]")],
        target: &[&device, &name, "Device"],
    };
    changed(s, w, &change);
}

/// Somebody forgot a password, and the administrator gives them a new one.
pub(crate) fn reset_password(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = s.dice.pick(&s.tenant.people);
    s.actor = s.tenant.admin(s.at);
    let object = crate::dice::text(&member.object_id);
    let change = Change {
        operation: "Reset user password.",
        category: "User",
        object: &member.upn,
        properties: &[("Included Updated Properties", "LastPasswordChangeTimestamp", "")],
        target: &[&object, &member.upn, "User"],
    };
    changed(s, w, &change);
}
