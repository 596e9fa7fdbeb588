//! Properties of `UpdateInboxRules` as parts of a rule.

use super::super::pairs::Pairs;
use super::action_list::{actions_of, is_blank};
use super::condition::conditions_of;
use super::part::{Part, Role};

/// Returns the parts; `None` where the record carries no body, as when Outlook stores its rules again.
pub(super) fn parts_of(properties: &Pairs) -> Option<Vec<Part>> {
    let condition = properties.get("RuleCondition").unwrap_or_default();
    let actions = properties.get("RuleActions").unwrap_or_default();
    if is_blank(condition) && is_blank(actions) {
        return None;
    }
    let conditions = conditions_of(condition).into_iter().enumerate();
    let conditions =
        conditions.map(|(at, words)| Part::new(format!("condition {at}"), Role::Condition, words));
    let mut parts: Vec<_> = conditions.chain(actions_of(actions)).collect();
    let has_stop = parts.iter().any(|part| part.role == Role::Stop);
    if !has_stop && states_of(properties).any(|state| state == "ExitAfterExecution") {
        parts.push(Part::new("StopProcessing", Role::Stop, "no further rules run"));
    }
    Some(parts)
}

/// Reports whether the rule is on; `None` where the record does not say.
pub(super) fn is_enabled(properties: &Pairs) -> Option<bool> {
    let has_state = states_of(properties).next().is_some();
    has_state.then(|| states_of(properties).any(|state| state == "Enabled"))
}

fn states_of(properties: &Pairs) -> impl Iterator<Item = &str> {
    properties
        .get("RuleState")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|state| !state.is_empty())
}
