//! The rules that a task looks at.

use anyhow::{Result, bail};
use trail365_findings::{RuleLibrary, load_lists};

use crate::args::AtRules;
use crate::commands::detect::note_problems;

/// Loads rules; those that ship where no path is named. Notes what is wrong with them.
///
/// # Errors
/// If there is no rule, or a list cannot be read.
pub fn load(at: &AtRules) -> Result<RuleLibrary> {
    let library = RuleLibrary::load(&at.rules, &load_lists(&at.at_lists.lists)?);
    note_problems(&library.loaded.set.problems);
    if library.entries().is_empty() {
        bail!("there is no rule: name files or folders of rules, or leave --rules out for those that ship");
    }
    Ok(library)
}
