//! Records of data loss prevention: rules, severity and outcome.

use trail365_records::Json;

use crate::document::{member_of, text_of, visit_items};

/// The rules of a record, and what they say together.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Id and name of each rule that has both.
    pub rules: Vec<(String, String)>,
    /// The highest severity, 0 if there is none.
    pub severity: i64,
    /// A rule blocks access.
    pub blocks: bool,
}

/// Reads `PolicyDetails`.
pub fn read_rules(details: Json<'_>) -> Verdict {
    let mut found = Verdict::default();
    visit_items(details, |policy| {
        let Some(rules) = member_of(policy, "Rules") else { return };
        visit_items(rules, |rule| found.take_rule(rule));
    });
    found
}

impl Verdict {
    fn take_rule(&mut self, rule: Json<'_>) {
        let text = |name: &str| member_of(rule, name).and_then(text_of);
        if let (Some(id), Some(name)) = (text("RuleId"), text("RuleName")) {
            self.rules.push((id.into_owned(), name.into_owned()));
        }
        let severity = text("Severity").and_then(|word| severity_of(&word.to_ascii_lowercase()));
        self.severity = self.severity.max(severity.unwrap_or_default());
        if let Some(actions) = member_of(rule, "Actions") {
            visit_items(actions, |action| {
                self.blocks |= text_of(action).is_some_and(|text| text == "BlockAccess");
            });
        }
    }
}

/// Returns the number of a severity in small letters.
pub fn severity_of(word: &str) -> Option<i64> {
    let number = ["informational", "low", "medium", "high"].iter().position(|known| *known == word)?;
    Some(number as i64 + 1)
}
