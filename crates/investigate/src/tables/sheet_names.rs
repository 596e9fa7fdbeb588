//! Names of sheets that a spreadsheet takes.

use std::collections::BTreeSet;

/// Longest name of a sheet.
const LONGEST: usize = 31;

/// Names that were given to sheets.
#[derive(Debug, Default)]
pub struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// Returns a name that no other sheet has: short enough, without signs that are not allowed.
    pub fn name_sheet(&mut self, wanted: &str) -> String {
        let plain: String = wanted
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-') { c } else { '_' })
            .collect();
        // Excel keeps the name History for itself.
        let plain = if plain.is_empty() || plain.eq_ignore_ascii_case("history") {
            format!("{plain}_")
        } else {
            plain
        };
        let mut name: String = plain.chars().take(LONGEST).collect();
        let mut number = 2;
        while !self.0.insert(name.to_ascii_lowercase()) {
            let suffix = format!(" {number}");
            name = plain.chars().take(LONGEST - suffix.len()).collect::<String>() + &suffix;
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::SheetNames;

    #[test]
    fn names_are_legal_and_differ() {
        let mut names = SheetNames::default();
        for (wanted, expect) in [
            ("timeline", "timeline"),
            ("Timeline", "Timeline 2"),
            ("a[b]:c*?/\\'", "a_b__c_____"),
            ("", "_"),
            ("History", "History_"),
            ("a name that is longer than a sheet may have", "a name that is longer than a sh"),
            ("a name that is longer than a sheet can have", "a name that is longer than a  2"),
        ] {
            assert_eq!(names.name_sheet(wanted), expect);
        }
    }
}
