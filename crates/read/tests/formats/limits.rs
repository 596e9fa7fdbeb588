use trail365_read::Format::{Csv, Json, JsonLines};
use trail365_read::{Completeness, Format, ItemKind, Limits, Reader, Reason};

use crate::{check_limited, items};

const LIMIT: usize = 11;
const FITS: &str = "{\"a\":\"abc\"}";
const TOO_LARGE: &str = "{\"a\":\"abcd\"}";
const REJECTED: &str = "2 TooLarge { limit_bytes: 11 } {\"a\":\"abcd\"";

#[test]
fn one_byte_too_many_rejects_a_record_and_spares_its_neighbours() {
    let expected = [&*format!("1 NoRecord {FITS}"), REJECTED, &*format!("3 NoRecord {FITS}")];
    check_limited(format!("{FITS}\n{TOO_LARGE}\n{FITS}\n"), LIMIT, JsonLines, &expected);
    check_limited(format!("{FITS}\r\n {TOO_LARGE} \r\n{FITS}"), LIMIT, JsonLines, &expected);
    check_limited(format!("[{FITS},\n{TOO_LARGE},\n{FITS}]"), LIMIT, Json, &expected);

    // What is carried is a record by the carrier's own word.
    let expected = expected.map(|item| {
        let text = item[1..].replace("NoRecord", "record");
        format!("{}{text}", char::from(item.as_bytes()[0] + 1))
    });
    let expected = expected.each_ref().map(String::as_str);
    let [fits, too_large] = [FITS, TOO_LARGE].map(|record| record.replace('"', "\"\""));
    check_limited(format!("AuditData\n\"{fits}\"\n\"{too_large}\"\n\"{fits}\"\n"), LIMIT, Csv, &expected);
}

#[test]
fn the_first_record_may_be_too_large() {
    let expected = [&*REJECTED.replace('2', "1"), &*format!("2 NoRecord {FITS}")];
    check_limited(format!("{TOO_LARGE}\n{FITS}\n"), LIMIT, JsonLines, &expected);
    check_limited(format!("[{TOO_LARGE},\n{FITS}]"), LIMIT, Json, &expected);
}

#[test]
fn other_pieces_are_clipped_to_the_limit() {
    check_limited(
        "{}\nabcdefghijkl\n{}",
        LIMIT,
        JsonLines,
        &["1 NoRecord {}", "2 TooLarge { limit_bytes: 11 } abcdefghijk", "3 NoRecord {}"],
    );
    check_limited("[abcdefghi\njklm, {}]", LIMIT, Json, &["1 StrayText abcdefghi\nj", "2 NoRecord {}"]);
    check_limited(
        "Id,AuditData\nabcdefghijkl,\n1,{}",
        LIMIT,
        Csv,
        &["2 EmptyAuditData abcdefghijk", "3 record {}"],
    );
}

#[test]
fn an_array_on_a_line_may_be_larger_than_a_record() {
    let array = format!("[{FITS}, {TOO_LARGE},7 ,{FITS}]");
    let fits = format!("2 NoRecord {FITS}");
    let array_items = [&*fits, REJECTED, "2 StrayText 7 ,", &fits];
    let slack = " ".repeat(5000);
    for between in ["", " ", "\r"] {
        check_limited(
            format!("{{}}\n {array}{between}{array}{slack}\n{{}}\n"),
            LIMIT,
            JsonLines,
            &[&["1 NoRecord {}"][..], &array_items, &array_items, &["3 NoRecord {}"]].concat(),
        );
    }
    check_limited(
        format!("{{}}\n{array}}}\n{{}}\n"),
        LIMIT,
        JsonLines,
        &[&["1 NoRecord {}"][..], &array_items, &["2 NotAnObject }", "3 NoRecord {}"]].concat(),
    );
    check_limited(
        format!("{{}}\n[{FITS}, {FITS}"),
        LIMIT,
        JsonLines,
        &["1 NoRecord {}", &fits, &fits, "2 ArrayNotClosed"],
    );
}

#[test]
fn a_line_feed_may_come_long_after_the_record() {
    let far = " ".repeat(5000);
    check_limited(
        format!("{FITS}{far}\n{far}{FITS}"),
        LIMIT,
        JsonLines,
        &[&format!("1 TooLarge {{ limit_bytes: 11 }} {FITS}"), &format!("2 NoRecord {FITS}")],
    );
}

#[test]
fn no_closing_bracket_within_the_limit_is_found_again_by_layout() {
    check_limited(
        "[\n{\"a\":{\n{\"b\":2},\n{\"c\":3},\n{\"d\":4}]",
        LIMIT,
        Json,
        &["2 NotClosed {\"a\":{", "3 NoRecord {\"b\":2}", "4 NoRecord {\"c\":3}", "5 NoRecord {\"d\":4}"],
    );
}

/// A record that the first buffer does not hold, between small ones.
#[test]
fn a_large_record_makes_the_buffer_grow() {
    let large = format!("{{\"CreationTime\":1,\"Operation\":2,\"large\":\"{}\"}}", "x".repeat(3_000_000));
    let quoted = large.replace('"', "\"\"");
    for (input, format, first) in [
        (format!("{FITS}\n{large}\n{FITS}\n"), Format::JsonLines, 1),
        (format!("[{FITS},\n{large},\n{FITS}]"), Format::Json, 1),
        (format!("AuditData\n\"{{}}\"\n\"{quoted}\"\n{{}}\n"), Format::Csv, 2),
    ] {
        let (found, records) = items(input.as_bytes(), Limits::default()).unwrap();
        assert_eq!((found, records.len()), (format, 3));
        assert_eq!(records[1], format!("{} record {large}", first + 1));
        let (_, records) =
            items(input.as_bytes(), Limits { record_bytes: large.len() - 1, ..Limits::default() }).unwrap();
        assert_eq!(records.len(), 4);
        // What stands before the limit comes as a record, and then all that is kept of it.
        let front = format!("{} record {{\"CreationTime\":1,\"Operation\":2,\"large\":\"xxx", first + 1);
        assert!(records[1].starts_with(&front));
        assert!(records[2].starts_with(&format!("{} TooLarge", first + 1)));
        let last =
            if format == Format::Csv { "4 record {}".to_owned() } else { format!("3 NoRecord {FITS}") };
        assert_eq!(records[3], last);
    }
}

/// Looking past blank lines for the next record once took time by the square of their number.
#[test]
fn blank_lines_in_an_open_object_are_gone_through_once() {
    let input = format!("[{{{}", " \n".repeat(500_000));
    let (_, found) = items(input.as_bytes(), Limits::default()).unwrap();
    assert_eq!(found, ["1 CutOff {"]);
}

/// A record over the limit is read as far as the limit, as the same record is that was cut off elsewhere: a second try at
/// its rejected piece says nothing else.
#[test]
fn a_record_over_the_limit_is_read_up_to_it() {
    let front = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"x","Id":"1""#;
    let long = format!("{front},\"Long\":\"{}\",\"Last\":1}}", "y".repeat(500));
    let cell = format!("\"{}\"", long.replace('"', "\"\""));
    for (input, name) in [
        (format!("{{\"a\":1}}\n{long}\n{{\"a\":2}}\n"), "lines"),
        (format!("[{{\"a\":1}},\n{long},\n{{\"a\":2}}]"), "an array"),
        (format!("AuditData\n\"{{}}\"\n{cell}\n\"{{}}\"\n"), "a cell"),
        (format!("x: {{\"a\":1}}\nx: {long}\nx: {{\"a\":2}}\n"), "prefixes"),
    ] {
        let limits = Limits { record_bytes: 200, ..Limits::default() };
        let mut reader = Reader::with_limits(input.as_bytes(), limits).unwrap();
        let (mut records, mut rejected) = (Vec::new(), Vec::new());
        while let Some(item) = reader.next().unwrap() {
            match item.kind {
                ItemKind::Record(bytes) => records.push((item.completeness, bytes.to_vec())),
                ItemKind::Rejected { reason: Reason::TooLarge { .. }, bytes } => {
                    rejected.push(bytes.to_vec());
                }
                ItemKind::Rejected { .. } => {}
            }
        }
        records.retain(|(_, record)| record.len() > 3);
        let expected = (Completeness::Truncated, format!("{front}}}").into_bytes());
        assert_eq!(records, std::slice::from_ref(&expected), "{name}");
        let [piece] = &rejected[..] else { panic!("{name}: {rejected:?}") };
        let told: Vec<_> = reader.notices().iter().map(ToString::to_string).collect();
        assert!(
            told.iter().any(|told| told.contains("1 record is larger than the limit of 200 bytes")),
            "{told:?}"
        );
        assert!(!told.iter().any(|told| told.contains("spreadsheet")), "{told:?}");

        let mut again = Reader::of_piece(&piece[..], limits, None).unwrap();
        let item = again.next().unwrap().unwrap();
        assert_eq!((item.completeness, item.kind), (expected.0, ItemKind::Record(&expected.1)), "{name}");
    }
}
