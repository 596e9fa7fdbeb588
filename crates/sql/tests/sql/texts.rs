//! A search for text, or for a value that is text of the record, finds the same with word indexes as without, and reads less.

use std::fmt::Write as _;

use trail365_lake::blocking::wait;
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sql::{CancellationToken, FilesRead, SessionOptions, sql};

/// Records of a row group: enough that blocks differ.
const RECORDS: usize = 40_000;

fn records() -> String {
    (0..RECORDS).fold(String::new(), |mut lines, number| {
        let subject = match number {
            100 => r"Re: L\u0027\u00C9t\u00e9 100% Payroll_2026.xlsx",
            35_000 => "see 203.0.113.77, or lena.berg@example.com",
            _ => "nothing",
        };
        let (operation, user, more) = match number {
            100 => ("New-InboxRule", "Anna.Lind@example.org", r#""ObjectId":"C:\\new\\Rule, 1","#),
            35_000 => (
                "Send",
                "u",
                r#""SessionId":"0F8FAD5B-D9CB-469F-A165-70867728950E","MailboxOwnerUPN":"\u00C4nne@example.org","#,
            ),
            _ => ("Send", "u", ""),
        };
        let id = uuid(number);
        // The time makes the order, whatever the user.
        let time = format!("2026-03-01T{:02}:{:02}:{:02}", number / 3600, number / 60 % 60, number % 60);
        writeln!(
            lines,
            r#"{{"Id":"{id}","RecordType":2,"Operation":"{operation}","UserId":"{user}",{more}"CreationTime":"{time}","Item":"{{\"Subject\":\"{subject}\",\"Link\":\"{}\"}}"}}"#,
            uuid(number + RECORDS)
        )
        .unwrap();
        lines
    })
}

fn uuid(number: usize) -> String {
    // Spread over all digits, so that no two share a beginning.
    let digits =
        format!("{:032x}", (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..])
}

#[test]
fn what_is_found_stays_and_less_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
    let mut importer =
        Importer::begin(wait(Lake::open_or_create(&location)).unwrap(), &ImportOptions::default()).unwrap();
    importer.import_unit("a", records().as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
    let link = uuid(RECORDS + 20_000);
    let conditions: Vec<(String, usize, bool)> = [
        ("json_holds(record, 'payroll')", 1, true),
        ("json_holds(record, 'l''ÉTÉ 100%')", 1, true),
        ("json_holds(record, 'roll_2026.x', '203.0.113.77')", 2, true),
        ("json_holds(record, 'lena.berg@example.com') AND operation = 'Send'", 1, true),
        ("json_holds(record, 'payroll') AND json_holds(record, 'lena')", 0, true),
        ("json_holds(record, 'payroll') OR record LIKE '%lena.berg%'", 2, true),
        ("record ILIKE '%LENA.berg@%'", 1, true),
        ("raw LIKE '%lena.berg@%' AND user_id = 'u'", 1, true),
        ("json_holds(record, 'nowhere')", 0, true),
        ("lower(operation) = 'new-inboxrule'", 1, true),
        ("operation IN ('New-InboxRule', 'Set-InboxRule')", 1, true),
        ("operation LIKE 'New-%'", 1, true),
        ("lower(user_id) = 'anna.lind@example.org'", 1, true),
        ("lower(split_part(user_id, '@', 1)) IN ('anna.lind', 'anna')", 1, true),
        ("object_id = 'C:\\new\\Rule, 1'", 1, true),
        ("coalesce(object_id, mailbox_owner_upn) ILIKE '%RULE,%'", 1, true),
        ("mailbox_owner_upn = 'Änne@example.org'", 1, true),
        ("lower(mailbox_owner_upn) = 'änne@example.org'", 1, false),
        ("first_guid(session_id) = '0f8fad5b-d9cb-469f-a165-70867728950e'", 1, true),
        ("lower(object_id) = 'nowhere' OR json_holds(record, 'payroll')", 1, true),
        ("operation <> 'Send'", 1, false),
        ("NOT json_holds(record, 'nothing')", 2, false),
        ("json_holds(record, 'send') AND creation_time < '2026-03-01T00:00:10Z'", 10, false),
    ]
    .into_iter()
    .map(|(condition, rows, less)| (condition.to_owned(), rows, less))
    .chain([
        (format!("json_holds(record, '{}')", link.to_uppercase()), 1, true),
        (format!("json_holds(record, '{}')", &link[2..]), 1, false),
    ])
    .collect();

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    for compacted in [false, true] {
        runtime.block_on(async {
            let mut lake = Lake::open(&location, None).await.unwrap();
            if compacted {
                lake.compact().await.unwrap();
                assert_eq!(lake.verify().await.unwrap().findings, []);
            }
            let session = trail365_sql::open(&lake, &SessionOptions::default()).await.unwrap();
            for (condition, rows, less) in &conditions {
                let frame =
                    sql(&session, &format!("SELECT id FROM event_records WHERE {condition}")).await.unwrap();
                let read = FilesRead::default();
                let stream =
                    trail365_sql::stream_counted(frame, &CancellationToken::new(), &read).await.unwrap();
                let batches: Vec<_> = futures::TryStreamExt::try_collect(stream).await.unwrap();
                let found: usize = batches.iter().map(arrow::array::RecordBatch::num_rows).sum();
                assert_eq!(found, *rows, "{condition}, compacted: {compacted}");
                let looks_through = condition.contains("record") || condition.contains("raw");
                let told = read.texts_to_read().records > 0;
                if !compacted && !condition.starts_with("NOT") {
                    assert_eq!(told, looks_through, "{condition}");
                }
                if compacted && *less {
                    let share = read.bytes_read() * 100 / read.all_bytes();
                    assert!(share < 60, "{condition} reads {share} %");
                }
            }
        });
    }
}
