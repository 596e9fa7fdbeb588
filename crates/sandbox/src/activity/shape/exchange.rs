//! Records of Exchange: mailboxes and their administration.

use crate::activity::event::{Event, RecordKind};
use crate::activity::json::Writer;
use crate::activity::tenant::Actor;
use crate::dice::Dice;

/// The application through which a mailbox is used.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// `ClientInfoString` of records.
    pub info: &'a str,
    /// Application id.
    pub app_id: &'a str,
}

/// Outlook on the web.
pub const WEB: Client<'_> =
    Client { info: "Client=OWA;Action=ViaProxy", app_id: "00000002-0000-0ff1-ce00-000000000000" };

/// Outlook on the desktop.
pub const DESKTOP: Client<'_> =
    Client { info: "Client=MSExchangeRPC", app_id: "d3590ed6-52b3-4102-aeff-aad2292ab01c" };

/// Mails as a record names them: a folder and the subjects in it.
#[derive(Debug, Clone, Copy)]
pub struct Mails<'a> {
    /// Path of the folder.
    pub folder: &'a str,
    /// Subjects of the mails.
    pub subjects: &'a [&'a str],
}

/// A mailbox in use: the server that has it, and the program that uses it.
#[derive(Debug, Clone, Copy)]
pub struct MailboxAccess<'a> {
    /// Number of the server.
    pub server: i64,
    /// Program.
    pub client: Client<'a>,
}

/// A mail that was opened.
#[derive(Debug)]
pub struct OpenedMail<'a> {
    subject: &'a str,
    message_id: String,
    bytes: i64,
}

/// A mail that was sent, changed, moved, or deleted.
#[derive(Debug)]
pub struct AffectedMail<'a> {
    subject: &'a str,
    id: String,
    message_id: String,
    folder_id: String,
    bytes: i64,
}

impl<'a> OpenedMail<'a> {
    /// Draws the ids and the size of a mail with this subject.
    pub fn from_dice(subject: &'a str, domain: &str, dice: &mut Dice) -> Self {
        Self { subject, message_id: draw_message_id(domain, dice), bytes: draw_size(dice) }
    }

    fn put_members(&self, w: &mut Writer<'_>) {
        w.put("InternetMessageId", self.message_id.as_str());
        w.put("SizeInBytes", self.bytes);
        w.put("Subject", self.subject);
    }
}

impl<'a> AffectedMail<'a> {
    /// Draws the ids and the size of a mail with this subject.
    pub fn from_dice(subject: &'a str, domain: &str, dice: &mut Dice) -> Self {
        Self {
            subject,
            id: format!("RgAAAA{}", dice.hex_digits(20)),
            message_id: draw_message_id(domain, dice),
            folder_id: draw_folder_id(dice),
            bytes: draw_size(dice),
        }
    }

    fn put_members(&self, folder: &str, w: &mut Writer<'_>) {
        w.put("Id", self.id.as_str());
        w.put("InternetMessageId", self.message_id.as_str());
        w.put_object("ParentFolder", |parent| {
            parent.put("Id", self.folder_id.as_str());
            parent.put("Path", folder);
        });
        w.put("SizeInBytes", self.bytes);
        w.put("Subject", self.subject);
    }
}

/// Draws the id of a folder.
pub fn draw_folder_id(dice: &mut Dice) -> String {
    format!("LgAAAA{}", dice.hex_digits(16))
}

/// Draws the number of a server.
pub fn draw_server(dice: &mut Dice) -> i64 {
    dice.number_between(1000, 1020)
}

/// Draws the port from which somebody calls.
pub fn draw_port(dice: &mut Dice) -> i64 {
    dice.number_between(50_000, 60_000)
}

fn draw_message_id(domain: &str, dice: &mut Dice) -> String {
    format!("<{}@mail.{domain}>", dice.hex_digits(20))
}

fn draw_size(dice: &mut Dice) -> i64 {
    dice.number_between(2_000, 90_000)
}

/// Puts mails that were opened one by one, in a folder with this id.
pub fn put_opened_mails(
    event: &Event<'_>,
    access: MailboxAccess<'_>,
    mails: &[OpenedMail<'_>],
    (folder, folder_id): (&str, &str),
    w: &mut Writer<'_>,
) {
    // Opened mails are aggregated: one record of type 50 has those of some minutes. Copied folders have type 2.
    put_in_mailbox(event, (50, "MailItemsAccessed", "Exchange"), access, w);
    w.put_pairs("OperationProperties", &[("MailAccessType", "Bind"), ("IsThrottled", "False")]);
    w.put_list("Folders", |list| {
        list.add_object(|object| {
            object.put_list("FolderItems", |items| {
                for mail in mails {
                    items.add_object(|item| mail.put_members(item));
                }
            });
            object.put("Id", folder_id);
            object.put("Path", folder);
        });
    });
    w.put("OperationCount", mails.len() as i64);
}

/// Puts a folder that was copied to a client; the ids are those of the copy and of the folder.
pub fn put_synced_folder(
    event: &Event<'_>,
    access: MailboxAccess<'_>,
    folder: &str,
    [item_id, folder_id]: [&str; 2],
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (2, "MailItemsAccessed", "Exchange"), access, w);
    w.put_pairs("OperationProperties", &[("MailAccessType", "Sync"), ("IsThrottled", "False")]);
    w.put_object("Item", |item| {
        item.put("Id", item_id);
        item.put_object("ParentFolder", |parent| {
            parent.put("Id", folder_id);
            parent.put("Name", folder.trim_start_matches('\\'));
            parent.put("Path", folder);
        });
    });
}

/// Puts an operation on one mail: `Send`, `Create`, `Update`.
pub fn put_one_mail(
    event: &Event<'_>,
    operation: &str,
    access: MailboxAccess<'_>,
    (folder, mail): (&str, &AffectedMail<'_>),
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (2, operation, "Exchange"), access, w);
    w.put_object("Item", |item| mail.put_members(folder, item));
}

/// Puts mails that were moved or deleted, in a folder with this id.
pub fn put_removed_mails(
    event: &Event<'_>,
    (operation, server): (&str, i64),
    mails: &[AffectedMail<'_>],
    (folder, folder_id): (&str, &str),
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (3, operation, "Exchange"), MailboxAccess { server, client: WEB }, w);
    w.put_list("AffectedItems", |items| {
        for mail in mails {
            items.add_object(|item| mail.put_members(folder, item));
        }
    });
    w.put("CrossMailboxOperation", false);
    w.put_object("Folder", |object| {
        object.put("Id", folder_id);
        object.put("Path", folder);
    });
}

/// A cmdlet of Exchange with the object that it was run for.
#[derive(Debug, Clone, Copy)]
pub struct Cmdlet<'a> {
    /// Name of the cmdlet.
    pub operation: &'a str,
    /// Name of the object.
    pub object: &'a str,
    /// Names and values of the parameters.
    pub parameters: &'a [(&'a str, &'a str)],
}

/// Puts a cmdlet that was run from this port on this server.
pub fn put_cmdlet(event: &Event<'_>, cmdlet: Cmdlet<'_>, (port, server): (i64, i64), w: &mut Writer<'_>) {
    let Actor { person, address, session, .. } = event.actor;
    event.put_common((1, cmdlet.operation, "Exchange"), w);
    // Accounts of the datacenter may come from nowhere.
    if !address.is_empty() {
        w.put("ClientIP", with_port(address, port));
    }
    w.put("ResultStatus", "True");
    w.put("ObjectId", cmdlet.object);
    w.put("AppId", WEB.app_id);
    w.put("ClientAppId", "");
    // External to the tenant: the datacenter's own cmdlets are, those of its administrators are not.
    w.put("ExternalAccess", person.user_type == 3);
    w.put("OrganizationName", event.tenant.domain.as_str());
    w.put("OriginatingServer", server_name(server));
    w.put_pairs("Parameters", cmdlet.parameters);
    w.put("SessionId", session);
    w.put("TokenObjectId", person.object_id);
    w.put("TokenTenantId", event.tenant.id.as_str());
}

/// Adds the port to an address, as Exchange writes those of administrators: with brackets around IPv6.
fn with_port(address: &str, port: i64) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}

fn put_in_mailbox(
    event: &Event<'_>,
    kind: RecordKind<'_>,
    MailboxAccess { server, client }: MailboxAccess<'_>,
    w: &mut Writer<'_>,
) {
    let Actor { person, address, session, .. } = event.actor;
    event.put_common(kind, w);
    w.put("ResultStatus", "Succeeded");
    // Records of mailboxes have the address under both names.
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
    w.put("OrganizationName", event.tenant.domain.as_str());
    // Real records of mailboxes have this line end in the name of the server; readers must cope with it.
    w.put("OriginatingServer", format!("{}\r\n", server_name(server)));
    w.put("SessionId", session);
}

fn server_name(number: i64) -> String {
    format!("MB{number} (15.20.9343.012)")
}
