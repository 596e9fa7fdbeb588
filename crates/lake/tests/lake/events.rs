//! `events` has one row an event: the fullest, in whatever order its copies came.

use trail365_lake::{ImportOptions, Importer};

use crate::Place;
use crate::place::{counts, lines, record};

/// A row of a table that loses fields.
fn partial(number: u32) -> String {
    format!(
        r#"{{"TimeGenerated":"2024-03-01T00:00:00Z","OfficeId":"00000000-0000-4000-8000-{number:012}","RecordType":"SharePointFileOperation","Operation":"FileAccessed","OfficeWorkload":"SharePoint","UserId":"user@example.com","Type":"OfficeActivity"}}"#
    )
}

const EVENTS: &str = "select id, incomplete, length(raw), operation from events order by id, content_hash";

#[test]
fn the_order_of_imports_makes_no_difference() {
    let longer = record(1, "FileAccessed").replace("\"ClientIP\"", "\"Novel\":\"x\",\"ClientIP\"");
    let inputs = [partial(1), record(1, "FileAccessed"), longer, partial(2), record(3, "Send"), partial(3)];
    let mut first = None;
    for shift in 0..inputs.len() {
        for is_reversed in [false, true] {
            let mut order: Vec<_> = (0..inputs.len()).map(|n| (n + shift) % inputs.len()).collect();
            if is_reversed {
                order.reverse();
            }
            let place = Place::new();
            for number in order {
                place.import(&number.to_string(), &inputs[number]);
            }
            let events = place.query(EVENTS);
            assert_eq!(events.lines().count(), 3, "{events}");
            assert_eq!(*first.get_or_insert_with(|| events.clone()), events, "{shift} {is_reversed}");
            assert_eq!(place.query("select count(*) from event_records where record like '%Novel%'"), "1");
            assert_eq!(place.findings(), [""; 0]);
            place.compact().unwrap();
            assert_eq!(place.query(EVENTS), events);
        }
    }
}

/// Any length of text in an unknown field says less than an address and the parameters.
#[test]
fn known_fields_go_before_length() {
    let plain = record(1, "Set-Mailbox").replace("\"RecordType\":6", "\"RecordType\":1");
    let full =
        plain.replace("\"ClientIP\"", "\"Parameters\":[{\"Name\":\"a\",\"Value\":\"b\"}],\"ClientIP\"");
    let long = plain.replace("ClientIP", "Novel").replace("192.0.2.", &"0".repeat(300));
    let many =
        record(1, "Set-Mailbox").replace("\"ClientIP\"", &format!("\"Novel\":[{}0],\"N\"", "0,".repeat(300)));
    let empty = long.replace("\"Novel\"", "\"Parameters\":[],\"Actor\":[],\"Novel\"");
    let inputs = [full, long, many, empty];
    for raw in [true, false] {
        let options = ImportOptions { raw, ..ImportOptions::default() };
        for shift in 0..inputs.len() {
            let place = Place::new();
            for number in 0..inputs.len() {
                let number = (number + shift) % inputs.len();
                place.import_with(&options, &number.to_string(), &inputs[number]);
            }
            let shown = "select client_ip, parameters['a'], count(*) over () from events";
            assert_eq!(place.query(shown), "192.0.2.1|b|1", "{shift} raw {raw}");
        }
    }
}

/// One record from a source that has all of it and from one that loses fields, and one of another type.
#[test]
fn a_view_of_a_record_type_has_one_row_an_event() {
    let whole =
        record(1, "FileAccessed").replace("\"ClientIP\"", "\"SiteUrl\":\"https://example.com\",\"ClientIP\"");
    let other = record(2, "Send").replace("\"RecordType\":6", "\"RecordType\":2");
    let inputs = [("blob", format!("[{whole},{other}]")), ("office", partial(1))];
    for order in [[0, 1], [1, 0]] {
        let place = Place::new();
        let mut lake_events = 0;
        for number in order {
            let (name, input) = &inputs[number];
            let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
            importer.import_unit(name, input.as_bytes(), &mut |_| ()).unwrap();
            let done = importer.finish().unwrap();
            lake_events += done.workloads.iter().map(|workload| workload.records).sum::<u64>();
        }
        for (view, expect) in [
            ("sharepoint_file_operation", "1"),
            ("sharepoint_base", "1"),
            ("common", "2"),
            ("snare.Office365SharePointFileOperation", "1"),
        ] {
            assert_eq!(place.query(&format!("select count(*) from {view}")), expect, "{view} {order:?}");
        }
        let shown = "select site_url, incomplete, source from sharepoint_file_operation";
        assert_eq!(place.query(shown), "https://example.com||blob", "{order:?}");
        assert_eq!(place.query("select count(*) from activity"), "3");
        let info = place.runtime.block_on(place.lake().info()).unwrap();
        assert_eq!((info.rows, info.copies, lake_events), (3, 1, 2), "{order:?}");
        assert_eq!(place.findings(), [""; 0]);
    }
}

#[test]
fn copies_are_counted_apart_and_say_so_in_their_row() {
    let place = Place::new();
    let entry = place.import("a", format!("{}\n{}\n", partial(1), partial(1)));
    assert_eq!(counts(&entry), [2, 1, 1, 0, 0]);
    let entry = place.import("b", lines([1, 2]));
    assert_eq!((counts(&entry), entry.partial_copies), ([2, 2, 0, 0, 0], 0));
    let entry = place.import("c", partial(2));
    assert_eq!((counts(&entry), entry.partial_copies), ([1, 0, 0, 0, 0], 1));
    let entry = place.import("d", record(2, "FileDeleted"));
    assert_eq!(counts(&entry), [1, 0, 0, 1, 0]);
    assert!(entry.notices[0].contains("such as 00000000-0000-4000-8000-000000000002"), "{:?}", entry.notices);
    assert_eq!(
        place.query("select source, source_line, incomplete, same_id from activity order by 1, 2"),
        "a|1|partial|\nb|1||whole\nb|2||\nc|1|partial|partial\nd|1||conflict"
    );
    assert_eq!(place.query("select count(*) from events"), "2");
    // Each is known when it comes again.
    for (name, input) in [("a", partial(1)), ("b", lines([1, 2])), ("c", partial(2))] {
        let entry = place.import(name, input);
        assert_eq!((entry.duplicates, entry.partial_copies), (entry.rows_read, 0));
    }
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn writers_at_once_agree_on_copies() {
    for is_partial_first in [false, true] {
        let place = Place::new();
        let (a, b) = (place.lake(), place.lake());
        let options = ImportOptions::default();
        let mut first = Importer::begin(a, &options).unwrap();
        let mut second = Importer::begin(b, &options).unwrap();
        let whole = lines(0..20) + &record(30, "Send");
        let copies: String = (10..31).map(|n| partial(n) + "\n").collect::<String>() + &record(30, "Other");
        let (one, other) = if is_partial_first { (&copies, &whole) } else { (&whole, &copies) };
        first.import_unit("first", one.as_bytes(), &mut |_| ()).unwrap();
        second.import_unit("second", other.as_bytes(), &mut |_| ()).unwrap();
        first.finish().unwrap();
        let entry = second.finish().unwrap().units.remove(0);
        let expect = if is_partial_first { (21, 20, 1, 0) } else { (22, 10, 1, 11) };
        assert_eq!((entry.rows_read, entry.rows_added, entry.conflicts, entry.partial_copies), expect);
        assert_eq!(place.query("select count(*), count(distinct id) from events"), "31|31");
        assert_eq!(place.query("select count(*) from events where incomplete is null"), "21");
        assert_eq!(place.findings(), [""; 0]);
    }
}

#[test]
fn records_without_an_id_stand_each_for_itself() {
    let place = Place::new();
    let input = "{\"CreationTime\":\"2026-01-01T00:00:00\",\"Operation\":\"A\"}\n".repeat(50);
    assert_eq!(counts(&place.import("a", &input)), [50, 50, 0, 0, 0]);
    assert_eq!(counts(&place.import("a", &input)), [50, 0, 50, 0, 0]);
    let longer = input.repeat(2);
    assert_eq!(counts(&place.import("b", longer)), [100, 50, 50, 0, 0]);
    place.import("c", record(1, "A") + "\n" + &record(1, "B"));
    assert_eq!(place.query("select count(*) from activity"), "102");
    assert_eq!(place.query("select count(*) from events"), "101");
    assert_eq!(place.findings(), [""; 0]);
}

/// Random copies of random events, held to a query that says the same in plain SQL.
#[test]
fn the_rows_are_those_of_a_plain_query() {
    let place = Place::new();
    let mut random = 42_u64;
    let mut next = |most: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % most
    };
    for unit in 0..12 {
        let one = |_| {
            let (id, operation) = (next(60) as u32, next(3));
            let whole = record(id, &"x".repeat(operation as usize + 1));
            match next(6) {
                0 | 1 => partial(id),
                2 => whole.replace("\"ClientIP\"", "\"Novel\"").replace("192.0.2.", &"0".repeat(300)),
                3 => whole.replace("\"ClientIP\"", "\"Novel\":[1,2],\"ClientIP\""),
                _ => whole,
            }
        };
        let input: Vec<String> = (0..40).map(one).collect();
        place.import(&unit.to_string(), input.join("\n"));
    }
    let fullest = "select distinct on (id) id, content_hash from activity order by id, \
                   incomplete nulls first, client_ip is not null desc, extra is not null desc, \
                   length(raw) desc, content_hash";
    let events = place.query("select id, content_hash from events order by id");
    assert_eq!(events, place.query(fullest));
    let some = "where user_id = 'user3@example.com' and creation_time < '2024-03-20'";
    assert_eq!(
        place.query(&format!("select id, content_hash from events {some} order by id")),
        place.query(&format!("select id, content_hash from ({fullest}) f join activity using (id, content_hash) {some} order by id")),
    );
    assert_eq!(place.query("select count(*) from events limit 5"), events.lines().count().to_string());
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn without_copies_the_plan_is_that_of_activity() {
    let place = Place::new();
    place.import("a", lines(0..10));
    let plan = |table: &str| {
        place.query(&format!("explain select id from {table} where operation = 'Send'")).replace(table, "t")
    };
    assert_eq!(plan("events"), plan("activity"));
}

/// Files that cannot hold what a view shows are passed over, with copies in the lake, too.
#[test]
fn a_view_over_events_passes_over_files() {
    let place = Place::new();
    for number in 0..6 {
        let kind = format!("\"RecordType\":{}", if number == 4 { 6 } else { 20 + number });
        place.import(&number.to_string(), record(number, "A").replace("\"RecordType\":6", &kind));
    }
    place.import("copy", partial(4));
    let of_table = place.query("explain select id from activity where record_type = 6");
    let of_view = place.query("explain select id from sharepoint_file_operation");
    for plan in [&of_table, &of_view] {
        assert_eq!(plan.matches(".parquet").count(), 2, "{plan}");
    }
    assert_eq!(place.query("select count(*) from sharepoint_file_operation"), "1");
}

/// A record with administrative units beside it, as the portal writes them.
fn with_units(record: &str, units: &str) -> String {
    record.replace("\"ClientIP\"", &format!("\"AssociatedAdminUnits\":[\"{units}\"],\"ClientIP\""))
}

/// What only one copy says of the administrative units is kept, whichever copy comes first.
#[test]
fn administrative_units_are_kept_in_any_order() {
    let plain = record(1, "FileAccessed");
    let spaced = plain.replace(',', " ,   ");
    let other_id =
        plain.replace("\"ClientIP\"", "\"RecordId\":\"00000000-0000-4000-8000-00000000abcd\",\"ClientIP\"");
    let inputs = [plain, with_units(&record(1, "FileAccessed"), "unit-a"), spaced, partial(1)];
    for (raw, shifts) in [(true, 0..inputs.len()), (false, 0..2)] {
        let options = ImportOptions { raw, ..ImportOptions::default() };
        for shift in shifts {
            let place = Place::new();
            for round in 0..2 {
                for number in 0..inputs.len() {
                    let number = (number + shift) % inputs.len();
                    let entry = place.import_with(&options, &number.to_string(), &inputs[number]);
                    assert_eq!((entry.conflicts, entry.rejected), (0, 0), "{entry:?}");
                    // Each is known when it comes again.
                    assert!(round == 0 || entry.duplicates == 1, "{shift}: {entry:?}");
                }
            }
            let shown =
                "select count(*), max(incomplete), max(cast(extra like '%unit-a%' as int)) from events";
            assert_eq!(place.query(shown), "1||1", "{shift} raw {raw}");
            let rows: u64 = place.query("select count(*) from activity").parse().unwrap();
            assert!((2..=3).contains(&rows), "{rows}");
            assert_eq!(place.findings(), [""; 0]);
        }
    }
    let place = Place::new();
    for (name, input) in
        [("plain", &inputs[0]), ("other", &other_id), ("plain", &inputs[0]), ("other", &other_id)]
    {
        assert_eq!(place.import(name, input).conflicts, 0);
    }
    assert_eq!(place.query("select count(*) from activity"), "2");
    assert_eq!(place.query("select count(*), max(cast(extra like '%abcd%' as int)) from events"), "1|1");
}

#[test]
fn writers_at_once_keep_administrative_units() {
    for units_first in [false, true] {
        let place = Place::new();
        let options = ImportOptions::default();
        let mut first = Importer::begin(place.lake(), &options).unwrap();
        let mut second = Importer::begin(place.lake(), &options).unwrap();
        let (plain, units) = (record(1, "Send"), with_units(&record(1, "Send"), "unit-a"));
        let (one, other) = if units_first { (&units, &plain) } else { (&plain, &units) };
        first.import_unit("first", one.as_bytes(), &mut |_| ()).unwrap();
        second.import_unit("second", other.as_bytes(), &mut |_| ()).unwrap();
        first.finish().unwrap();
        let entry = second.finish().unwrap().units.remove(0);
        let expect = if units_first { (0, 1, 0) } else { (1, 0, 0) };
        assert_eq!((entry.rows_added, entry.duplicates, entry.conflicts), expect, "{units_first}");
        assert_eq!(
            place.query("select count(*), max(cast(extra like '%unit-a%' as int)) from events"),
            "1|1"
        );
        assert_eq!(place.findings(), [""; 0]);
    }
}

/// The GUID of zeros is no Id: records that have it are not copies of each other.
#[test]
fn records_with_an_id_of_zeros_stand_each_for_itself() {
    let place = Place::new();
    let zeros = |operation: &str| {
        record(0, operation)
            .replace("00000000-0000-4000-8000-000000000000", "00000000-0000-0000-0000-000000000000")
    };
    let input = [zeros("A"), zeros("B"), zeros("A")].join("\n");
    assert_eq!(counts(&place.import("a", &input)), [3, 3, 0, 0, 0]);
    assert_eq!(counts(&place.import("a", &input)), [3, 0, 3, 0, 0]);
    assert_eq!(place.query("select count(*) from events"), "3");
    assert_eq!(place.findings(), [""; 0]);
}
