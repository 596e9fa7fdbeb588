//! Tables that hold records in a column under any name.

use trail365_read::Format::Csv;
use trail365_read::{Reader, Wrapper};

use crate::check;

const RECORD: &str = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"FileAccessed","n":"a,b"}"#;

fn quoted() -> String {
    format!("\"{}\"", RECORD.replace('"', "\"\""))
}

#[test]
fn the_column_that_holds_records_is_found() {
    for (header, wrapper) in [
        ("\"_raw\",\"_time\"", Wrapper::SplunkRaw),
        ("event.original,@timestamp", Wrapper::ElasticOriginal),
        ("message,host", Wrapper::TextColumn),
        ("Payload,When", Wrapper::TextColumn),
    ] {
        for delimiter in [",", ";", "\t"] {
            let cell = quoted();
            let input = format!("{header}\n{cell},x\n{cell},y\n").replacen(
                &format!("{cell},"),
                &format!("{cell}{delimiter}"),
                2,
            );
            let input = input.replacen(header, &header.replace(',', delimiter), 1);
            let expected = [format!("2 record {RECORD}"), format!("3 record {RECORD}")];
            check(&input, Csv, &expected.each_ref().map(String::as_str));
            let mut reader = Reader::new(input.as_bytes()).unwrap();
            assert_eq!(reader.next().unwrap().unwrap().wrapper, wrapper);
        }
    }
}

#[test]
fn a_name_that_is_known_counts_among_equals_and_records_count_before_names() {
    let cell = quoted();
    let input = format!("a,_raw\n{cell},{cell}\n");
    assert_eq!(Reader::new(input.as_bytes()).unwrap().next().unwrap().unwrap().wrapper, Wrapper::SplunkRaw);
    let input = format!("_raw,a\n{{}},{cell}\n");
    assert_eq!(Reader::new(input.as_bytes()).unwrap().next().unwrap().unwrap().wrapper, Wrapper::TextColumn);
}

#[test]
fn rows_without_a_record_are_rejected() {
    let cell = quoted();
    let input = format!("n,log\n1,start\n2,{cell}\n3,\n");
    check(
        &input,
        Csv,
        &["2 NotAnObject 1,start", &format!("3 record {RECORD}"), "4 EmptyInner { wrapper: TextColumn } 3,"],
    );
}

#[test]
fn a_table_without_records_is_refused() {
    for input in ["a,b\n1,\"{\"\"x\"\":1}\"\n", "a,b\n", "_raw,b\nx,y\n"] {
        assert!(Reader::new(input.as_bytes()).is_err(), "{input}");
    }
}

#[test]
fn a_table_without_a_header_is_read_from_its_first_row_on() {
    let record =
        |id: &str| format!(r#"{{"CreationTime":"2026-02-14T09:00:00","Id":"{id}","Operation":"A;b"}}"#);
    for delimiter in [",", ";", "\t"] {
        for front in ["a1|2026-03-04T00:00:00Z|6|", ""] {
            for behind in ["", "|x"] {
                let row = |id| {
                    let cell = record(id).replace('"', "\"\"");
                    let (front, behind) = (front.replace('|', delimiter), behind.replace('|', delimiter));
                    format!("{front}\"{cell}\"{behind}\n")
                };
                let (first, second) =
                    (format!("1 record {}", record("a1")), format!("2 record {}", record("a2")));
                check(row("a1") + &row("a2"), Csv, &[&first, &second]);
                check(row("a1"), Csv, &[&first]);
                check(row("a1").trim_end(), Csv, &[&first]);
            }
        }
    }
}
