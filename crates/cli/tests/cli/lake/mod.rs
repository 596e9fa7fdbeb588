//! The commands that ask a lake: what they print of the sample export.

mod at;
mod carriers;
mod events;
mod formats;
mod investigate;
mod ledger;
mod listed;
mod notices;
mod output;
mod place;
mod query;
mod search;
mod shapes;
mod status;
mod tables;

use crate::folder::Folder;
use crate::program::run;

/// The sample export of the repository.
pub const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/AuditLog_sample.csv");

/// A lake with the sample in it, in a folder of its own.
struct Lake {
    folder: Folder,
    path: String,
}

impl Lake {
    fn of_sample() -> Self {
        Self::of(SAMPLE)
    }

    /// A lake of one file.
    fn of(file: &str) -> Self {
        let folder = Folder::new();
        let path = folder.path("lake");
        let lake = Self { folder, path };
        lake.import(file);
        lake
    }

    /// A lake of these records.
    fn of_records(lines: &str) -> Self {
        let folder = Folder::new();
        Self::of(&folder.file("records.jsonl", lines))
    }

    fn import(&self, file: &str) {
        let imported = run(&["import", "--lake", &self.path, file]);
        assert_eq!(imported.code, 0, "{}", imported.err);
    }

    /// The arguments with the lake after the command.
    fn args<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        [&args[..1], &["--lake", &self.path], &args[1..]].concat()
    }

    /// What a command prints that has to succeed; what it says on stderr is not looked at.
    fn printed(&self, args: &[&str]) -> String {
        let done = run(&self.args(args));
        assert_eq!(done.code, 0, "{args:?}: {}", done.err);
        done.out
    }
}
