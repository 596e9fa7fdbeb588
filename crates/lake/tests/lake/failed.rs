//! An import that failed cannot be used on: nothing of it is committed later, and nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};

use trail365_lake::{ImportOptions, Importer};

use crate::Place;
use crate::place::{counts, lines};

/// A folder that is away, with a file in its place: nothing can be written into it. It comes back in the end.
struct Away {
    folder: PathBuf,
    aside: PathBuf,
}

impl Away {
    fn take(folder: PathBuf) -> Self {
        let aside = folder.with_extension("aside");
        fs::rename(&folder, &aside).unwrap();
        fs::write(&folder, "in the way").unwrap();
        Away { folder, aside }
    }
}

impl Drop for Away {
    fn drop(&mut self) {
        fs::remove_file(&self.folder).unwrap();
        fs::rename(&self.aside, &self.folder).unwrap();
    }
}

fn importing<T>(place: &Place, work: impl FnOnce(&mut Importer) -> T) -> T {
    let options = ImportOptions { threads: 2, ..ImportOptions::default() };
    let mut importer = Importer::begin(place.lake(), &options).unwrap();
    work(&mut importer)
}

fn folder(place: &Place, path: impl AsRef<Path>) -> PathBuf {
    place.path().join("lake").join(path)
}

/// Fails while `away` cannot be written, then goes on with the same importer.
fn assert_stays_failed(away: &str) {
    let place = Place::new();
    place.import("before", lines(0..10));
    importing(&place, |importer| {
        importer.import_unit("a", lines(10..60).as_bytes(), &mut |_| ()).unwrap();
        let gone = Away::take(folder(&place, away));
        let first = importer.commit_marks(&[]).unwrap_err().to_string();
        drop(gone);
        let again = importer.import_unit("a", lines(10..60).as_bytes(), &mut |_| ()).unwrap_err();
        assert!(again.to_string().contains(&first), "{again} does not name {first}");
        let again = importer.commit_marks(&[]).unwrap_err();
        assert!(again.to_string().contains(&first), "{again} does not name {first}");
    });
    assert_eq!(place.count(), 10);
    assert_eq!(place.query("select source, rows_added from ledger"), "before|10");
    assert_eq!(counts(&place.import("a", lines(10..60))), [50, 50, 0, 0, 0]);
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn an_importer_whose_commit_failed_stores_nothing_more() {
    assert_stays_failed("activity/_delta_log");
}

#[test]
fn an_importer_whose_file_failed_stores_nothing_more() {
    assert_stays_failed("activity");
}

#[test]
fn an_importer_whose_rejected_input_failed_stores_nothing_more() {
    let place = Place::new();
    place.lake();
    importing(&place, |importer| {
        importer.import_unit("a", (lines(0..5) + "no record\n").as_bytes(), &mut |_| ()).unwrap();
        let gone = Away::take(folder(&place, "rejected"));
        assert!(importer.commit_marks(&[]).is_err());
        drop(gone);
        assert!(importer.commit_marks(&[]).is_err());
    });
    assert_eq!(counts(&place.import("a", lines(0..5) + "no record\n")), [6, 5, 0, 0, 1]);
    assert_eq!(place.findings(), [""; 0]);
}
