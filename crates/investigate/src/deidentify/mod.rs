//! Consistent pseudonyms for what names people: for a report that is shown to others.
//!
//! Mail addresses, subjects, attachments, file names and message ids get pseudonyms in all texts of a report, and so do names of apps,
//! folders, groups, devices and words of rules that are not Microsoft's own; network addresses only if asked. Raw records are left out. The
//! key, which leads back, is a file apart.

mod collect;
mod key;
mod plain;
mod replace;
mod texts;

use std::fmt;
use std::io::{self, Write};

pub use key::{Key, KeyEntry};
pub use texts::visit_texts;

use crate::model::Report;

/// A report has more names than can be searched for.
#[derive(Debug)]
pub struct TooManyNames(String);

impl fmt::Display for TooManyNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot search for all names of the report: {}; ask for fewer accounts or a shorter span",
            self.0
        )
    }
}

impl std::error::Error for TooManyNames {}

/// Replaces what names people by pseudonyms, and returns the key.
///
/// Texts of 5 characters and less that are no addresses are replaced only where they are a whole cell or stand in quotation marks:
/// they are found in too many other words.
///
/// # Errors
/// If there are more names than can be searched for; the report is to be thrown away then.
pub fn deidentify(report: &mut Report, with_network_addresses: bool) -> Result<Key, TooManyNames> {
    let mut key = Key::default();
    collect::collect_names(report, with_network_addresses, &mut key);
    replace::replace_names(report, &key).map_err(|error| TooManyNames(error.to_string()))?;
    for record in &mut report.evidence {
        record.json.clear();
    }
    Ok(key)
}

/// Writes a key as CSV.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_key(key: &Key, out: &mut dyn Write) -> io::Result<()> {
    key.write(out)
}
