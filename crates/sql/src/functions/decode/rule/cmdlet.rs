//! Parameters of the cmdlets of inbox rules as parts of a rule.

use super::super::pairs::{Pairs, addresses_of, is_false, is_true, split_values};
use super::super::quote::{quote, quote_all};
use super::folders::is_hiding;
use super::part::{Part, Role};

/// Conditions by parameter, with the words in front of their values. `ExceptIf` in front of a name makes it an exception.
const CONDITIONS: [(&str, &str); 24] = [
    ("From", "it is from"),
    ("FromAddressContainsWords", "the address of the sender has"),
    ("SentTo", "it was sent to"),
    ("SubjectContainsWords", "the subject has"),
    ("BodyContainsWords", "the body has"),
    ("SubjectOrBodyContainsWords", "the subject or body has"),
    ("HeaderContainsWords", "the header has"),
    ("RecipientAddressContainsWords", "the address of a recipient has"),
    ("FromSubscription", "it is of the subscription"),
    ("HasClassification", "it has the classification"),
    ("MessageTypeMatches", "it is of the type"),
    ("WithImportance", "its importance is"),
    ("WithSensitivity", "its sensitivity is"),
    ("FlaggedForAction", "it is flagged for"),
    ("WithinSizeRangeMinimum", "it is larger than"),
    ("WithinSizeRangeMaximum", "it is smaller than"),
    ("ReceivedAfterDate", "it was received after"),
    ("ReceivedBeforeDate", "it was received before"),
    ("HasAttachment", "it has an attachment"),
    ("MyNameInToBox", "it is addressed to the owner"),
    ("MyNameInCcBox", "the owner is in copy"),
    ("MyNameInToOrCcBox", "it is addressed to the owner or the owner is in copy"),
    ("MyNameNotInToBox", "it is not addressed to the owner"),
    ("SentOnlyToMe", "it was sent to the owner alone"),
];

/// What an action does to the mail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Hides,
    HidesByFolder,
    Diverts,
}

/// Actions by parameter.
const ACTIONS: [(&str, &str, Effect); 16] = [
    ("ForwardTo", "forward it to", Effect::Diverts),
    ("ForwardAsAttachmentTo", "forward it as an attachment to", Effect::Diverts),
    ("RedirectTo", "redirect it to", Effect::Diverts),
    ("SendTextMessageNotificationTo", "send a text message to", Effect::None),
    ("MoveToFolder", "move it to the folder", Effect::HidesByFolder),
    ("CopyToFolder", "copy it to the folder", Effect::None),
    ("DeleteMessage", "delete it", Effect::Hides),
    ("SoftDeleteMessage", "delete it", Effect::Hides),
    ("PermanentDelete", "delete it beyond recovery", Effect::Hides),
    ("MarkAsRead", "mark it as read", Effect::Hides),
    ("MarkImportance", "set its importance to", Effect::None),
    ("ApplyCategory", "give it the category", Effect::None),
    ("ApplySystemCategory", "give it the category", Effect::None),
    ("DeleteSystemCategory", "take away the category", Effect::None),
    ("UnsubscribeFromMail", "unsubscribe", Effect::None),
    ("PinMessage", "pin it", Effect::None),
];

/// Parameters that say nothing of what the rule does to mail.
const CONTROLS: [&str; 12] = [
    "Name",
    "Identity",
    "Mailbox",
    "Enabled",
    "Priority",
    "Force",
    "AlwaysDeleteOutlookRulesBlob",
    "Confirm",
    "DomainController",
    "WhatIf",
    "Description",
    "SortOrder",
];

/// Returns the parts that the parameters name. An empty value and a `False` clear a part.
pub(super) fn parts_of(parameters: &Pairs) -> Vec<Part> {
    parameters.iter().filter_map(|(name, value)| part_of(name, value)).collect()
}

fn part_of(name: &str, value: &str) -> Option<Part> {
    if CONTROLS.iter().any(|control| control.eq_ignore_ascii_case(name)) {
        return None;
    }
    if name.eq_ignore_ascii_case("StopProcessingRules") {
        let phrase = if is_true(value) { "no further rules run" } else { "" };
        return Some(Part::new(name, Role::Stop, phrase));
    }
    let is_cleared = value.trim().is_empty() || is_false(value);
    let phrase = |words: &str| match () {
        () if is_cleared => String::new(),
        () if is_true(value) => words.to_owned(),
        () => format!("{words} {}", quote_all(&split_values(value), "or")),
    };
    if let Some((_, words, effect)) = ACTIONS.iter().find(|(key, ..)| key.eq_ignore_ascii_case(name)) {
        let mut part = Part::new(name, Role::Action, phrase(words));
        part.hides = match effect {
            Effect::Hides => true,
            Effect::HidesByFolder => is_hiding(value),
            Effect::None | Effect::Diverts => false,
        };
        part.diverts = *effect == Effect::Diverts;
        if part.diverts && !is_cleared {
            part.targets = addresses_of(&split_values(value));
        }
        return Some(part);
    }
    let (role, condition) = match name.get(..8).filter(|front| front.eq_ignore_ascii_case("ExceptIf")) {
        Some(_) => (Role::Exception, &name[8..]),
        None => (Role::Condition, name),
    };
    if let Some((_, words)) = CONDITIONS.iter().find(|(key, _)| key.eq_ignore_ascii_case(condition)) {
        return Some(Part::new(name, role, phrase(words)));
    }
    // Microsoft may add parameters: one that is not known is shown as it stands, so that nothing of a rule is lost.
    let phrase = if is_cleared { String::new() } else { format!("{}: {}", quote(name), quote(value)) };
    Some(Part::new(name, if role == Role::Exception { role } else { Role::Action }, phrase))
}
