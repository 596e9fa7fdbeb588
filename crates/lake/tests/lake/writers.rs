//! Several writers at once, and writers that did not get to their end.

use trail365_lake::{ImportOptions, Importer};

use crate::Place;
use crate::place::{counts, lines, record};

#[test]
fn two_imports_of_the_same_records_add_each_once() {
    let place = Place::new();
    let (a, b) = (place.lake(), place.lake());
    let options = ImportOptions::default();
    let mut first = Importer::begin(a, &options).unwrap();
    let mut second = Importer::begin(b, &options).unwrap();
    first.import_unit("first", lines(0..600).as_bytes(), &mut |_| ()).unwrap();
    let overlap = format!("{}{}\n", lines(400..1000), record(0, "FileDeleted"));
    second.import_unit("second", overlap.as_bytes(), &mut |_| ()).unwrap();
    assert_eq!(counts(&first.finish().unwrap().units[0]), [600, 600, 0, 0, 0]);
    assert_eq!(counts(&second.finish().unwrap().units[0]), [601, 400, 200, 1, 0]);
    assert_eq!(place.count(), 1001);
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn an_import_that_is_given_up_leaves_nothing_to_be_seen() {
    let place = Place::new();
    let mut given_up = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    given_up.import_unit("a", lines(0..100).as_bytes(), &mut |_| ()).unwrap();
    drop(given_up);
    assert_eq!((place.count(), place.query("select count(*) from ledger")), (0, "0".to_owned()));
    assert_eq!(counts(&place.import("a", lines(0..100))), [100, 100, 0, 0, 0]);
}

#[test]
fn a_ledger_that_is_behind_is_brought_up_to_date() {
    let place = Place::new();
    place.import("a", lines(0..10));
    place.import("b", lines(10..20));
    // As if the second import had been killed right behind its commit.
    place.forget_last_commit("ledger");
    let ledger = "select source, rows_added, version from ledger order by 1";
    assert_eq!(place.query(ledger), "a|10|1\nb|10|2");
    assert_eq!(place.findings(), [""; 0]);
    place.import("c", lines(20..30));
    assert_eq!(place.query(ledger), "a|10|1\nb|10|2\nc|10|3");
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn counts_are_right_when_units_share_a_name() {
    let place = Place::new();
    let (a, b) = (place.lake(), place.lake());
    let options = ImportOptions::default();
    let mut first = Importer::begin(a, &options).unwrap();
    let mut second = Importer::begin(b, &options).unwrap();
    for range in [0..5, 5..12] {
        first.import_unit("same", lines(range.clone()).as_bytes(), &mut |_| ()).unwrap();
        second.import_unit("same", lines(range).as_bytes(), &mut |_| ()).unwrap();
    }
    let sums =
        |mut importer: Importer| importer.finish().unwrap().units.iter().map(counts).collect::<Vec<_>>();
    assert_eq!(sums(first), [[5, 5, 0, 0, 0], [7, 7, 0, 0, 0]]);
    assert_eq!(sums(second), [[5, 0, 5, 0, 0], [7, 0, 7, 0, 0]]);
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn two_imports_of_the_same_rejected_input_keep_each_piece_once() {
    // The faster one may not have got to the table `rejected`.
    for is_behind in [false, true] {
        let place = Place::new();
        let (a, b) = (place.lake(), place.lake());
        let options = ImportOptions::default();
        let mut first = Importer::begin(a, &options).unwrap();
        let mut second = Importer::begin(b, &options).unwrap();
        let input = lines([1]) + "no record\nneither\n";
        first.import_unit("same", input.as_bytes(), &mut |_| ()).unwrap();
        second.import_unit("same", (input + "nor this\n").as_bytes(), &mut |_| ()).unwrap();
        second.import_unit("other", (lines([2]) + "no record\n").as_bytes(), &mut |_| ()).unwrap();
        assert_eq!(counts(&first.finish().unwrap().units[0]), [3, 1, 0, 0, 2]);
        if is_behind {
            place.forget_last_commit("rejected");
        }
        let units = second.finish().unwrap().units;
        assert_eq!(units.iter().map(counts).collect::<Vec<_>>(), [[4, 0, 1, 0, 3], [2, 1, 0, 0, 1]]);
        assert_eq!(
            place.query("select source, source_line from rejected order by 1, 2"),
            "other|2\nsame|2\nsame|3\nsame|4",
            "{is_behind}"
        );
        assert_eq!(place.findings(), [""; 0]);
    }
}
