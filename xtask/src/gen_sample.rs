//! `sample/AuditLog_sample.csv`: three days of an invented tenant, as the Purview portal exports them.
//!
//! Twelve people do their work, and somebody sprays passwords, gets in, and stays until the mail about it is deleted.
//! Every domain is one of example.com and its like, every address one that is kept for documentation. The dice are
//! seeded, so the file is the same wherever it is made.
//!
//! The sandbox tells the same story. Records, texts, people and files are its own (`trail365_sandbox::activity`). This
//! module draws the values, each throw of the dice after the one before, and has the plan of the three days: the file
//! was made so, and never changes.

mod attack;
mod csv;
mod diary;
mod tenant;
mod work;

use std::path::PathBuf;

use trail365_sandbox::activity::Dice;

use crate::files::Files;
use diary::{Diary, SampleRecord};
use tenant::Contoso;

/// Path of the export below the repository's root.
const PATH: &str = "sample/AuditLog_sample.csv";

/// Another number makes another tenant with the same story.
const SEED: u64 = 365;

/// Adds the export to the files to write.
pub fn generate(files: &mut Files) {
    files.insert(PathBuf::from(PATH), csv::write_portal_export(&make_records()));
}

/// Makes the record of everything that happened, in order of time.
fn make_records() -> Vec<SampleRecord> {
    let mut dice = Dice::with_remainders(SEED);
    let contoso = Contoso::from_dice(SEED, &mut dice);
    let mut diary = Diary { contoso: &contoso, dice, records: Vec::new() };
    for day in 0..diary::DAYS {
        work::write_day(&mut diary, day);
    }
    attack::write_story(&mut diary);
    let mut records = diary.records;
    // Stable: what happens in the same second stays in the order in which it was told.
    records.sort_by_key(|record| record.at);
    records
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{PATH, generate, make_records};
    use crate::files::Files;

    #[test]
    fn the_sample_is_small_and_tells_its_story() {
        let records = make_records();
        let count = |operation: &str| records.iter().filter(|record| record.operation == operation).count();
        assert!((400..=600).contains(&records.len()), "{} records", records.len());
        assert_eq!(records.iter().map(|record| &record.id).collect::<BTreeSet<_>>().len(), records.len());
        assert!(count("UserLoginFailed") >= 30 && count("FileDownloaded") >= 60);
        for once in ["New-InboxRule", "Consent to application.", "Add member to role.", "HardDelete"] {
            assert!(count(once) > 0, "{once}");
        }
    }

    #[test]
    fn every_run_makes_the_same_file() {
        let make = || {
            let mut files = Files::new();
            generate(&mut files);
            files
        };
        let first = make();
        assert_eq!(first, make());
        assert!(first.values().all(|text| text.len() < 1_000_000), "{PATH} is not small");
    }
}
