//! Content of the Management Activity API: in the lake together with its marks, or noted as lost.

use chrono::{DateTime, TimeDelta, Utc};
use trail365_lake::{Content, ImportOptions, Importer, Mark};

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

fn importing(place: &Place, work: impl FnOnce(&mut Importer<'_>)) {
    let mut lake = place.lake();
    let handle = place.runtime.handle().clone();
    let mut importer = Importer::begin(&mut lake, handle, &ImportOptions::default()).unwrap();
    work(&mut importer);
}

fn marked(place: &Place) -> Option<DateTime<Utc>> {
    place.runtime.block_on(place.lake().mark("exchange")).unwrap()
}

#[test]
fn a_mark_moves_with_its_records_or_not_at_all() {
    let place = Place::new();
    assert_eq!(marked(&place), None);
    let body = format!("[{},{}]", record(1, "Send"), record(2, "Send"));
    importing(&place, |importer| importer.content(blob("one", 1), body.as_bytes()).unwrap());
    assert_eq!((place.count(), marked(&place)), (0, None));
    importing(&place, |importer| {
        importer.content(blob("one", 1), body.as_bytes()).unwrap();
        let committed = importer.mark(&mark(5)).unwrap();
        assert_eq!(
            committed.iter().map(|entry| (entry.rows_added, entry.version)).collect::<Vec<_>>(),
            [(2, 1)]
        );
        assert_eq!(importer.mark(&mark(3)).unwrap(), []);
    });
    assert_eq!((place.count(), marked(&place)), (2, Some(time(5))));
    assert_eq!(place.lake().version(), 1);
    importing(&place, |importer| assert_eq!(importer.mark(&mark(6)).unwrap(), []));
    assert_eq!(marked(&place), Some(time(6)));
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn the_ledger_knows_blobs_that_were_had_and_lost() {
    let place = Place::new();
    let body = format!("[{}]", record(1, "Send"));
    importing(&place, |importer| {
        importer.content(blob("old", 0), body.as_bytes()).unwrap();
        importer.content(blob("had", 2), body.as_bytes()).unwrap();
        importer.lose(blob("gone", 3), "expired");
        importer.lose(Content { content_id: None, ..blob("", 4) }, "out of reach");
        importer.mark(&[]).unwrap();
    });
    let known = |tenant| place.runtime.block_on(place.lake().contents(tenant, "Audit.Exchange", time(1)));
    let mut found = known(TENANT).unwrap();
    found.sort();
    assert_eq!(found, [("gone".to_owned(), time(3)), ("had".to_owned(), time(2))]);
    assert_eq!(known("other").unwrap(), []);
    assert_eq!(
        place.query("select content_id, rows_read, lost from ledger where lost is not null order by 1"),
        "gone|0|expired\n|0|out of reach"
    );
    assert_eq!(
        place.query("select distinct source from activity"),
        format!("o365:{TENANT}/Audit.Exchange/old")
    );
    assert_eq!(place.findings(), [""; 0]);
}
