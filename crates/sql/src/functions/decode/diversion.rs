//! `mail_diversions`: forwarding, mail flow, delegates and folder permissions.

use serde_json::Value as Json;

use super::pairs::{Pairs, addresses_of, is_false, is_true, split_identity, split_values, text_of};
use super::quote::{quote, quote_all};
use super::table::{Columns, Kind, Row, Value};

pub(in super::super) const DIVERSIONS: &Columns = &[
    ("kind", Kind::Text),
    ("object", Kind::Text),
    ("mailbox", Kind::Text),
    ("targets", Kind::Texts),
    ("change", Kind::Text),
    ("key", Kind::Text),
    ("sentence", Kind::Text),
];

/// A change of where mail goes or who may read it.
#[derive(Debug, Default)]
struct Diversion {
    kind: &'static str,
    object: String,
    mailbox: String,
    targets: Vec<String>,
    change: &'static str,
    /// What stays the same from one change of a thing to the next.
    key: String,
    sentence: String,
}

impl Diversion {
    fn into_row(self) -> Row {
        vec![
            Value::text(self.kind),
            Value::text(self.object),
            Value::text(self.mailbox),
            Value::Texts(self.targets),
            Value::text(self.change),
            Value::text(self.key.to_lowercase()),
            Value::text(self.sentence),
        ]
    }
}

/// Texts of a record that decide: operation, owner of the mailbox, object, then its parameters, and its item as JSON.
struct Given<'a> {
    verb: String,
    owner: &'a str,
    object: &'a str,
    parameters: Pairs,
    item: Option<&'a str>,
}

/// Decodes a record: operation, owner of the mailbox, object, parameters and item.
pub(in super::super) fn decode_diversions(texts: &[Option<&str>]) -> Vec<Row> {
    let text = |place: usize| texts.get(place).copied().flatten();
    let operation = text(0).unwrap_or_default().to_ascii_lowercase();
    let (verb, noun) = operation.split_once('-').unwrap_or(("", &operation));
    let given = Given {
        verb: verb.to_owned(),
        owner: text(1).unwrap_or_default(),
        object: text(2).unwrap_or_default(),
        parameters: Pairs::read(text(3)),
        item: text(4),
    };
    let found = match noun {
        "mailbox" => mailbox_forwarding(&given),
        "transportrule" => transport_rule(&given).into_iter().collect(),
        "inboundconnector" => vec![connector(&given, "inbound_connector", "Inbound connector")],
        "outboundconnector" => vec![connector(&given, "outbound_connector", "Outbound connector")],
        "remotedomain" => remote_domain(&given).into_iter().collect(),
        "hostedoutboundspamfilterpolicy" => outbound_policy(&given).into_iter().collect(),
        "mailboxpermission" => permission(&given, "mailbox_permission", "User"),
        "recipientpermission" => permission(&given, "send_as", "Trustee"),
        "mailboxfolderpermission" => permission(&given, "folder_permission", "User"),
        "addfolderpermissions" | "modifyfolderpermissions" => {
            folder_member(&given, "folder_permission", "set")
        }
        "removefolderpermissions" => folder_member(&given, "folder_permission", "removed"),
        "updatecalendardelegation" => folder_member(&given, "calendar_delegation", "set"),
        _ => Vec::new(),
    };
    found.into_iter().map(Diversion::into_row).collect()
}

impl Given<'_> {
    /// Returns the object that the record names; the identity that the cmdlet was given where it names none.
    fn object(&self) -> &str {
        match self.object.trim() {
            "" => self.parameters.get("Identity").or(self.parameters.get("Name")).unwrap_or_default(),
            object => object,
        }
    }

    /// Returns the mailbox by its address where a parameter has it, else by the last name of its path.
    fn mailbox(&self) -> String {
        let identity = self.parameters.get("Identity").filter(|identity| identity.contains('@'));
        short_name(identity.unwrap_or_else(|| self.object())).to_lowercase()
    }

    /// Returns the name of a rule, connector or policy.
    fn name(&self) -> String {
        let named = self.parameters.get("Name").filter(|_| self.verb == "new");
        short_name(named.unwrap_or_else(|| self.object())).to_owned()
    }
}

/// Returns the last name of a path such as `server/tenant/alias`.
fn short_name(path: &str) -> &str {
    let path = path.trim();
    path.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or(path)
}

/// Reads `Set-Mailbox`: each of its parameters is a thing of its own.
fn mailbox_forwarding(given: &Given<'_>) -> Vec<Diversion> {
    let mailbox = given.mailbox();
    let copy = match given.parameters.get("DeliverToMailboxAndForward") {
        Some(value) if is_true(value) => "; a copy stays in the mailbox",
        Some(value) if is_false(value) => "; no copy stays in the mailbox",
        _ => "",
    };
    let make = |name: &str, kind: &'static str| {
        let value = given.parameters.any(name)?;
        let values = split_values(value);
        let named: Vec<_> =
            values.iter().map(|of| if of.contains('@') { of } else { short_name(of) }).collect();
        let targets = addresses_of(&named);
        let shown = quote(&mailbox);
        let (change, sentence) = match (targets.is_empty(), kind) {
            (true, "send_on_behalf") => {
                ("removed", format!("Nobody may send on behalf of {shown} any longer."))
            }
            (true, _) => {
                ("removed", format!("Forwarding of the mailbox {shown} by {name} was switched off."))
            }
            (false, "send_on_behalf") => {
                ("set", format!("{} may send on behalf of {shown}.", quote_all(&targets, "and")))
            }
            (false, _) => {
                ("set", format!("Mail to {shown} is forwarded to {}{copy}.", quote_all(&targets, "and")))
            }
        };
        let key = format!("{}|{name}", given.object());
        Some(Diversion {
            kind,
            object: name.to_owned(),
            mailbox: mailbox.clone(),
            targets,
            change,
            key,
            sentence,
        })
    };
    [
        make("ForwardingSmtpAddress", "mailbox_forwarding"),
        make("ForwardingAddress", "mailbox_forwarding"),
        make("GrantSendOnBehalfTo", "send_on_behalf"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Actions of transport rules that send mail elsewhere or keep it from its reader.
const TRANSPORT_ACTIONS: [(&str, &str); 8] = [
    ("BlindCopyTo", "send a hidden copy to"),
    ("CopyTo", "send a copy to"),
    ("RedirectMessageTo", "redirect it to"),
    ("AddToRecipients", "add the recipient"),
    ("ModerateMessageByUser", "hold it for"),
    ("RouteMessageOutboundConnector", "send it by the connector"),
    ("DeleteMessage", "delete it"),
    ("Quarantine", "put it into quarantine"),
];

/// Parameters of transport rules that are no condition.
const TRANSPORT_CONTROLS: [&str; 9] = [
    "Name",
    "Identity",
    "Priority",
    "State",
    "Mode",
    "Enabled",
    "StopRuleProcessing",
    "Comments",
    "DomainController",
];

fn transport_rule(given: &Given<'_>) -> Option<Diversion> {
    let name = given.name();
    let rule = format!("Transport rule {}", quote(&name));
    let mut found =
        Diversion { kind: "transport_rule", key: name.clone(), object: name, ..Diversion::default() };
    let plain = match given.verb.as_str() {
        "remove" => Some("removed"),
        "disable" => Some("disabled"),
        "enable" => Some("enabled"),
        _ => None,
    };
    if let Some(change) = plain {
        found.change = change;
        found.sentence = format!("{rule} was {change}.");
        return Some(found);
    }
    let is_set = |value: &str| !value.trim().is_empty() && !is_false(value);
    let mut actions = Vec::new();
    let mut cleared = false;
    for (name, words) in TRANSPORT_ACTIONS {
        match given.parameters.any(name) {
            Some(value) if is_true(value) => actions.push(words.to_owned()),
            Some(value) if is_set(value) => {
                let targets = addresses_of(&split_values(value));
                actions.push(format!("{words} {}", quote_all(&targets, "and")));
                found.targets.extend(targets);
            }
            Some(_) => cleared = true,
            None => {}
        }
    }
    if actions.is_empty() {
        found.change = "removed";
        found.sentence = format!("{rule} no longer sends mail elsewhere.");
        return cleared.then_some(found);
    }
    let is_action =
        |name: &str| TRANSPORT_ACTIONS.iter().any(|(action, _)| action.eq_ignore_ascii_case(name));
    let is_control = |name: &str| TRANSPORT_CONTROLS.iter().any(|control| control.eq_ignore_ascii_case(name));
    let others = given
        .parameters
        .iter()
        .filter(|(name, value)| !is_action(name) && !is_control(name) && is_set(value));
    let others: Vec<_> =
        others.take(10).map(|(name, value)| format!("{}: {}", quote(name), quote(value))).collect();
    let is_off = given.parameters.get("Enabled").is_some_and(is_false)
        || given.parameters.get("State").is_some_and(|state| state.eq_ignore_ascii_case("disabled"));
    found.change = if is_off { "disabled" } else { "set" };
    let made = if given.verb == "new" { "created" } else { "changed" };
    let off = if is_off { ", switched off" } else { "" };
    let with = if others.is_empty() { String::new() } else { format!(", with {}", others.join(", ")) };
    found.sentence = format!("{rule} was {made}{off}: {}{with}.", actions.join(", "));
    Some(found)
}

fn connector(given: &Given<'_>, kind: &'static str, words: &str) -> Diversion {
    let name = given.name();
    let shown = quote(&name);
    let values: Vec<_> = ["SmartHosts", "RecipientDomains", "SenderDomains", "SenderIPAddresses"]
        .iter()
        .filter_map(|name| given.parameters.get(name))
        .flat_map(split_values)
        .collect();
    let is_off = given.parameters.get("Enabled").is_some_and(is_false);
    let change = match given.verb.as_str() {
        "remove" => "removed",
        _ if is_off => "disabled",
        _ => "set",
    };
    let made = if given.verb == "new" { "created" } else { "changed" };
    let sentence = match (change, values.is_empty()) {
        ("removed", _) => format!("{words} {shown} was removed."),
        ("disabled", _) => format!("{words} {shown} was switched off."),
        (_, true) => format!("{words} {shown} was {made}."),
        (_, false) => format!("{words} {shown} was {made} for {}.", quote_all(&values, "and")),
    };
    Diversion {
        kind,
        key: name.clone(),
        object: name,
        targets: addresses_of(&values),
        change,
        sentence,
        ..Diversion::default()
    }
}

fn remote_domain(given: &Given<'_>) -> Option<Diversion> {
    let name = given.name();
    let shown = quote(&name);
    let value = given.parameters.get("AutoForwardEnabled");
    let (change, sentence) = match (given.verb.as_str(), value) {
        ("remove", _) => ("removed", format!("Remote domain {shown} was removed.")),
        (_, Some(value)) if is_true(value) => {
            ("set", format!("Mail may be forwarded to remote domain {shown}."))
        }
        (_, Some(_)) => ("removed", format!("Mail may not be forwarded to remote domain {shown}.")),
        _ => return None,
    };
    let targets = given.parameters.get("DomainName").map(split_values).unwrap_or_default();
    Some(Diversion {
        kind: "remote_domain",
        key: name.clone(),
        object: name,
        targets,
        change,
        sentence,
        ..Diversion::default()
    })
}

fn outbound_policy(given: &Given<'_>) -> Option<Diversion> {
    let name = given.name();
    let mode = given.parameters.get("AutoForwardingMode")?;
    let is_on = mode.eq_ignore_ascii_case("on");
    let sentence = format!("Outbound policy {} has automatic forwarding {}.", quote(&name), quote(mode));
    let change = if is_on { "set" } else { "removed" };
    Some(Diversion {
        kind: "outbound_policy",
        key: name.clone(),
        object: name,
        change,
        sentence,
        ..Diversion::default()
    })
}

/// Reads the cmdlets that give and take permissions.
fn permission(given: &Given<'_>, kind: &'static str, who: &str) -> Vec<Diversion> {
    let members = given.parameters.get(who).map(split_values).unwrap_or_default();
    let rights = given.parameters.get("AccessRights").map(split_values).unwrap_or_default();
    let is_none = rights.iter().all(|right| right.eq_ignore_ascii_case("none")) && !rights.is_empty();
    let change = if given.verb == "remove" || is_none { "removed" } else { "set" };
    let (mailbox, folder) = match kind {
        "folder_permission" => split_folder(given),
        _ => (given.mailbox(), String::new()),
    };
    let given_rights = if rights.is_empty() { "permissions".to_owned() } else { quote_all(&rights, "and") };
    let taken_rights =
        if rights.is_empty() || is_none { "every permission".to_owned() } else { given_rights.clone() };
    let place = if folder.is_empty() {
        format!("the mailbox {}", quote(&mailbox))
    } else {
        format!("the folder {} of {}", quote(&folder), quote(&mailbox))
    };
    let make = |member: &String| {
        let shown = quote(short_name(member));
        let sentence = match change {
            "removed" => format!("{shown} lost {taken_rights} on {place}."),
            _ => format!("{shown} was given {given_rights} on {place}."),
        };
        Diversion {
            kind,
            object: folder.clone(),
            mailbox: mailbox.clone(),
            targets: addresses_of(&[short_name(member)]),
            change,
            key: format!("{mailbox}|{folder}|{}", short_name(member)),
            sentence,
        }
    };
    if members.is_empty() {
        vec![make(&"a person that is not logged".to_owned())]
    } else {
        members.iter().map(make).collect()
    }
}

/// Splits `ann@contoso.example.com:\Calendar` into mailbox and folder.
fn split_folder(given: &Given<'_>) -> (String, String) {
    let identity = given.parameters.get("Identity").unwrap_or_else(|| given.object());
    let (front, folder) = match identity.split_once(":\\") {
        Some((front, folder)) => (Some(front), folder),
        None => split_identity(identity),
    };
    let mailbox = front.unwrap_or_else(|| given.object());
    let folder = if front.is_some() { folder } else { "" };
    (short_name(mailbox).to_lowercase(), folder.to_owned())
}

/// Reads the mailbox records about members of a folder.
fn folder_member(given: &Given<'_>, kind: &'static str, change: &'static str) -> Vec<Diversion> {
    let item: Json = given.item.and_then(|item| serde_json::from_str(item).ok()).unwrap_or_default();
    let folder = item.get("ParentFolder").unwrap_or(&Json::Null);
    let member = |name: &str| folder.get(name).map(text_of).filter(|text| !text.trim().is_empty());
    let path = member("Path").or_else(|| member("Name")).unwrap_or_default();
    let who = member("MemberUpn").or_else(|| member("MemberSid"));
    let shown = who.as_deref().map_or_else(|| "A person that is not logged".to_owned(), quote);
    let rights = member("MemberRights").map_or_else(|| "permissions".to_owned(), |rights| quote(&rights));
    let place = format!("the folder {} of {}", quote(&path), quote(given.owner));
    let sentence = match change {
        "removed" => format!("{shown} lost {rights} on {place}."),
        _ => format!("{shown} was given {rights} on {place}."),
    };
    let mailbox = given.owner.to_lowercase();
    vec![Diversion {
        kind,
        key: format!("{mailbox}|{path}|{}", who.as_deref().unwrap_or_default()),
        object: path,
        mailbox,
        targets: addresses_of(&who.into_iter().collect::<Vec<_>>()),
        change,
        sentence,
    }]
}
