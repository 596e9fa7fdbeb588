//! What is written for each record.

use serde_json::Value;

use crate::folder::Folder;
use crate::program::{assert_in_order, refused, run, run_fed};

const RECORDS: [&str; 3] = [
    r#"{"CreationTime":"2024-05-06T07:08:09","Id":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002","RecordType":3,"Operation":"é\n\/\u00e9\ud83d\ude00","UserType":"0","AffectedItems":[{"Subject":null,"Attachments":[]},{"New":[1.50,-0,1e400,{}]}]}"#,
    r#"{"Operation":null,"RecordType":3,"UserId":"a"}"#,
    r#"{"RecordType":1,"Parameters":[{"Name":"Identity","Value":"x"}],"unknown":{"a":[true,false]},"CreationTime":"5/6/2024 7:08:09 AM"}"#,
];

#[test]
fn every_format_gives_equal_records() {
    let folder = Folder::new();
    let rows = RECORDS.map(|record| format!("1,\"{}\"\n", record.replace('"', "\"\"")));
    let inputs = [
        folder.file("lines", RECORDS.join("\n")),
        folder.file("array", format!("[\n{}\n]", RECORDS.join(",\n"))),
        folder.file("csv", format!("Kind,AuditData\n{}", rows.concat())),
    ];
    for file in &inputs {
        let run = run(&["convert", "--to", "records", file]);
        assert_eq!((run.code, run.err.as_str()), (0, "3 records written, 0 unreadable pieces\n"));
        assert_eq!(run.out.lines().count(), 3);
        for (line, record) in run.out.lines().zip(RECORDS) {
            // Numbers beyond what serde_json reads are compared as text.
            let value =
                |text: &str| serde_json::from_str::<Value>(&text.replace("1e400", "\"1e400\"")).unwrap();
            assert_eq!(value(line), value(record));
            assert_eq!(line.contains("1e400"), record.contains("1e400"));
        }
    }
}

#[test]
fn doubled_keys_and_odd_texts_stay() {
    for record in [
        r#"{"Operation":"x","Id":"a","Id":"b","id":"c"}"#,
        r#"{"RecordType":3,"Id":"a","AffectedItems":[{"Subject":"a","Subject":"b"}]}"#,
        r#"{"Operation":"x","Id":"a","New":{"a":1,"a":2},"Big":123456789012345678901234567890.10}"#,
        r#"{"Operation":"x","Id":"a","Half":"\ud83d"}"#,
    ] {
        let run = run_fed(&["convert", "--to", "records", "-"], record);
        assert_eq!((run.code, run.out), (0, format!("{record}\n")));
    }
}

#[test]
fn what_is_no_record_is_named_and_the_rest_is_written() {
    let folder = Folder::new();
    let file = folder.file(
        "a.jsonl",
        format!(
            "{{\"Operation\":1}}\nnope\n{{\"Operation\":2}}\n{}{{\"Operation\":3}}\n",
            "{\"x\":\n".repeat(25)
        ),
    );
    let run = run(&["convert", "--to", "records", &file, "/no/such/file"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.out, "{\"Operation\":1}\n{\"Operation\":2}\n{\"Operation\":3}\n");
    assert_in_order(
        &run.err,
        &[
            &format!("{file}:2: no JSON object"),
            &format!("{file}:4: expected a value"),
            &format!("{file}:22: "),
            "error: /no/such/file: there is no such file",
            "and 6 more unreadable pieces\n3 records written, 26 unreadable pieces, 1 file not read",
        ],
    );
    assert!(!run.err.contains(":23: "));
}

#[test]
fn what_to_convert_to_has_to_be_said() {
    assert_in_order(&refused(&["convert", "a.csv"]), &["required", "--to <FORM>"]);
    assert_in_order(&refused(&["convert", "a.csv", "--to", "xml"]), &["invalid value 'xml'", "records"]);
    assert_in_order(&refused(&["convert", "a.csv", "--to", "records", "--force"]), &["--output <FILE>"]);
}
