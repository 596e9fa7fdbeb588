//! What was looked at for findings.

use std::collections::BTreeSet;

use trail365_sql::rules::Range;

use crate::alerts::Alert;

/// What was looked at for findings: all alerts of these rules that lie in the range are among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedAt {
    /// Time of the alerts, from the first record of each to the last.
    pub range: Range,
    /// Ids of the rules that were asked.
    pub rules: BTreeSet<String>,
}

impl LookedAt {
    /// Reports whether an alert would be among the findings if it held.
    pub(crate) fn covers(&self, alert: &Alert) -> bool {
        let Range { from, until } = self.range;
        from.is_none_or(|from| alert.first_time >= from)
            && until.is_none_or(|until| alert.last_time < until)
            && self.rules.contains(&alert.rule_id)
    }
}
