//! `inbox_rule`: what a record does to an inbox rule.

use super::super::pairs::{Pairs, is_false, is_true, split_identity};
use super::super::quote::quote;
use super::super::table::{Columns, Kind, Row, Value};
use super::part::{Part, Role, describe, diverts, hides, phrases, targets};
use super::{cmdlet, mapi};

pub(in super::super::super) const RULE: &Columns = &[
    ("mailbox", Kind::Text),
    ("rule_name", Kind::Text),
    ("rule_id", Kind::Text),
    ("change", Kind::Text),
    ("is_enabled", Kind::Flag),
    ("conditions", Kind::Texts),
    ("exceptions", Kind::Texts),
    ("actions", Kind::Texts),
    ("hides", Kind::Flag),
    ("diverts", Kind::Flag),
    ("targets", Kind::Texts),
    ("raw_condition", Kind::Text),
    ("sentence", Kind::Text),
];

/// What a record does to a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Created,
    Changed,
    Removed,
    Enabled,
    Disabled,
    /// Outlook stored the rule again; the record does not say what the rule does.
    Restamped,
}

impl Act {
    pub fn name(self) -> &'static str {
        match self {
            Act::Created => "created",
            Act::Changed => "changed",
            Act::Removed => "removed",
            Act::Enabled => "enabled",
            Act::Disabled => "disabled",
            Act::Restamped => "restamped",
        }
    }
}

/// A change of a rule.
#[derive(Debug)]
pub(super) struct Change {
    pub act: Act,
    pub mailbox: Option<String>,
    pub name: Option<String>,
    pub rule_id: Option<String>,
    /// Name or id that the record calls an older rule by.
    pub called: Option<String>,
    pub enabled: Option<bool>,
    /// Parts that it names; `None` where it has no body.
    pub parts: Option<Vec<Part>>,
    /// Whether the parts are all of the rule, not only those that changed.
    pub is_whole: bool,
    pub raw_condition: Option<String>,
}

/// Texts of a record: operation, user, owner of the mailbox, object, parameters, operation properties.
pub(super) fn change_of(texts: &[Option<&str>]) -> Change {
    let text = |place: usize| texts.get(place).copied().flatten().unwrap_or_default();
    if text(0).eq_ignore_ascii_case("UpdateInboxRules") {
        mapi_change(text(2), &Pairs::read(texts.get(5).copied().flatten()))
    } else {
        cmdlet_change(text(0), text(1), text(3), &Pairs::read(texts.get(4).copied().flatten()))
    }
}

fn mapi_change(owner: &str, properties: &Pairs) -> Change {
    let parts = mapi::parts_of(properties);
    let act = match properties.get("RuleOperation").unwrap_or_default() {
        "AddMailboxRule" => Act::Created,
        "RemoveMailboxRule" => Act::Removed,
        _ if parts.is_some() => Act::Changed,
        _ => Act::Restamped,
    };
    let rule_id = properties.get("RuleId").map(|id| id.trim().to_owned());
    Change {
        act,
        mailbox: Some(owner.to_lowercase()).filter(|owner| !owner.is_empty()),
        name: properties.get("RuleName").map(str::to_owned),
        called: rule_id.clone(),
        rule_id,
        enabled: mapi::is_enabled(properties),
        parts,
        is_whole: true,
        raw_condition: properties.get("RuleCondition").map(str::to_owned),
    }
}

fn cmdlet_change(operation: &str, user: &str, object: &str, parameters: &Pairs) -> Change {
    let act = match operation.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "new" => Act::Created,
        "remove" => Act::Removed,
        "enable" => Act::Enabled,
        "disable" => Act::Disabled,
        _ => Act::Changed,
    };
    let (object_front, object_rule) = match split_identity(object) {
        // An object without a backslash may be the mailbox or the rule: only the cmdlet that makes rules names the mailbox.
        (None, object) if act == Act::Created => (Some(object), ""),
        split => split,
    };
    let identity = parameters.get("Identity").map(split_identity);
    let called = Some(object_rule).filter(|rule| !rule.is_empty()).or(identity.map(|(_, rule)| rule));
    let called = called.filter(|rule| !rule.is_empty()).map(str::to_owned);
    let name = parameters.get("Name").map(str::to_owned);
    let id = called.clone().filter(|called| is_rule_id(called));
    let shown_name = name.or_else(|| called.clone().filter(|called| !is_rule_id(called)));
    let enabled = match parameters.get("Enabled") {
        Some(value) if is_true(value) => Some(true),
        Some(value) if is_false(value) => Some(false),
        _ => None,
    };
    let front = object_front.or(identity.and_then(|(front, _)| front));
    Change {
        act,
        mailbox: mailbox_of(parameters.get("Mailbox"), front, user),
        name: shown_name,
        rule_id: id,
        called,
        enabled,
        parts: Some(cmdlet::parts_of(parameters)),
        is_whole: act == Act::Created,
        raw_condition: None,
    }
}

/// Returns the mailbox of a rule: the one that the cmdlet names, or that in front of the rule in its identity, or the user's own. A bare
/// GUID there is taken for the user's, whose address the other records have.
fn mailbox_of(named: Option<&str>, front: Option<&str>, user: &str) -> Option<String> {
    let front = front.map(|front| front.rsplit('/').next().unwrap_or(front));
    let local = user.split('@').next().unwrap_or_default();
    let is_other = |front: &&str| !front.eq_ignore_ascii_case(local) && !is_guid(front) && !front.is_empty();
    let mailbox = named.or_else(|| front.filter(is_other)).unwrap_or(user);
    Some(mailbox.trim().to_lowercase()).filter(|mailbox| !mailbox.is_empty())
}

fn is_guid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Reports whether a rule is called by a number, as Exchange does, and not by its name.
fn is_rule_id(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    is_guid(text) || (digits.len() > 9 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Decodes a record.
pub(in super::super::super) fn decode_rule(texts: &[Option<&str>]) -> Row {
    let change = change_of(texts);
    let parts = change.parts.as_deref().unwrap_or_default();
    vec![
        Value::optional(change.mailbox.as_deref()),
        Value::optional(change.name.as_deref()),
        Value::optional(change.rule_id.as_deref()),
        Value::text(change.act.name()),
        Value::Flag(change.enabled),
        Value::Texts(phrases(parts, Role::Condition)),
        Value::Texts(phrases(parts, Role::Exception)),
        Value::Texts(phrases(parts, Role::Action)),
        Value::flag(hides(parts)),
        Value::flag(diverts(parts)),
        Value::Texts(targets(parts)),
        Value::optional(change.raw_condition.as_deref()),
        Value::text(sentence_of(&change)),
    ]
}

/// Names a rule in a sentence.
pub(super) fn call_rule(name: Option<&str>, rule_id: Option<&str>) -> String {
    match (name, rule_id) {
        (Some(name), _) => format!("Inbox rule {}", quote(name)),
        (None, Some(id)) => format!("Inbox rule without a name (id {})", quote(id)),
        (None, None) => "Inbox rule without a name".to_owned(),
    }
}

fn sentence_of(change: &Change) -> String {
    let rule = call_rule(change.name.as_deref(), change.rule_id.as_deref());
    let state = match change.enabled {
        Some(false) if change.act == Act::Created => ", switched off,",
        _ => "",
    };
    match (change.act, change.parts.as_deref()) {
        (Act::Created, Some(parts)) => format!("{rule} was created{state}: {}.", describe(parts)),
        (Act::Created, None) => format!("{rule} was created; its content is not logged."),
        (Act::Changed, Some(parts)) if change.is_whole => format!("{rule} was changed: {}.", describe(parts)),
        (Act::Changed, parts) => {
            format!("{rule} was changed{}.", describe_changes(parts.unwrap_or_default(), change.enabled))
        }
        (Act::Restamped, _) => format!("{rule} was stored again by Outlook; its content is not logged."),
        (act, _) => format!("{rule} was {}.", act.name()),
    }
}

/// Writes which parts a cmdlet set, cleared, or that it switched the rule on or off.
fn describe_changes(parts: &[Part], enabled: Option<bool>) -> String {
    let set: Vec<_> = parts.iter().filter(|part| !part.is_cleared()).cloned().collect();
    let cleared: Vec<_> =
        parts.iter().filter(|part| part.is_cleared()).map(|part| quote(&part.key)).collect();
    let mut text = String::new();
    if !set.is_empty() {
        text.push_str(": ");
        text.push_str(&describe_named(&set));
    }
    if !cleared.is_empty() {
        text.push_str("; cleared: ");
        text.push_str(&cleared.join(", "));
    }
    match enabled {
        Some(true) => text.push_str("; switched on"),
        Some(false) => text.push_str("; switched off"),
        None => {}
    }
    text
}

/// As [`describe`], but what is not named says nothing: the rule may have it from before.
fn describe_named(parts: &[Part]) -> String {
    let of = |role| phrases(parts, role);
    let mut pieces = Vec::new();
    let (conditions, exceptions) = (of(Role::Condition), of(Role::Exception));
    if !conditions.is_empty() {
        pieces.push(format!("when {}", conditions.join(" and ")));
    }
    if !exceptions.is_empty() {
        pieces.push(format!("unless {}", exceptions.join(" or ")));
    }
    pieces.extend(of(Role::Action));
    pieces.extend(of(Role::Stop));
    pieces.join(", ")
}
