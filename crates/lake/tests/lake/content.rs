//! Content of the Management Activity API: in the lake together with its marks, or noted as lost.

use std::io::{self, Read};

use chrono::{DateTime, TimeDelta, Utc};
use trail365_lake::{Content, ContentFound, ContentSince, ErrorKind, ImportOptions, Importer, Mark};

use crate::Place;
use crate::place::record;

const TENANT: &str = "00000000-0000-4000-8000-000000000365";

fn time(hour: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(hour)
}

fn blob(id: &str, hour: i64) -> Content {
    Content {
        tenant_id: TENANT.into(),
        content_type: "Audit.Exchange".into(),
        content_id: Some(id.into()),
        created: time(hour),
        until: Some(time(hour + 168)),
    }
}

fn mark(hour: i64) -> [Mark; 1] {
    [Mark { name: "exchange".into(), until: time(hour) }]
}

fn importing(place: &Place, work: impl FnOnce(&mut Importer)) {
    let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    work(&mut importer);
}

fn marked(place: &Place) -> Option<DateTime<Utc>> {
    place.runtime.block_on(place.lake().read_mark("exchange")).unwrap()
}

fn since(hour: i64) -> ContentSince {
    ContentSince { tenant_id: TENANT.into(), content_type: "Audit.Exchange".into(), since: time(hour) }
}

/// The place in `wanted`, ID and hour of all blobs that are found; `!` after what is lost.
fn known(place: &Place, wanted: &[ContentSince]) -> Vec<String> {
    let mut found = Vec::new();
    let each = |ContentFound { place, content_id, created, is_lost }: ContentFound<'_>| {
        let lost = if is_lost { "!" } else { "" };
        found.push(format!("{place} {content_id} {}{lost}", (created - time(0)).num_hours()));
    };
    place.runtime.block_on(place.lake().find_contents(wanted, each)).unwrap();
    found.sort();
    found
}

#[test]
fn a_mark_moves_with_its_records_or_not_at_all() {
    let place = Place::new();
    assert_eq!(marked(&place), None);
    let body = format!("[{},{}]", record(1, "Send"), record(2, "Send"));
    importing(&place, |importer| importer.import_content(blob("one", 1), body.as_bytes()).unwrap());
    assert_eq!((place.count(), marked(&place)), (0, None));
    importing(&place, |importer| {
        importer.import_content(blob("one", 1), body.as_bytes()).unwrap();
        let committed = importer.commit_marks(&mark(5)).unwrap();
        assert_eq!(
            committed.iter().map(|entry| (entry.rows_added, entry.version)).collect::<Vec<_>>(),
            [(2, 1)]
        );
        assert_eq!(importer.commit_marks(&mark(3)).unwrap(), []);
    });
    assert_eq!((place.count(), marked(&place)), (2, Some(time(5))));
    assert_eq!(place.lake().version(), 1);
    importing(&place, |importer| assert_eq!(importer.commit_marks(&mark(6)).unwrap(), []));
    assert_eq!(marked(&place), Some(time(6)));
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn the_ledger_knows_blobs_that_were_had_and_lost() {
    let place = Place::new();
    let body = |number| format!("[{}]", record(number, "Send"));
    importing(&place, |importer| {
        importer.import_content(blob("old", 0), body(1).as_bytes()).unwrap();
        importer.import_content(blob("had", 2), body(2).as_bytes()).unwrap();
        importer.note_loss(blob("gone", 3), "expired").unwrap();
        importer.note_loss(Content { content_id: None, ..blob("", 4) }, "out of reach").unwrap();
        importer.commit_marks(&[]).unwrap();
    });
    let other = ContentSince { tenant_id: "other".into(), ..since(1) };
    assert_eq!(known(&place, &[other, since(1)]), ["1 gone 3!", "1 had 2"]);
    assert_eq!(
        place.query("select content_id, rows_read, lost from ledger where lost is not null order by 1"),
        "gone|0|expired\n|0|out of reach"
    );
    assert_eq!(
        place.query("select source from activity order by 1"),
        format!("o365:{TENANT}/Audit.Exchange/had\no365:{TENANT}/Audit.Exchange/old")
    );
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn the_blobs_of_many_streams_are_found_in_one_reading() {
    let place = Place::new();
    let of = |content_type: &str, id: String, hour| Content {
        content_type: content_type.into(),
        ..blob(&id, hour)
    };
    for hour in 0..40 {
        importing(&place, |importer| {
            importer.note_loss(of("Audit.Exchange", format!("e{hour:02}"), hour), "expired").unwrap();
            importer.note_loss(of("Audit.General", format!("g{hour:02}"), hour), "expired").unwrap();
            importer.commit_marks(&[]).unwrap();
        });
    }
    let general = ContentSince { content_type: "Audit.General".into(), ..since(37) };
    let found = known(&place, &[since(38), general, since(39)]);
    assert_eq!(found, ["0 e38 38!", "0 e39 39!", "1 g37 37!", "1 g38 38!", "1 g39 39!", "2 e39 39!"]);
    assert_eq!(known(&place, &[]), [""; 0]);
}

#[test]
fn files_of_the_ledger_from_before_are_not_read() {
    let place = Place::new();
    let mut old = Vec::new();
    for hour in 0..4 {
        importing(&place, |importer| {
            match hour {
                // Nothing of the API at all.
                2 => importer.import_unit("export", record(1, "Send").as_bytes(), &mut |_| ()).unwrap(),
                _ => importer.note_loss(blob(&format!("blob {hour}"), hour), "expired").unwrap(),
            }
            importer.commit_marks(&[]).unwrap();
        });
        if hour < 3 {
            old = place.files("ledger");
        }
    }
    assert_eq!(known(&place, &[since(0)]).len(), 3);
    for file in old {
        std::fs::remove_file(file).unwrap();
    }
    assert_eq!(known(&place, &[since(3)]), ["0 blob 3 3!"]);
    // A number of rows is in the log.
    assert_eq!(place.runtime.block_on(place.lake().info()).unwrap().units, 4);
}

/// What an export would have them in.
#[test]
fn content_is_of_records_as_they_stand() {
    let place = Place::new();
    let body = r#"[{"Id":"a","Operation":"A","RawEventData":"{\"Id\":\"x\",\"CreationTime\":\"2026-01-01T00:00:00\"}"},
        {"Id":"b","AuditData":"{\"Id\":\"y\",\"CreationTime\":\"2026-01-01T00:00:00\"}"},
        {"Id":"c","Count":1,"value":[{"Id":"z","Operation":"Z"}]}]"#;
    importing(&place, |importer| {
        importer.import_content(blob("one", 1), body.as_bytes()).unwrap();
        importer.commit_marks(&mark(2)).unwrap();
    });
    assert_eq!(place.query("select id from activity order by 1"), "a\nb\nc");
}

/// Gives a part, and then fails.
struct Broken<'a>(&'a [u8]);

impl Read for Broken<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() { Err(io::Error::other("the disk is broken")) } else { self.0.read(into) }
    }
}

#[test]
fn content_whose_input_fails_is_an_error_and_in_no_commit() {
    let place = Place::new();
    let body = format!("[{},", record(1, "A"));
    importing(&place, |importer| {
        let error = importer.import_content(blob("one", 1), Broken(body.as_bytes())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
    });
    assert_eq!((place.count(), marked(&place)), (0, None));
}
