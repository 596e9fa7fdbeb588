use serde_json::json;
use trail365_read::Format::{Json, JsonLines, PrefixedLines};
use trail365_read::{ItemKind, Limits, Reader, Wrapper};

use crate::{check, check_limited};

const LIMIT: usize = 60;

/// A page of so many records, larger than the limit.
fn page(count: usize, tail: &str) -> String {
    let elements: Vec<_> = (0..count).map(|n| format!("{{\"auditData\":{{\"Id\":\"{n}\"}}}}")).collect();
    format!("{{\"@odata.context\":\"c\",\"value\":[{}]{tail}}}", elements.join(", "))
}

fn notices(input: &[u8], record_bytes: usize) -> Vec<String> {
    let mut reader = Reader::with_limits(input, Limits { record_bytes, ..Limits::default() }).unwrap();
    while reader.next().unwrap().is_some() {}
    reader.notices().iter().map(ToString::to_string).collect()
}

#[test]
fn a_page_larger_than_a_record_may_be_yields_its_elements() {
    let expected: Vec<_> = (0..5).map(|n| format!("1 record {{\"Id\":\"{n}\"}}")).collect();
    let mut expected: Vec<_> = expected.iter().map(String::as_str).collect();
    check_limited(page(5, ""), LIMIT, JsonLines, &expected);
    check_limited(format!("[{}]", page(5, ",\"x\":[{}]")), LIMIT, Json, &expected);
    expected.extend(["2 NoRecord {}", "3 record {\"Id\":\"0\"}"]);
    let lines = format!("{}\n{{}}\n{}\n", page(5, ",\"@odata.nextLink\":\"n\""), page(1, ""));
    check_limited(&lines, LIMIT, JsonLines, &expected);
    check_limited(format!("[{}\n,{{}}\n,{}]", page(5, ""), page(1, "")), LIMIT, Json, &expected);
    assert_eq!(notices(lines.as_bytes(), LIMIT), [""; 0]);
    assert_eq!(
        notices(page(5, ",\"@odata.nextLink\":\"n\"").as_bytes(), LIMIT),
        ["line 1: the page names a next one, which is not in this input"]
    );
}

#[test]
fn elements_in_a_large_page_are_judged_each() {
    check_limited(
        "{\"@odata.context\":\"c\",\"value\":[\n{\"a\":1}, null, {\"b\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"},\n7]}\n{}",
        LIMIT,
        Json,
        &[
            "2 NoRecord {\"a\":1}",
            "2 StrayText null,",
            "2 TooLarge { limit_bytes: 60 } {\"b\":\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "3 StrayText 7",
            "4 NoRecord {}",
        ],
    );
}

#[test]
fn what_is_broken_behind_the_elements_takes_nothing_with_it() {
    let expected: Vec<_> = (0..5).map(|n| format!("1 record {{\"Id\":\"{n}\"}}")).collect();
    let mut expected: Vec<_> = expected.iter().map(String::as_str).collect();
    let broken = page(5, ",\"x\":\"cut");
    expected.extend(["1 NotAnObject ,\"x\":\"cut}", "2 NoRecord {}"]);
    check_limited(format!("{broken}\n{{}}\n"), LIMIT, JsonLines, &expected);
    expected.truncate(5);
    expected.extend(["1 StrayText \"x\":\"cut}", "2 NoRecord {}"]);
    check_limited(format!("[{broken}\n{{}}\n]"), LIMIT, Json, &expected);
    expected.truncate(5);
    expected.push("1 CutOff ,\"x\":\"cut}");
    check_limited(broken, LIMIT, Json, &expected);
}

/// How many elements of a page are whole in this much of it.
fn whole(page: &str) -> usize {
    page.matches("\"}}").count()
}

#[test]
fn a_page_cut_off_anywhere_still_has_its_whole_elements() {
    for pretty in [false, true] {
        let page = page(4, ",\"x\":1");
        let page = if pretty { page.replace(", ", ",\n  ") } else { page };
        for end in 0..page.len() {
            let fronts: &[&str] = if pretty { &[""] } else { &["", "{}\n"] };
            for front in fronts {
                let input = format!("{front}{}", &page[..end]);
                let mut reader = Reader::new(input.as_bytes()).unwrap();
                let mut records = 0;
                while let Some(item) = reader.next().unwrap() {
                    let is_record = matches!(item.kind, ItemKind::Record(_));
                    records += usize::from(is_record && item.wrapper == Wrapper::GraphAuditData);
                }
                assert_eq!(records, whole(&input), "{input}");
                assert!(end == 0 || !reader.notices().is_empty(), "{input}");
            }
        }
    }
}

#[test]
fn tables_larger_than_a_record_may_be_yield_their_rows() {
    let row = |n: usize| json!([n, {"CreationTime": "x", "Operation": "y"}]);
    let rows: Vec<_> = (0..4).map(row).collect();
    let tables = json!({"tables": [{"columns": [{"name": "n"}, {"name": "RawEventData"}], "rows": rows}]});
    let record = "1 record {\"CreationTime\":\"x\",\"Operation\":\"y\"}";
    check(tables.to_string(), JsonLines, &[record; 4]);
    check_limited(tables.to_string(), 80, JsonLines, &[record; 4]);
    check_limited(
        format!("{tables}\n{tables}"),
        80,
        JsonLines,
        &[
            record,
            record,
            record,
            record,
            &record.replace('1', "2"),
            &record.replace('1', "2"),
            &record.replace('1', "2"),
            &record.replace('1', "2"),
        ],
    );
}

#[test]
fn hits_larger_than_a_record_may_be_are_yielded() {
    let hit = json!({"_source": {"o365": {"audit": {"Id": 1}}}});
    let answer = json!({"took": 1, "hits": {"total": 2, "hits": [hit, hit, hit]}, "z": {}});
    let text =
        answer.to_string().replace("{\"hits\":{\"hits\"", "{\"took\":1,\"hits\":{\"total\":3,\"hits\"");
    check(&text, JsonLines, &["1 record {\"Id\":1}"; 3]);
    check_limited(text, 70, JsonLines, &["1 record {\"Id\":1}"; 3]);
}

#[test]
fn data_in_a_script_are_those_of_a_file() {
    let record = |id: u8| format!("{{\"CreationTime\":\"x\",\"Operation\":\"y\",\"Id\":\"{id}\"}}");
    let (a, b) = (record(1), record(2));
    for (script, lines) in [
        (format!("var data = [{a},{b}];"), [1, 1]),
        (format!("var data = [\n{a},\n{b}\n];\n"), [2, 3]),
        (format!("const data =\n[{a},\n{b}]\n;\n"), [2, 3]),
        (format!("window.app.data = {{\n\"value\":[{a},\n{b}]}};"), [2, 3]),
        (format!("callback([{a},\n{b}]);"), [1, 2]),
        (format!("export default [\n{a},\n{b}\n];"), [2, 3]),
    ] {
        let expected = [format!("{} record {a}", lines[0]), format!("{} record {b}", lines[1])];
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        check(&script, Json, &expected);
    }
    // A line for each record is a log.
    check(
        format!("data={a}\ndata={b}\n"),
        PrefixedLines,
        &[&format!("1 record {a}"), &format!("2 record {b}")],
    );
}
