//! Lakes of older formats are brought to the newest: other notation becomes no difference of content.

use trail365_lake::{At, ErrorKind, ImportOptions, Importer};

use crate::Place;
use crate::format::kept;
use crate::place::{counts, lines, record};

fn upgrade(place: &Place) -> trail365_lake::Upgraded {
    let mut lake = place.lake();
    place.runtime.block_on(lake.upgrade()).unwrap()
}

#[test]
fn an_older_lake_keeps_its_rule_until_it_is_upgraded() {
    for (format, number) in [("format-0", 0), ("format-1", 1)] {
        let place = kept(format);
        let plain = record(1, "Send");
        let zoned = plain.replace(":00:00\"", ":00:00Z\"");
        let named = plain.replace("\"RecordType\":6", "\"RecordType\":\"SharePointFileOperation\"");
        let other = record(1, "Other");
        assert_eq!(counts(&place.import("plain", &plain)), [1, 1, 0, 0, 0]);
        assert_eq!(counts(&place.import("zoned", format!("{zoned}\n{named}\n{other}"))), [3, 0, 0, 3, 0]);
        assert_eq!(place.query("select count(*), count(distinct id) from activity"), "20|17");
        assert_eq!(place.query("select count(*) from events"), "17");
        let version = place.lake().version();
        assert_eq!(place.lake().format(), 1);

        let done = upgrade(&place);
        assert_eq!(
            (done.from, done.to, done.rows, done.duplicates, done.copies),
            (1, 2, 18, 2, 1),
            "{number}"
        );
        assert_eq!(place.lake().format(), 2);
        assert_eq!(place.query("select count(*), count(distinct id) from activity"), "18|17");
        assert_eq!(place.query("select count(*) from events"), "17");
        assert_eq!(place.query("select sum(removed) from ledger where format = 'upgrade'"), "2");
        assert_eq!(place.findings(), [""; 0]);
        assert_eq!(
            counts(&place.import("again", format!("{zoned}\n{plain}\n{other}\n{named}"))),
            [4, 0, 4, 0, 0]
        );
        // The past stays as it was.
        let before = place.at(At::Version(version));
        assert_eq!(place.query_of(&before, "select count(*) from activity"), "20");
        assert_eq!(before.format(), 1);
        assert!(place.runtime.block_on(before.verify()).unwrap().findings.is_empty());

        let again = upgrade(&place);
        assert_eq!((again.from, again.to, again.rows), (2, 2, 0));
        place.compact().unwrap();
        assert_eq!(place.query("select count(*) from events"), "17");
        assert_eq!(place.findings(), [""; 0]);
    }
}

#[test]
fn an_import_that_was_under_way_says_that_the_lake_was_upgraded() {
    let place = kept("format-1");
    let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    importer.import_unit("a", lines(0..5).as_bytes(), &mut |_| ()).unwrap();
    upgrade(&place);
    let error = importer.finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Busy);
    assert!(error.to_string().contains("import again"), "{error}");
    assert_eq!(counts(&place.import("a", lines(0..5))), [5, 5, 0, 0, 0]);
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn an_import_that_is_faster_than_an_upgrade_is_upgraded_too() {
    let place = kept("format-1");
    let mut upgraded = place.lake();
    place.import("a", lines(0..5));
    let done = place.runtime.block_on(upgraded.upgrade()).unwrap();
    assert_eq!(done.rows, 21);
    assert_eq!(place.query("select count(*) from events"), "21");
    assert_eq!(counts(&place.import("a", lines(0..5))), [5, 0, 5, 0, 0]);
    assert_eq!(place.findings(), [""; 0]);
}
