//! `RuleActions` of Outlook's rules: a JSON list in text, as parts of a rule.

use serde_json::Value;

use super::super::pairs::{addresses_of, read_list, text_of};
use super::super::quote::{quote, quote_all};
use super::part::{Part, Role};

/// Most actions that are read.
const MOST: usize = 50;

/// Returns the actions.
pub(super) fn actions_of(text: &str) -> Vec<Part> {
    let items = read_list(text);
    let actions: Vec<_> = items.iter().take(MOST).enumerate().map(|(at, item)| action_of(at, item)).collect();
    if actions.is_empty() && !is_blank(text) {
        return vec![Part::new(
            "action",
            Role::Action,
            format!("an action that cannot be read: {}", quote(text)),
        )];
    }
    actions
}

/// Reports whether a list of actions is none at all, as Outlook writes it for a rule that it only stores again.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "[]" | "{}" | "null" | "[null]")
}

fn action_of(at: usize, item: &Value) -> Part {
    let kind = item.get("ActionType").map(text_of).unwrap_or_default();
    let recipients = item.get("Recipients").map(recipients_of).unwrap_or_default();
    let targets = addresses_of(&recipients);
    let folder = item.get("DestinationFolderId").map(text_of).unwrap_or_default();
    let flags = item.get("ForwardFlags").map(text_of).unwrap_or_default();
    let short = kind.trim_end_matches("Action").trim_end_matches("ToRecipients").trim_end_matches("ToFolder");
    let to = |words: &str| match targets.as_slice() {
        [] => format!("{words} a recipient that is not logged"),
        targets => format!("{words} {}", quote_all(targets, "and")),
    };
    let in_folder = |words: &str| match folder.as_str() {
        "" => format!("{words} a folder that is not logged"),
        // The record has no name for it. Other records of the mailbox may show the folder with its path.
        id => format!("{words} the folder with the id {}", quote(id)),
    };
    let (phrase, hides, diverts) = match short {
        "Forward" if flags.contains("Attachment") => (to("forward it as an attachment to"), false, true),
        "Forward" => (to("forward it to"), false, true),
        "ForwardAsAttachment" => (to("forward it as an attachment to"), false, true),
        "Redirect" => (to("redirect it to"), false, true),
        "Delegate" => (to("deliver it to the delegate"), false, true),
        "Move" => (in_folder("move it to"), false, false),
        "Copy" => (in_folder("copy it to"), false, false),
        "Delete" => ("delete it".to_owned(), true, false),
        "PermanentDelete" => ("delete it beyond recovery".to_owned(), true, false),
        "MarkAsRead" => ("mark it as read".to_owned(), true, false),
        "Bounce" => ("send it back".to_owned(), false, false),
        "Tag" => ("set a property of it".to_owned(), false, false),
        "Defer" => ("leave it to Outlook to act on it".to_owned(), false, false),
        "StopProcessing" => return Part::new("StopProcessing", Role::Stop, "no further rules run"),
        _ => (format!("an action that is not known: {}", quote(&item.to_string())), false, false),
    };
    let mut part = Part::new(format!("action {at}"), Role::Action, phrase);
    (part.hides, part.diverts, part.targets) = (hides, diverts, if diverts { targets } else { Vec::new() });
    part
}

/// Returns the texts of a list of recipients: plain addresses, or objects with an address in one of their members.
fn recipients_of(recipients: &Value) -> Vec<String> {
    match recipients {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().flat_map(recipients_of).collect(),
        Value::Object(members) => {
            let texts: Vec<_> = members.values().filter_map(Value::as_str).collect();
            let with_address = texts.iter().find(|text| text.contains('@')).or(texts.first());
            with_address.map(|text| (*text).to_owned()).into_iter().collect()
        }
        value => vec![text_of(value)],
    }
}
