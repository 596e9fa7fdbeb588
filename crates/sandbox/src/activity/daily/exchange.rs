//! Records of Exchange as they come every day.

use crate::activity::event::Scene;
use crate::activity::json::Writer;
use crate::activity::shape::exchange::{
    AffectedMail, Client, Cmdlet, DESKTOP, MailboxAccess, Mails, OpenedMail, WEB, draw_folder_id, draw_port,
    draw_server, put_cmdlet, put_one_mail, put_opened_mails, put_removed_mails, put_synced_folder,
};

const SUBJECTS: [&str; 16] = [
    "Minutes of Monday",
    "Lunch on Thursday?",
    "Re: Offer Northwind",
    "Invoice 2026-0031",
    "Bridge: new drawings",
    "Your holiday request",
    "Weekly report",
    "Re: Budget 2026",
    "Key for the meeting room",
    "Welcome to the team",
    "Fabrikam: delivery dates",
    "Re: Re: Contract Adatum",
    "Parking on Friday",
    "Timesheets, please",
    // Not all subjects are ASCII, and some need escapes in JSON.
    "Réunion de projet",
    "Update on the \"blue\" plan",
];

const FOLDERS: [&str; 5] = ["\\Inbox", "\\Inbox", "\\Inbox", "\\Sent Items", "\\Archive"];

fn pick_mails(s: &mut Scene<'_>) -> Mails<'static> {
    let first = s.dice.number_below(SUBJECTS.len() - 4);
    let subjects = &SUBJECTS[first..=first + s.dice.number_below(4)];
    let folder = *s.dice.pick_from(&FOLDERS);
    Mails { folder, subjects }
}

// Most people have the program open all day, and use the browser now and then.
fn pick_client(s: &mut Scene<'_>) -> Client<'static> {
    if s.dice.happens_percent(60) { DESKTOP } else { WEB }
}

/// Writes that somebody reads their mail.
pub(super) fn write_opened_mails(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let (client, mails) = (pick_client(s), pick_mails(s));
    write_mails_opened_by(s, w, client, mails);
}

/// Writes that somebody's Outlook copies the inbox.
pub(super) fn write_synced_inbox(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    write_synced_folder(s, w, DESKTOP, "\\Inbox");
}

/// Writes that these mails were opened, one by one.
fn write_mails_opened_by(s: &mut Scene<'_>, w: &mut Writer<'_>, client: Client<'_>, mails: Mails<'_>) {
    let (domain, dice) = (&s.event.tenant.domain, &mut s.dice);
    let access = MailboxAccess { server: draw_server(dice), client };
    let opened: Vec<_> =
        mails.subjects.iter().map(|subject| OpenedMail::from_dice(subject, domain, dice)).collect();
    let folder_id = draw_folder_id(dice);
    put_opened_mails(&s.event, access, &opened, (mails.folder, &folder_id), w);
}

/// Writes that a folder was copied to a client.
fn write_synced_folder(s: &mut Scene<'_>, w: &mut Writer<'_>, client: Client<'_>, folder: &str) {
    let dice = &mut s.dice;
    let access = MailboxAccess { server: draw_server(dice), client };
    let (item_id, folder_id) = (draw_folder_id(dice), draw_folder_id(dice));
    put_synced_folder(&s.event, access, folder, [&item_id, &folder_id], w);
}

/// Writes that a mail was sent.
pub(super) fn write_sent_mail(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    write_one_mail(s, w, "Send", "\\Drafts");
}

/// Writes that a mail was begun.
pub(super) fn write_created_mail(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    write_one_mail(s, w, "Create", "\\Drafts");
}

/// Writes that an appointment was changed.
pub(super) fn write_updated_item(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    write_one_mail(s, w, "Update", "\\Calendar");
}

fn write_one_mail(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str, folder: &str) {
    let (client, subject) = (pick_client(s), *s.dice.pick_from(&SUBJECTS));
    let (domain, dice) = (&s.event.tenant.domain, &mut s.dice);
    let access = MailboxAccess { server: draw_server(dice), client };
    let mail = AffectedMail::from_dice(subject, domain, dice);
    put_one_mail(&s.event, operation, access, (folder, &mail), w);
}

/// Writes that somebody throws mails away.
pub(super) fn write_removed_mails(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let operations = ["MoveToDeletedItems", "MoveToDeletedItems", "SoftDelete", "HardDelete"];
    let operation = *s.dice.pick_from(&operations);
    let mails = pick_mails(s);
    write_mails_removed_by(s, w, operation, mails);
}

/// Writes that these mails were moved or deleted.
fn write_mails_removed_by(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str, mails: Mails<'_>) {
    let (domain, dice) = (&s.event.tenant.domain, &mut s.dice);
    let server = draw_server(dice);
    let affected: Vec<_> =
        mails.subjects.iter().map(|subject| AffectedMail::from_dice(subject, domain, dice)).collect();
    let folder_id = draw_folder_id(dice);
    put_removed_mails(&s.event, (operation, server), &affected, (mails.folder, &folder_id), w);
}

/// Writes that the service keeps a mailbox up to date.
pub(super) fn write_mailbox_upkeep(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let owner = s.dice.pick_from(&s.tenant().people);
    // The service works at any hour, unlike the person that the scene had picked.
    s.event.actor = s.tenant().service_actor();
    let parameters = [("Identity", owner.upn.as_str()), ("DomainController", "")];
    let cmdlet = Cmdlet { operation: "Set-Mailbox", object: &owner.upn, parameters: &parameters };
    write_cmdlet(s, w, cmdlet);
}

/// Writes that the administrator lets somebody into another's mailbox.
pub(super) fn write_mailbox_permission(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let people = &s.tenant().people;
    let (owner, guest) = (s.dice.pick_from(people), s.dice.pick_from(people));
    s.event.actor = s.tenant().admin_on(s.event.at);
    let parameters = [
        ("Identity", owner.upn.as_str()),
        ("User", &guest.upn),
        ("AccessRights", "FullAccess"),
        ("InheritanceType", "All"),
    ];
    let cmdlet = Cmdlet { operation: "Add-MailboxPermission", object: &owner.upn, parameters: &parameters };
    write_cmdlet(s, w, cmdlet);
}

/// Writes that somebody makes a rule as people make them, so that not every rule is an attacker's.
pub(super) fn write_inbox_rule(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let object = format!("{}\\Newsletters", s.event.actor.person.upn);
    let parameters = [
        ("Name", "Newsletters"),
        ("SubjectContainsWords", "newsletter"),
        ("MoveToFolder", "Newsletters"),
        ("StopProcessingRules", "True"),
    ];
    write_cmdlet(s, w, Cmdlet { operation: "New-InboxRule", object: &object, parameters: &parameters });
}

/// Writes that a cmdlet of Exchange was run.
fn write_cmdlet(s: &mut Scene<'_>, w: &mut Writer<'_>, cmdlet: Cmdlet<'_>) {
    let (port, server) = (draw_port(&mut s.dice), draw_server(&mut s.dice));
    put_cmdlet(&s.event, cmdlet, (port, server), w);
}
