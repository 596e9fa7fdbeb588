//! Comparisons whatever the case find the same as without bounds, and pass over files.

use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sql::{CancellationToken, FilesRead, SessionOptions, sql};

use crate::activity::over;
use crate::slt::result;

/// Users whose spelling is odd: capitals, a sign of Kelvin, a long s, an `İ`.
const USERS: [&str; 12] = [
    "lena.berg@contoso.com",
    "LENA.BERG@CONTOSO.COM",
    "Lena.Berg@other.example",
    "lena",
    "lena.bergmann@contoso.com",
    "kim@contoso.com",
    "\u{212a}im@contoso.com",
    "sam@contoso.com",
    "\u{17f}am@contoso.com",
    "\u{130}da@contoso.com",
    "zoë@contoso.com",
    "",
];

fn records() -> Vec<String> {
    let record = |(number, user): (usize, &&str)| {
        format!(r#"{{"Id":"{number}","RecordType":1,"Operation":"Send","UserId":"{user}"}}"#)
    };
    USERS.iter().enumerate().map(record).collect()
}

#[tokio::test]
async fn bounds_lose_nothing() {
    let context = over(&records());
    for (condition, same) in [
        ("lower(user_id) = 'lena.berg@contoso.com'", "concat(lower(user_id), '') = 'lena.berg@contoso.com'"),
        (
            "lower(user_id) IN ('kim@contoso.com', 'sam@contoso.com')",
            "concat(lower(user_id), '') IN ('kim@contoso.com', 'sam@contoso.com')",
        ),
        (
            "lower(user_id) = 'i\u{307}da@contoso.com'",
            "concat(lower(user_id), '') = 'i\u{307}da@contoso.com'",
        ),
        ("lower(user_id) = 'zoë@contoso.com'", "user_id = 'zoë@contoso.com'"),
        (
            "lower(split_part(user_id, '@', 1)) = 'lena.berg'",
            "concat(lower(split_part(user_id, '@', 1)), '') = 'lena.berg'",
        ),
        ("user_id ILIKE 'lena.berg%'", "concat(user_id, '') ILIKE 'lena.berg%'"),
        ("user_id ILIKE 'KIM@contoso.com'", "concat(user_id, '') ILIKE 'KIM@contoso.com'"),
        ("user_id ILIKE 'sa%'", "concat(user_id, '') ILIKE 'sa%'"),
        ("user_id ILIKE '%contoso.com'", "concat(user_id, '') ILIKE '%contoso.com'"),
        ("lower(user_id) = '' OR user_id ILIKE 'lena'", "user_id = '' OR concat(user_id, '') ILIKE 'lena'"),
        (
            "lower(user_id) = 'lena' OR operation = 'x'",
            "concat(lower(user_id), '') = 'lena' OR operation = 'x'",
        ),
        ("NOT (lower(user_id) = 'lena')", "concat(lower(user_id), '') <> 'lena'"),
        ("lower(user_id) = 'LENA'", "false"),
    ] {
        let of = |condition: &str| format!("SELECT id FROM events WHERE {condition} ORDER BY id");
        let found = result(&context, &of(condition)).await.unwrap();
        assert_eq!(found, result(&context, &of(same)).await.unwrap(), "{condition}");
    }
    let kim =
        result(&context, "SELECT id FROM events WHERE lower(user_id) = 'kim@contoso.com'").await.unwrap();
    assert_eq!(kim.lines().count(), 3, "{kim}");
}

#[test]
fn files_of_other_users_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let lake = runtime.block_on(Lake::open_or_create(&location)).unwrap();
    let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
    for (number, record) in records().iter().enumerate() {
        importer.import_unit(&number.to_string(), record.as_bytes(), &mut |_| ()).unwrap();
        importer.commit_marks(&[]).unwrap();
    }
    importer.finish().unwrap();
    runtime.block_on(async {
        let lake = Lake::open(&location, None).await.unwrap();
        let session = trail365_sql::open(&lake, &SessionOptions::default()).await.unwrap();
        for (condition, rows, files) in [
            ("lower(user_id) = 'lena.berg@contoso.com'", 2, 4),
            ("lower(split_part(user_id, '@', 1)) = 'lena.berg'", 3, 5),
            ("user_id ILIKE 'kim@%'", 2, 2),
            ("lower(user_id) = 'nobody@contoso.com'", 0, 0),
        ] {
            let frame = sql(&session, &format!("SELECT id FROM events WHERE {condition}")).await.unwrap();
            let read = FilesRead::default();
            let stream = trail365_sql::stream_counted(frame, &CancellationToken::new(), &read).await.unwrap();
            let batches: Vec<_> = futures::TryStreamExt::try_collect(stream).await.unwrap();
            let found: usize = batches.iter().map(arrow::array::RecordBatch::num_rows).sum();
            assert_eq!((found, read.read(), read.all()), (rows, files, 12), "{condition}");
            assert!(read.bytes_read() < read.all_bytes());
        }
    });
}
