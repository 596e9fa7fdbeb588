use std::fmt::Write as _;

use trail365_read::{ItemKind, Limits, NoticeKind, Reader};

/// What is noticed of `input`.
fn notices(input: &str, limits: Limits) -> Vec<String> {
    let mut reader = Reader::with_limits(input.as_bytes(), limits).unwrap();
    while reader.next().unwrap().is_some() {}
    assert!(reader.next().unwrap().is_none());
    reader.notices().iter().map(ToString::to_string).collect()
}

fn check(input: &str, expected: &[&str]) {
    assert_eq!(notices(input, Limits::default()), expected, "{}", &input[..input.len().min(500)]);
}

fn table(header: &str, rows: usize, row: &str) -> String {
    let mut table = format!("{header}\n");
    (0..rows).for_each(|_| writeln!(table, "{row}").unwrap());
    table
}

fn most(rows: usize) -> String {
    format!(
        "exactly {rows} rows, the most that such an export has: records are most likely missing, export a shorter time"
    )
}

#[test]
fn as_many_rows_as_there_can_be_are_told() {
    let portal = "CreationDate,Operation,AuditData";
    for (rows, is_told) in [(49_999, false), (50_000, true), (50_001, false), (100_000, true), (5000, false)]
    {
        let expected: Vec<_> = is_told.then(|| most(rows)).into_iter().collect();
        assert_eq!(notices(&table(portal, rows, "1,2,{}"), Limits::default()), expected);
    }
    // A merge repeats the header, which is no row.
    let merged = format!("{}{portal}\n1,2,{{}}\n", table(portal, 49_999, "1,2,{}"));
    check(&merged, &[&most(50_000)]);
    check(&table("CreationDate,UserIds,Operations,AuditData", 5000, "1,2,3,{}"), &[&most(5000)]);
    check(&table("CreationDate,UserIds,Operations,AuditData", 100, "1,2,3,{}"), &[&most(100)]);
    check(&table("Timestamp,RawEventData", 10_000, "1,{}"), &[&most(10_000)]);
    check(&table("id,auditData", 50_000, "1,{}"), &[]);
    let lost = "the records come from OfficeActivity, a table of Sentinel and Log Analytics that keeps only a part of their fields: it has no column for SessionId and AppAccessContext, among others, so these records are incomplete";
    check(&table("TimeGenerated,Operation", 30_000, "1,2"), &[lost, &most(30_000)]);
}

fn missing(missing: u64, told: u64, read: u64) -> String {
    let records = if missing == 1 { "record is" } else { "records are" };
    let are = if read == 1 { "is" } else { "are" };
    format!(
        "at least {missing} {records} missing: by ResultCount the searches found {told}, and {read} of those {are} here"
    )
}

#[test]
fn missing_results_are_counted_whatever_their_order() {
    let search = |ranks: &[(u64, u64)]| {
        let rows = ranks.iter().map(|(index, count)| format!("{{}},{index},{count}\n"));
        format!("AuditData,ResultIndex,ResultCount\n{}", rows.collect::<String>())
    };
    check(&search(&[(1, 2), (2, 2)]), &[]);
    check(&search(&[(2, 3), (1, 3)]), &[&missing(1, 3, 2)]);
    check(&search(&[(1, 2), (1, 2), (2, 2)]), &[&missing(1, 4, 3)]);
    check(&search(&[(1, 2), (1, 1), (2, 2), (5, 9)]), &[&missing(8, 9, 1)]);
    // Doubled rows, and searches that have run out of time.
    check(&search(&[(1, 2), (2, 2), (2, 2)]), &[]);
    check(&search(&[(0, 0), (1, 1)]), &[]);
    let wrapped = |index| format!("{{\"AuditData\":{{}},\"ResultIndex\":{index},\"ResultCount\":\"3\"}}\n");
    check(&[wrapped(1), wrapped(3)].concat(), &[&missing(1, 3, 2)]);
}

#[test]
fn too_many_searches_to_count_are_told() {
    let rows: Vec<_> = (1..=1001).map(|count| format!("{{}},1,{count}\n")).collect();
    let found = notices(&format!("AuditData,ResultIndex,ResultCount\n{}", rows.concat()), Limits::default());
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[1],
        "too many searches to compare ResultCount with the rows of each: some were not compared"
    );
}

#[test]
fn an_end_that_is_cut_off_is_told() {
    let cut_off = "the last record is cut off: everything after it is missing";
    check("{}\n{\"a\":\"x", &[&format!("line 2: {cut_off}")]);
    check("[{},\n{\"a\":\"x", &[&format!("line 2: {cut_off}")]);
    check("AuditData\n{}\n\"{\"\"a\"\":1", &[&format!("line 3: {cut_off}")]);
    check("{\"AuditData\":{}}\n{\"AuditData\":{\"a\":1", &[&format!("line 2: {cut_off}")]);
    check("[{},{}\n", &["line 2: the array is not closed at the end: records may be missing after it"]);
    check("{}\n{}", &[]);
    check("{}\n{\"a\":\"x\n{}\n", &[]);
    check("AuditData\n{}", &[]);
}

#[test]
fn what_is_not_kept_of_a_rejected_piece_is_counted() {
    let limits = Limits { record_bytes: 50, reject_bytes: 10 };
    let passed =
        |line, bytes| format!("line {line}: {bytes} further bytes of this rejected piece are not kept");
    let long = "x".repeat(10_000);
    assert_eq!(notices(&format!("{{}}\n{long}\n{{}}\n"), limits), [passed(2, 9990)]);
    assert_eq!(notices(&format!("{{}}\n{{\"a\":\"{long}\"}}\n{{}}\n"), limits), [passed(2, 9998)]);
    assert_eq!(notices(&format!("[{{}},\n{long}\n{{}}]"), limits), [passed(2, 9991)]);
    assert_eq!(notices("{}\nshort\n", limits), [""; 0]);
    let mut reader = Reader::with_limits(&b"{}\n0123456789abc\n"[..], limits).unwrap();
    reader.next().unwrap();
    let ItemKind::Rejected { bytes, .. } = reader.next().unwrap().unwrap().kind else { panic!() };
    assert_eq!(bytes, b"0123456789");
    assert!(reader.next().unwrap().is_none());
    assert_eq!(reader.notices()[0].kind, NoticeKind::PassedOver { bytes: 3 });
}

#[test]
fn there_are_only_so_many_notices() {
    let limits = Limits { record_bytes: 50, reject_bytes: 1 };
    let found = notices(&format!("{{\"Operation\":1}}\n{}", "no\n".repeat(1500)), limits);
    assert_eq!((found.len(), found[1000].as_str()), (1001, "500 further notices"));
}

#[test]
fn items_say_at_which_byte_they_begin() {
    let offsets = |input: &str| {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        let mut offsets = Vec::new();
        while let Some(item) = reader.next().unwrap() {
            offsets.push(item.offset);
        }
        offsets
    };
    assert_eq!(offsets("{}\n\n {}\nx\n"), [0, 5, 8]);
    assert_eq!(offsets("\u{feff}[{},\n {}]"), [4, 9]);
    assert_eq!(offsets("{\"@odata.x\":1,\"value\":[{}, {}]}"), [23, 27]);
    assert_eq!(offsets("AuditData\n\"{}\"\nno\n"), [10, 15]);
    assert_eq!(offsets("CreationTime,Operation\na,b\nc,d\n"), [23, 27]);
}

#[test]
fn lost_values_and_fields_are_told_by_column() {
    check(
        "CreationTime,Operation,Parameters,Item\n1,2,System.Object[],\n3,4,@{a=1},x\n5,6,,@{b=1}\n",
        &[
            "line 2: Parameters has the type of a PowerShell object in place of its value in 2 rows: the values are lost",
            "line 4: Item has the type of a PowerShell object in place of its value in 1 row: the value is lost",
        ],
    );
}
