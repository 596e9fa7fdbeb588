//! Records of Entra ID as they come every day.

use crate::activity::event::Scene;
use crate::activity::json::Writer;
use crate::activity::shape::directory::{
    Change, MORE_PROOF, Membership, SignInError, TraceIds, WRONG_PASSWORD, put_added_member, put_change,
    put_sign_in,
};
use crate::activity::tenant::Person;
use crate::guid::guid_text;

/// Writes a sign-in that succeeded.
pub(super) fn write_sign_in(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    put_sign_in(&s.event, None, TraceIds::from_dice(&mut s.dice), w);
}

/// Writes a sign-in that failed with this error.
pub(crate) fn write_refusal(s: &mut Scene<'_>, w: &mut Writer<'_>, error: SignInError) {
    put_sign_in(&s.event, Some(error), TraceIds::from_dice(&mut s.dice), w);
}

/// Writes a sign-in as they fail every day.
pub(super) fn write_failed_sign_in(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let error = if s.dice.happens_percent(70) { WRONG_PASSWORD } else { MORE_PROOF };
    write_refusal(s, w, error);
}

/// Writes a change to the directory.
fn write_change(s: &mut Scene<'_>, w: &mut Writer<'_>, change: &Change<'_>) {
    put_change(&s.event, change, TraceIds::from_dice(&mut s.dice), w);
}

/// Writes the change by which somebody becomes a member of a role or a group.
fn write_added_member(s: &mut Scene<'_>, w: &mut Writer<'_>, member: &Person, membership: Membership<'_>) {
    let id = s.dice.next_guid();
    put_added_member(&s.event, member, membership, (id, TraceIds::from_dice(&mut s.dice)), w);
}

/// Writes that somebody joins a group.
pub(super) fn write_group_member(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = s.dice.pick_from(&s.tenant().people);
    let name = *s.dice.pick_from(&["Project Bridge", "All of Sales", "Night shift", "Travel desk"]);
    let membership = Membership { operation: "Add member to group.", category: "Group", name };
    write_added_member(s, w, member, membership);
}

/// Writes that a person's job title changes.
pub(super) fn write_user_update(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = s.dice.pick_from(&s.tenant().people);
    let titles = ["Engineer", "Accountant", "Buyer", "Team lead", "Counsel"];
    let (new, old) = (*s.dice.pick_from(&titles), *s.dice.pick_from(&titles));
    // Entra ID writes values as JSON documents with line ends of Windows.
    let (new, old) = (format!("[\r\n  \"{new}\"\r\n]"), format!("[\r\n  \"{old}\"\r\n]"));
    let object = guid_text(&member.object_id);
    let change = Change {
        operation: "Update user.",
        category: "User",
        object: &member.upn,
        properties: &[("JobTitle", &new, &old), ("Included Updated Properties", "JobTitle", "")],
        target: &[&object, &member.upn, "User"],
    };
    write_change(s, w, &change);
}

/// Writes that a device reports a newer system.
pub(super) fn write_device_update(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let person = s.event.actor.person;
    let device = guid_text(&person.device);
    let name = format!("LAPTOP-{:04}", 1000 + person.number);
    let change = Change {
        operation: "Update device.",
        category: "Device",
        object: &device,
        properties: &[("DeviceOSVersion", "[\"10.0.26100.4061\"]", "[\"10.0.26100.3775\"]")],
        target: &[&device, &name, "Device"],
    };
    write_change(s, w, &change);
}

/// Writes that the administrator gives a new password to somebody who forgot theirs.
pub(super) fn write_password_reset(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let member = s.dice.pick_from(&s.tenant().people);
    s.event.actor = s.tenant().admin_on(s.event.at);
    let object = guid_text(&member.object_id);
    let change = Change {
        operation: "Reset user password.",
        category: "User",
        object: &member.upn,
        properties: &[("Included Updated Properties", "LastPasswordChangeTimestamp", "")],
        target: &[&object, &member.upn, "User"],
    };
    write_change(s, w, &change);
}
