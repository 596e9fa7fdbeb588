//! Records of Exchange: mailboxes and their administration.

use super::dice::Dice;
use super::event::{Actor, Event};
use super::json::Json;
use super::tenant::{DOMAIN, Tenant};

/// The application through which a mailbox is used.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    pub info: &'a str,
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
    pub folder: &'a str,
    pub subjects: &'a [&'a str],
}

/// Mails that were opened, one by one.
pub fn bound(
    tenant: &Tenant,
    at: u32,
    (actor, client): (&Actor<'_>, Client<'_>),
    mails: Mails<'_>,
    dice: &mut Dice,
) -> Event {
    let items: Vec<_> = mails.subjects.iter().map(|subject| opened_item(subject, dice)).collect();
    let count = Json::Number(items.iter().map(|_| 1).sum());
    let folder = Json::Object(vec![
        ("FolderItems", items.into()),
        ("Id", folder_id(dice).into()),
        ("Path", mails.folder.into()),
    ]);
    in_mailbox(tenant, at, (50, "MailItemsAccessed"), (actor, client), dice)
        .with("OperationProperties", Json::pairs(&[("MailAccessType", "Bind"), ("IsThrottled", "False")]))
        .with("Folders", vec![folder])
        .with("OperationCount", count)
}

/// A folder that was copied to a client.
pub fn synced(
    tenant: &Tenant,
    at: u32,
    (actor, client): (&Actor<'_>, Client<'_>),
    folder: &str,
    dice: &mut Dice,
) -> Event {
    let parent = Json::Object(vec![
        ("Id", folder_id(dice).into()),
        ("Name", folder.trim_start_matches('\\').into()),
        ("Path", folder.into()),
    ]);
    in_mailbox(tenant, at, (2, "MailItemsAccessed"), (actor, client), dice)
        .with("OperationProperties", Json::pairs(&[("MailAccessType", "Sync"), ("IsThrottled", "False")]))
        .with("Item", vec![("Id", folder_id(dice).into()), ("ParentFolder", parent)])
}

/// A mail that was sent.
pub fn sent(
    tenant: &Tenant,
    at: u32,
    (actor, client): (&Actor<'_>, Client<'_>),
    subject: &str,
    dice: &mut Dice,
) -> Event {
    let item = affected_item("\\Drafts", subject, dice);
    in_mailbox(tenant, at, (2, "Send"), (actor, client), dice).with("Item", item)
}

/// Mails that were moved or deleted.
pub fn removed(
    tenant: &Tenant,
    at: u32,
    operation: &'static str,
    actor: &Actor<'_>,
    mails: Mails<'_>,
    dice: &mut Dice,
) -> Event {
    let items: Vec<_> = mails.subjects.iter().map(|s| affected_item(mails.folder, s, dice)).collect();
    in_mailbox(tenant, at, (3, operation), (actor, WEB), dice)
        .with("AffectedItems", items)
        .with("CrossMailboxOperation", false)
        .with("Folder", vec![("Id", folder_id(dice).into()), ("Path", mails.folder.into())])
}

/// A cmdlet of Exchange that was run, for a mailbox or by it.
pub fn cmdlet(
    tenant: &Tenant,
    at: u32,
    operation: &'static str,
    actor: &Actor<'_>,
    (object, parameters): (&str, &[(&'static str, &str)]),
    dice: &mut Dice,
) -> Event {
    let port = dice.between(50_000, 60_000);
    let event = Event::new(tenant, at, dice.guid(), (1, operation, "Exchange"), actor.person);
    // The datacenter's own accounts come from nowhere.
    let event = match actor.address {
        "" => event,
        address if address.contains(':') => event.with("ClientIP", format!("[{address}]:{port}")),
        address => event.with("ClientIP", format!("{address}:{port}")),
    };
    event
        .with("ResultStatus", "True")
        .with("ObjectId", object)
        .with("AppId", WEB.app_id)
        .with("ClientAppId", "")
        .with("ExternalAccess", actor.address.is_empty())
        .with("OrganizationName", DOMAIN)
        .with("OriginatingServer", server(dice))
        .with("Parameters", Json::pairs(parameters))
        .with("SessionId", actor.session.as_str())
        .with("TokenObjectId", actor.person.object_id.as_str())
        .with("TokenTenantId", tenant.id.as_str())
}

fn in_mailbox(
    tenant: &Tenant,
    at: u32,
    (record_type, operation): (i64, &'static str),
    (actor, client): (&Actor<'_>, Client<'_>),
    dice: &mut Dice,
) -> Event {
    let person = actor.person;
    Event::new(tenant, at, dice.guid(), (record_type, operation, "Exchange"), person)
        .with("ResultStatus", "Succeeded")
        .with("ClientIP", actor.address)
        .with("AppId", client.app_id)
        .with("ClientIPAddress", actor.address)
        .with("ClientInfoString", client.info)
        .with("ExternalAccess", false)
        .with("InternalLogonType", 0)
        .with("LogonType", 0)
        .with("LogonUserSid", person.sid.as_str())
        .with("MailboxGuid", person.mailbox.as_str())
        .with("MailboxOwnerSid", person.sid.as_str())
        .with("MailboxOwnerUPN", person.upn.as_str())
        .with("OrganizationName", DOMAIN)
        .with("OriginatingServer", format!("{}\r\n", server(dice)))
        .with("SessionId", actor.session.as_str())
}

fn opened_item(subject: &str, dice: &mut Dice) -> Json {
    Json::Object(vec![
        ("InternetMessageId", message_id(dice).into()),
        ("SizeInBytes", i64::from(dice.between(2_000, 90_000)).into()),
        ("Subject", subject.into()),
    ])
}

fn affected_item(folder: &str, subject: &str, dice: &mut Dice) -> Json {
    Json::Object(vec![
        ("Id", format!("RgAAAA{}", dice.hex(20)).into()),
        ("InternetMessageId", message_id(dice).into()),
        ("ParentFolder", vec![("Id", folder_id(dice).into()), ("Path", folder.into())].into()),
        ("SizeInBytes", i64::from(dice.between(2_000, 90_000)).into()),
        ("Subject", subject.into()),
    ])
}

fn folder_id(dice: &mut Dice) -> String {
    format!("LgAAAA{}", dice.hex(16))
}

fn message_id(dice: &mut Dice) -> String {
    format!("<{}@mail.{DOMAIN}>", dice.hex(20))
}

fn server(dice: &mut Dice) -> String {
    format!("MB{:04} (15.20.9343.012)", dice.between(1000, 1020))
}
