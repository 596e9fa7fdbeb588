//! `sample/AuditLog_sample.csv`: three days of an invented tenant, as the Purview portal exports them.
//!
//! Twelve people do their work, and somebody sprays passwords, gets in, and stays until the mail about it is deleted.
//! Every domain is one of example.com and its like, every address one that is kept for documentation. The dice are
//! seeded, so the file is the same wherever it is made.
//!
//! The sandbox tells the same story with makers of its own. They give any record of any moment by itself and fast; here
//! each throw of the dice follows from the one before, and the file never changes. What both spell alike is some forty
//! lines of texts and dice, less than a crate for them would be, and xtask builds without a web server.

mod attack;
mod clock;
mod csv;
mod dice;
mod directory;
mod event;
mod exchange;
mod json;
mod sharepoint;
mod teams;
mod tenant;
mod work;

use std::path::PathBuf;

use crate::Files;
use dice::Dice;
use event::Event;
use tenant::Tenant;

/// Where the export goes, below the repository's root.
const PATH: &str = "sample/AuditLog_sample.csv";

/// Another number makes another tenant with the same story.
const SEED: u64 = 365;

/// The export, as a file to write.
pub fn generate(files: &mut Files) {
    files.insert(PathBuf::from(PATH), csv::portal_export(&events()));
}

/// Everything that happened, by time.
fn events() -> Vec<Event> {
    let mut dice = Dice::new(SEED);
    let tenant = Tenant::new(&mut dice);
    let mut events = Vec::new();
    for day in 0..clock::DAYS {
        work::day(&tenant, day, &mut dice, &mut events);
    }
    attack::story(&tenant, &mut dice, &mut events);
    events.sort_by_key(|event| event.at);
    events
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{PATH, events, generate};
    use crate::Files;

    #[test]
    fn the_sample_is_small_and_tells_its_story() {
        let events = events();
        let count = |operation: &str| events.iter().filter(|event| event.operation == operation).count();
        assert!((400..=600).contains(&events.len()), "{} records", events.len());
        assert_eq!(events.iter().map(|event| &event.id).collect::<BTreeSet<_>>().len(), events.len());
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
