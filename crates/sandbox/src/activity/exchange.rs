//! Records of Exchange: mailboxes and their administration.

use super::json::Writer;
use super::scene::{Actor, Kind, Scene};

/// The application through which a mailbox is used.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) info: &'a str,
    pub(crate) app_id: &'a str,
}

/// Outlook on the web.
pub(crate) const WEB: Client<'_> =
    Client { info: "Client=OWA;Action=ViaProxy", app_id: "00000002-0000-0ff1-ce00-000000000000" };

/// Outlook on the desktop.
const DESKTOP: Client<'_> =
    Client { info: "Client=MSExchangeRPC", app_id: "d3590ed6-52b3-4102-aeff-aad2292ab01c" };

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
    "Réunion de projet",
    "Update on the \"blue\" plan",
];

const FOLDERS: [&str; 5] = ["\\Inbox", "\\Inbox", "\\Inbox", "\\Sent Items", "\\Archive"];

/// Mails as a record names them: a folder and the subjects in it.
#[derive(Clone, Copy)]
pub(crate) struct Mails<'a> {
    pub(crate) folder: &'a str,
    pub(crate) subjects: &'a [&'a str],
}

/// Some mails of the inbox.
fn some_mails(s: &mut Scene<'_>) -> Mails<'static> {
    let first = s.dice.below(SUBJECTS.len() - 4);
    let subjects = &SUBJECTS[first..=first + s.dice.below(4)];
    let folder = *s.dice.pick(&FOLDERS);
    Mails { folder, subjects }
}

fn some_client(s: &mut Scene<'_>) -> Client<'static> {
    if s.dice.chance(60) { DESKTOP } else { WEB }
}

/// Somebody reads their mail.
pub(crate) fn read(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let (client, mails) = (some_client(s), some_mails(s));
    bound(s, w, client, mails);
}

/// Somebody's Outlook copies a folder.
pub(crate) fn copied(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    synced(s, w, DESKTOP, "\\Inbox");
}

/// Mails that were opened, one by one.
pub(crate) fn bound(s: &mut Scene<'_>, w: &mut Writer<'_>, client: Client<'_>, mails: Mails<'_>) {
    in_mailbox(s, w, (50, "MailItemsAccessed", "Exchange"), client);
    w.pairs("OperationProperties", &[("MailAccessType", "Bind"), ("IsThrottled", "False")]);
    w.list("Folders", |list| {
        list.item(|folder| {
            folder.list("FolderItems", |items| {
                for subject in mails.subjects {
                    items.item(|item| opened_item(s, item, subject));
                }
            });
            folder.put("Id", folder_id(s));
            folder.put("Path", mails.folder);
        });
    });
    w.put("OperationCount", mails.subjects.len() as i64);
}

/// A folder that was copied to a client.
pub(crate) fn synced(s: &mut Scene<'_>, w: &mut Writer<'_>, client: Client<'_>, folder: &str) {
    in_mailbox(s, w, (2, "MailItemsAccessed", "Exchange"), client);
    w.pairs("OperationProperties", &[("MailAccessType", "Sync"), ("IsThrottled", "False")]);
    w.object("Item", |item| {
        item.put("Id", folder_id(s));
        item.object("ParentFolder", |parent| {
            parent.put("Id", folder_id(s));
            parent.put("Name", folder.trim_start_matches('\\'));
            parent.put("Path", folder);
        });
    });
}

/// A mail that was sent, or one that was changed.
pub(crate) fn sent(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    on_item(s, w, "Send", "\\Drafts");
}

/// A mail that was written.
pub(crate) fn created(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    on_item(s, w, "Create", "\\Drafts");
}

/// A mail that was changed.
pub(crate) fn updated(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    on_item(s, w, "Update", "\\Calendar");
}

fn on_item(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str, folder: &str) {
    let (client, subject) = (some_client(s), *s.dice.pick(&SUBJECTS));
    in_mailbox(s, w, (2, operation, "Exchange"), client);
    w.object("Item", |item| affected_item(s, item, folder, subject));
}

/// Mails that somebody threw away.
pub(crate) fn binned(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let operation = *s.dice.pick(&["MoveToDeletedItems", "MoveToDeletedItems", "SoftDelete", "HardDelete"]);
    let mails = some_mails(s);
    removed(s, w, operation, mails);
}

/// Mails that were moved or deleted.
pub(crate) fn removed(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str, mails: Mails<'_>) {
    in_mailbox(s, w, (3, operation, "Exchange"), WEB);
    w.list("AffectedItems", |items| {
        for subject in mails.subjects {
            items.item(|item| affected_item(s, item, mails.folder, subject));
        }
    });
    w.put("CrossMailboxOperation", false);
    w.object("Folder", |folder| {
        folder.put("Id", folder_id(s));
        folder.put("Path", mails.folder);
    });
}

/// The service keeps a mailbox up to date.
pub(crate) fn kept(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let owner = s.dice.pick(&s.tenant.people);
    s.actor = s.tenant.service();
    let change = [("Identity", owner.upn.as_str()), ("DomainController", "")];
    cmdlet(s, w, "Set-Mailbox", (&owner.upn, &change));
}

/// The administrator lets somebody into another's mailbox.
pub(crate) fn let_in(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let (owner, guest) = (s.dice.pick(&s.tenant.people), s.dice.pick(&s.tenant.people));
    s.actor = s.tenant.admin(s.at);
    let change = [
        ("Identity", owner.upn.as_str()),
        ("User", &guest.upn),
        ("AccessRights", "FullAccess"),
        ("InheritanceType", "All"),
    ];
    cmdlet(s, w, "Add-MailboxPermission", (&owner.upn, &change));
}

/// A rule as people make them.
pub(crate) fn own_rule(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let rule = format!("{}\\Newsletters", s.actor.person.upn);
    let parameters = [
        ("Name", "Newsletters"),
        ("SubjectContainsWords", "newsletter"),
        ("MoveToFolder", "Newsletters"),
        ("StopProcessingRules", "True"),
    ];
    cmdlet(s, w, "New-InboxRule", (&rule, &parameters));
}

/// A cmdlet of Exchange that was run, for a mailbox or by it.
pub(crate) fn cmdlet(
    s: &mut Scene<'_>,
    w: &mut Writer<'_>,
    operation: &str,
    (object, parameters): (&str, &[(&str, &str)]),
) {
    let Actor { person, address, session, .. } = s.actor;
    let port = s.dice.between(50_000, 60_000);
    s.common((1, operation, "Exchange"), w);
    let with_port =
        if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") };
    w.put("ClientIP", with_port);
    w.put("ResultStatus", "True");
    w.put("ObjectId", object);
    w.put("AppId", WEB.app_id);
    w.put("ClientAppId", "");
    w.put("ExternalAccess", person.user_type == 3);
    w.put("OrganizationName", s.tenant.domain.as_str());
    w.put("OriginatingServer", server(s, ""));
    w.pairs("Parameters", parameters);
    w.put("SessionId", session);
    w.put("TokenObjectId", person.object_id);
    w.put("TokenTenantId", s.tenant.id.as_str());
}

fn in_mailbox(s: &mut Scene<'_>, w: &mut Writer<'_>, kind: Kind<'_>, client: Client<'_>) {
    let Actor { person, address, session, .. } = s.actor;
    s.common(kind, w);
    w.put("ResultStatus", "Succeeded");
    w.put("ClientIP", address);
    w.put("AppId", client.app_id);
    w.put("ClientIPAddress", address);
    w.put("ClientInfoString", client.info);
    w.put("ExternalAccess", false);
    w.put("InternalLogonType", 0);
    w.put("LogonType", 0);
    w.put("LogonUserSid", person.sid.as_str());
    w.put("MailboxGuid", person.mailbox);
    w.put("MailboxOwnerSid", person.sid.as_str());
    w.put("MailboxOwnerUPN", person.upn.as_str());
    w.put("OrganizationName", s.tenant.domain.as_str());
    w.put("OriginatingServer", server(s, "\r\n"));
    w.put("SessionId", session);
}

fn opened_item(s: &mut Scene<'_>, w: &mut Writer<'_>, subject: &str) {
    w.put("InternetMessageId", message_id(s));
    w.put("SizeInBytes", s.dice.between(2_000, 90_000));
    w.put("Subject", subject);
}

fn affected_item(s: &mut Scene<'_>, w: &mut Writer<'_>, folder: &str, subject: &str) {
    w.put("Id", format!("RgAAAA{}", s.dice.hex(20)));
    w.put("InternetMessageId", message_id(s));
    w.object("ParentFolder", |parent| {
        parent.put("Id", folder_id(s));
        parent.put("Path", folder);
    });
    w.put("SizeInBytes", s.dice.between(2_000, 90_000));
    w.put("Subject", subject);
}

fn folder_id(s: &mut Scene<'_>) -> String {
    format!("LgAAAA{}", s.dice.hex(16))
}

fn message_id(s: &mut Scene<'_>) -> String {
    format!("<{}@mail.{}>", s.dice.hex(20), s.tenant.domain)
}

fn server(s: &mut Scene<'_>, end: &str) -> String {
    format!("MB{} (15.20.9343.012){end}", s.dice.between(1000, 1020))
}
