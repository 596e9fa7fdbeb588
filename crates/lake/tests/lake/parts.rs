//! A record that says less than another with its Id is a partial copy of it, and no conflict.

use serde_json::{Map, Value, json};
use trail365_lake::{Entry, ImportOptions, Importer};

use crate::Place;
use crate::place::{counts, record};

/// Numbers that look random.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Members without which an object would be no record, or another one.
const KEPT: [&str; 3] = ["CreationTime", "Id", "Operation"];

fn full_record(dice: &mut Dice, number: u32) -> Map<String, Value> {
    let Ok(Value::Object(mut full)) = serde_json::from_str(&record(number, "Set-Mailbox")) else { panic!() };
    for (key, value) in [
        ("ObjectId", json!("mailbox")),
        ("ResultStatus", json!("True")),
        ("Parameters", json!([{"Name": "Identity", "Value": "a"}, {"Name": "Force", "Value": "True"}])),
        ("AppAccessContext", json!({"AADSessionId": "s", "CorrelationId": "c", "UniqueTokenId": "u"})),
        ("Actor", json!([{"ID": "a", "Type": 0}, {"ID": "b", "Type": 2}])),
        ("Novel", json!({"a": {"b": 1, "c": [{"d": 1, "e": null}, 2]}, "f": "0".repeat(300)})),
        ("NovelText", json!("{\"x\":[1,{\"y\":2}]}")),
        ("LogonType", json!(0)),
    ] {
        if dice.below(4) > 0 {
            full.insert(key.into(), value);
        }
    }
    full
}

/// Returns an object with some members less, at any depth.
fn less_of(dice: &mut Dice, object: &Map<String, Value>, kept: &[&str]) -> Map<String, Value> {
    let mut less = Map::new();
    for (key, value) in object {
        if !kept.contains(&key.as_str()) && dice.below(3) == 0 {
            continue;
        }
        let value = match value {
            Value::Object(object) => Value::Object(less_of(dice, object, &[])),
            value => value.clone(),
        };
        less.insert(key.clone(), value);
    }
    less
}

fn import_all(place: &Place, options: &ImportOptions, units: &[(&str, String)]) -> Vec<Entry> {
    let mut importer = Importer::begin(place.lake(), options).unwrap();
    for (name, input) in units {
        importer.import_unit(name, input.as_bytes(), &mut |_| ()).unwrap();
    }
    importer.finish().unwrap().units
}

#[test]
fn less_and_more_of_a_record_is_no_conflict_in_any_order() {
    let mut dice = Dice(7);
    let fulls: Vec<_> = (0..60).map(|number| full_record(&mut dice, number)).collect();
    let lesser: Vec<_> = fulls.iter().map(|full| less_of(&mut dice, full, &KEPT)).collect();
    let differ = fulls.iter().zip(&lesser).filter(|(full, less)| full != less).count() as u64;
    assert!(differ > 50);
    // The lesser ones are the longer texts.
    let text = |record: &Map<String, Value>| serde_json::to_string(record).unwrap() + "\n";
    let long = |record: &Map<String, Value>| text(record).replace("\":", "\"               :               ");
    let (full, less) =
        (fulls.iter().map(text).collect::<String>(), lesser.iter().map(long).collect::<String>());
    let both: String = fulls.iter().zip(&lesser).map(|(full, less)| long(less) + &text(full)).collect();
    for raw in [true, false] {
        let options = ImportOptions { raw, ..ImportOptions::default() };
        for (order, units) in [
            vec![("full", full.clone()), ("less", less.clone())],
            vec![("less", less.clone()), ("full", full.clone())],
            vec![("both", both.clone())],
        ]
        .into_iter()
        .enumerate()
        {
            for is_one_import in [true, false] {
                let place = Place::new();
                let mut entries = Vec::new();
                for units in units.chunks(if is_one_import { 2 } else { 1 }) {
                    entries.extend(import_all(&place, &options, units));
                }
                let sum = |count: fn(&Entry) -> u64| entries.iter().map(count).sum::<u64>();
                assert_eq!(sum(|entry| entry.conflicts), 0, "{order} {entries:?}");
                assert_eq!(sum(|entry| entry.rows_added + entry.partial_copies), 60 + differ, "{order}");
                let told =
                    entries.iter().flat_map(|entry| &entry.notices).any(|it| it.contains("in conflict"));
                assert!(!told, "{entries:?}");
                if order == 0 && !is_one_import {
                    assert_eq!(entries[1].partial_copies, differ);
                    assert!(entries[1].notices[0].contains("fields missing"), "{entries:?}");
                }
                let shown = place.query("select record from event_records order by id");
                let shown: Vec<Map<String, Value>> =
                    shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                assert!(shown == fulls, "{order} raw {raw}");
                assert_eq!(place.findings(), [""; 0]);
                // Each is known when it comes again.
                let again = import_all(&place, &options, &[("again", format!("{full}{less}"))]);
                assert_eq!(counts(&again[0]), [120, 0, 120, 0, 0]);
            }
        }
    }
}

#[test]
fn a_record_with_another_value_stays_in_conflict() {
    let whole = record(1, "A");
    let other = whole.replace("192.0.2.1", "192.0.2.2");
    let less = r#"{"CreationTime":"2024-03-02T01:00:00","Id":"00000000-0000-4000-8000-000000000001","Operation":"A"}"#;
    let place = Place::new();
    let entry = place.import("a", format!("{whole}\n{other}\n{less}\n"));
    assert_eq!((counts(&entry), entry.partial_copies), ([3, 1, 0, 1, 0], 1));
    assert!(entry.notices.iter().any(|it| it.contains("such as 00000000-0000-4000-8000-000000000001")));
    assert_eq!(
        place.query("select same_id, count(*) from activity group by 1 order by 1"),
        "conflict|1\npartial|1\n|1"
    );
    let place = Place::new();
    place.import("a", format!("{whole}\n{other}\n"));
    let more = whole.replace("\"ClientIP\"", "\"ObjectId\":\"x\",\"ClientIP\"");
    // It completes one, and is in conflict with the other.
    assert_eq!(counts(&place.import("b", more)), [1, 0, 0, 1, 0]);
    assert_eq!(place.query("select object_id, count(*) over () from events"), "x|1");
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn writers_at_once_agree_on_lesser_records() {
    for is_full_first in [false, true] {
        let place = Place::new();
        let options = ImportOptions::default();
        let mut first = Importer::begin(place.lake(), &options).unwrap();
        let mut second = Importer::begin(place.lake(), &options).unwrap();
        let full: String = (0..20).map(|number| record(number, "Send") + "\n").collect();
        let less = full.replace(",\"Workload\":\"SharePoint\"", "");
        let (one, other) = if is_full_first { (&full, &less) } else { (&less, &full) };
        first.import_unit("first", one.as_bytes(), &mut |_| ()).unwrap();
        second.import_unit("second", other.as_bytes(), &mut |_| ()).unwrap();
        first.finish().unwrap();
        let entry = second.finish().unwrap().units.remove(0);
        let expect = if is_full_first { (0, 20) } else { (20, 0) };
        assert_eq!((entry.rows_added, entry.partial_copies, entry.conflicts), (expect.0, expect.1, 0));
        assert_eq!(place.query("select count(*), count(workload) from events"), "20|20");
        assert_eq!(place.findings(), [""; 0]);
    }
}

/// Many contents of one Id are a made-up lake; they cost no square of comparisons.
#[test]
fn very_many_contents_of_an_id_stay_in_conflict() {
    let place = Place::new();
    let line = |n| {
        format!("{{\"Id\":\"x\",\"CreationTime\":\"2026-01-01T00:00:00\",\"Operation\":\"A\",\"N{n}\":1}}\n")
    };
    let entry = place.import("a", (0..2000).map(line).collect::<String>());
    assert_eq!(counts(&entry), [2000, 1, 0, 1999, 0]);
    assert_eq!(place.findings(), [""; 0]);
}

/// Members that tools put into a record are no content, whichever tool it was.
#[test]
fn members_of_tools_are_no_content() {
    let place = Place::new();
    let plain = record(1, "A");
    place.import("plain", &plain);
    for (tool, members) in [
        ("wazuh", r#""Subscription":"Audit.Exchange""#),
        ("logstash", r#""@timestamp":"2026-01-01T00:00:00Z","@version":"1","tags":["_json"]"#),
        ("mongo", r#""_id":{"$oid":"65a"},"__v":0"#),
    ] {
        let input = plain.replacen('{', &format!("{{{members},"), 1);
        assert_eq!(counts(&place.import(tool, input)), [1, 0, 1, 0, 0], "{tool}");
    }
    // Inside a value they are.
    let nested =
        |tags: &str| record(2, "A").replace("\"ClientIP\"", &format!("\"Item\":{{{tags}}},\"ClientIP\""));
    place.import("nested", nested("\"tags\":1"));
    assert_eq!(counts(&place.import("other", nested("\"tags\":2"))), [1, 0, 0, 1, 0]);
}
