//! Records of Exchange: mailboxes and their administration.

use crate::activity::event::{Account, Event, RecordKind};
use crate::activity::json::Writer;
use crate::activity::tenant::{Actor, Person};
use crate::dice::Dice;
use crate::guid::Guid;
use crate::moment::Moment;

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

/// A mailbox in use, with all that records can say of it.
#[derive(Debug, Clone, Copy)]
pub struct MailboxUse<'a> {
    /// Number of the server.
    pub server: i64,
    /// Program.
    pub client: Client<'a>,
    /// `ClientAppId` of records: the application of somebody else that asked; empty for Microsoft's own.
    pub client_app: &'a str,
    /// Name and version of the program on a computer; none for browsers and applications.
    pub process: Option<(&'a str, &'a str)>,
    /// The owner of the mailbox, if that is not the person who uses it.
    pub owner: Option<&'a Person>,
    /// The token by which the application asks, if the record says so.
    pub token: Option<AppToken<'a>>,
}

/// The token by which an application acts for a person, as `AppAccessContext` has it.
#[derive(Debug, Clone, Copy)]
pub struct AppToken<'a> {
    /// Session of the sign-in that the token comes from.
    pub session: Guid,
    /// Id of the token.
    pub id: &'a str,
    /// Time of that sign-in.
    pub issued: Moment,
}

impl AppToken<'_> {
    /// Puts the context of what an application does by an API.
    fn put_context(&self, (api, client_app): (&str, &str), w: &mut Writer<'_>) {
        w.put_object("AppAccessContext", |context| {
            context.put("AADSessionId", self.session);
            context.put("APIId", api);
            context.put("ClientAppId", client_app);
            context.put("IssuedAtTime", self.issued);
            context.put("UniqueTokenId", self.id);
        });
    }
}

impl<'a> From<MailboxAccess<'a>> for MailboxUse<'a> {
    fn from(MailboxAccess { server, client }: MailboxAccess<'a>) -> Self {
        Self { server, client, client_app: "", process: None, owner: None, token: None }
    }
}

/// A mail that was opened.
#[derive(Debug)]
pub struct OpenedMail<'a> {
    subject: &'a str,
    message_id: String,
    bytes: i64,
}

/// A mail that was sent, changed, moved, or deleted.
#[derive(Debug, Clone)]
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
pub fn put_opened_mails<'a>(
    event: &Event<'_>,
    access: impl Into<MailboxUse<'a>>,
    mails: &[OpenedMail<'_>],
    (folder, folder_id): (&str, &str),
    w: &mut Writer<'_>,
) {
    // Opened mails are aggregated: one record of type 50 has those of some minutes. Copied folders have type 2.
    put_in_mailbox(event, (50, "MailItemsAccessed", "Exchange"), access.into(), w);
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
pub fn put_synced_folder<'a>(
    event: &Event<'_>,
    access: impl Into<MailboxUse<'a>>,
    folder: &str,
    [item_id, folder_id]: [&str; 2],
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (2, "MailItemsAccessed", "Exchange"), access.into(), w);
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

/// Puts an operation on one mail: `Send`, `SendAs`, `Create`, `Update`.
pub fn put_one_mail<'a>(
    event: &Event<'_>,
    operation: &str,
    access: impl Into<MailboxUse<'a>>,
    (folder, mail): (&str, &AffectedMail<'_>),
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (2, operation, "Exchange"), access.into(), w);
    w.put_object("Item", |item| mail.put_members(folder, item));
}

/// A rule as a program on a computer stores it in the mailbox.
#[derive(Debug, Clone, Copy)]
pub struct ClientRule<'a> {
    /// `AddMailboxRule`, `ModifyMailboxRule` or `RemoveMailboxRule`.
    pub operation: &'a str,
    /// Number of the rule.
    pub id: i64,
    /// Name of the rule; empty if it has none.
    pub name: &'a str,
    /// Condition, as the mailbox writes it.
    pub condition: &'a str,
    /// Actions, a JSON list.
    pub actions: &'a str,
}

/// Puts a change to the rules by a program on a computer; the id is that of the inbox.
pub fn put_client_rule(
    event: &Event<'_>,
    access: MailboxUse<'_>,
    rule: ClientRule<'_>,
    folder_id: &str,
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (2, "UpdateInboxRules", "Exchange"), access, w);
    let properties = [
        ("RuleOperation", rule.operation),
        ("RuleId", &rule.id.to_string()),
        ("RuleState", "Enabled"),
        ("RuleName", rule.name),
        ("RuleProvider", "RuleOrganizer"),
        ("RuleCondition", rule.condition),
        ("RuleActions", rule.actions),
    ];
    w.put_list("OperationProperties", |list| {
        for (name, value) in properties {
            list.add_object(|pair| {
                pair.put("Name", name);
                // A rule without a name has no value here, not an empty one.
                if !value.is_empty() {
                    pair.put("Value", value);
                }
            });
        }
    });
    w.put_object("Item", |item| {
        item.put("Id", folder_id);
        item.put_object("ParentFolder", |parent| {
            parent.put("Id", folder_id);
            parent.put("Name", "Inbox");
            parent.put("Path", "\\Inbox");
        });
    });
}

/// Puts a search in the mailbox by webmail.
pub fn put_mailbox_search(event: &Event<'_>, text: &str, w: &mut Writer<'_>) {
    event.put_common((101, "SearchQueryInitiatedExchange", "Exchange"), w);
    w.put("ResultStatus", "Succeeded");
    w.put("ClientIP", event.actor.address);
    w.put("QueryText", text);
    w.put("QuerySource", "OWA");
    w.put("ScenarioName", "owa.react");
    w.put("SearchQueryInitiatedType", 1);
}

/// Puts mails that were moved or deleted, in a folder with this id.
pub fn put_removed_mails(
    event: &Event<'_>,
    (operation, server): (&str, i64),
    mails: &[AffectedMail<'_>],
    (folder, folder_id): (&str, &str),
    w: &mut Writer<'_>,
) {
    let access = MailboxAccess { server, client: WEB };
    put_removed_mails_by(event, operation, access.into(), mails, (folder, folder_id), w);
}

/// Puts mails that were moved or deleted by this program, in a folder with this id.
pub fn put_removed_mails_by(
    event: &Event<'_>,
    operation: &str,
    access: MailboxUse<'_>,
    mails: &[AffectedMail<'_>],
    (folder, folder_id): (&str, &str),
    w: &mut Writer<'_>,
) {
    put_in_mailbox(event, (3, operation, "Exchange"), access, w);
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
pub fn put_cmdlet(event: &Event<'_>, cmdlet: Cmdlet<'_>, place: (i64, i64), w: &mut Writer<'_>) {
    put_cmdlet_of(event, event.actor.person.user_type, cmdlet, place, w);
}

/// Puts a cmdlet that was run by an account of this type: 2 for administrators.
pub fn put_cmdlet_of(
    event: &Event<'_>,
    user_type: i64,
    cmdlet: Cmdlet<'_>,
    place: (i64, i64),
    w: &mut Writer<'_>,
) {
    let by = CmdletCaller { user_type, app_id: WEB.app_id, client_app: "", token: None };
    put_cmdlet_by(event, by, cmdlet, place, w);
}

/// The account and the application by which a cmdlet is run.
#[derive(Debug, Clone, Copy)]
pub struct CmdletCaller<'a> {
    /// Type of the account.
    pub user_type: i64,
    /// `AppId` of records.
    pub app_id: &'a str,
    /// `ClientAppId` of records: an application that asked by way of `app_id`; empty if the person did.
    pub client_app: &'a str,
    /// The token by which the application asks, if the record says so.
    pub token: Option<AppToken<'a>>,
}

/// Puts a cmdlet that was run by an account, or by an application for it.
pub fn put_cmdlet_by(
    event: &Event<'_>,
    by: CmdletCaller<'_>,
    cmdlet: Cmdlet<'_>,
    (port, server): (i64, i64),
    w: &mut Writer<'_>,
) {
    let Actor { person, address, session, .. } = event.actor;
    let account = Account { id: &person.upn, key: &person.key, user_type: by.user_type };
    event.put_common_of(account, (1, cmdlet.operation, "Exchange"), w);
    // Accounts of the datacenter may come from nowhere.
    if !address.is_empty() {
        w.put("ClientIP", with_port(address, port));
    }
    w.put("ResultStatus", "True");
    w.put("ObjectId", cmdlet.object);
    w.put("AppId", by.app_id);
    w.put("ClientAppId", by.client_app);
    // External to the tenant: the datacenter's own cmdlets are, those of its administrators are not.
    w.put("ExternalAccess", person.user_type == 3);
    w.put("OrganizationName", event.tenant.domain.as_str());
    w.put("OriginatingServer", server_name(server));
    w.put_pairs("Parameters", cmdlet.parameters);
    if by.client_app.is_empty() {
        w.put("SessionId", session);
    }
    w.put("TokenObjectId", person.object_id);
    w.put("TokenTenantId", event.tenant.id.as_str());
    if let Some(token) = by.token {
        token.put_context((by.app_id, by.client_app), w);
    }
}

/// Puts a cmdlet that the datacenter ran by itself, under an account of its own.
pub fn put_service_cmdlet(event: &Event<'_>, cmdlet: Cmdlet<'_>, server: i64, w: &mut Writer<'_>) {
    event.put_common((1, cmdlet.operation, "Exchange"), w);
    w.put("ResultStatus", "True");
    w.put("ObjectId", cmdlet.object);
    w.put("AppId", "");
    w.put("ClientAppId", "");
    w.put("ExternalAccess", true);
    w.put("OrganizationName", event.tenant.domain.as_str());
    w.put("OriginatingServer", server_name(server));
    w.put_pairs("Parameters", cmdlet.parameters);
}

/// Adds the port to an address, as Exchange writes those of administrators: with brackets around IPv6.
fn with_port(address: &str, port: i64) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}

fn put_in_mailbox(event: &Event<'_>, kind: RecordKind<'_>, access: MailboxUse<'_>, w: &mut Writer<'_>) {
    let Actor { person, address, session, .. } = event.actor;
    let owner = access.owner.unwrap_or(person);
    let logon_type = if access.owner.is_some() { 2 } else { 0 };
    event.put_common(kind, w);
    w.put("ResultStatus", "Succeeded");
    // Records of mailboxes have the address under both names.
    w.put("ClientIP", address);
    w.put("AppId", access.client.app_id);
    if !access.client_app.is_empty() {
        w.put("ClientAppId", access.client_app);
    }
    w.put("ClientIPAddress", address);
    w.put("ClientInfoString", access.client.info);
    if let Some((process, version)) = access.process {
        w.put("ClientProcessName", process);
        w.put("ClientVersion", version);
    }
    w.put("ExternalAccess", false);
    w.put("InternalLogonType", 0);
    w.put("LogonType", logon_type);
    w.put("LogonUserSid", person.sid.as_str());
    w.put("MailboxGuid", owner.mailbox);
    w.put("MailboxOwnerSid", owner.sid.as_str());
    w.put("MailboxOwnerUPN", owner.upn.as_str());
    w.put("OrganizationName", event.tenant.domain.as_str());
    // Real records of mailboxes have this line end in the name of the server; readers must cope with it.
    w.put("OriginatingServer", format!("{}\r\n", server_name(access.server)));
    // What an application does for a person belongs to no session of Exchange.
    if access.client_app.is_empty() {
        w.put("SessionId", session);
    }
    if let Some(token) = access.token {
        token.put_context((access.client.app_id, access.client_app), w);
    }
}

fn server_name(number: i64) -> String {
    format!("MB{number} (15.20.9343.012)")
}
