//! Counts by a column of texts over the files of a lake.

use datafusion::physical_plan::displayable;
use trail365_lake::blocking::wait;
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sql::{SessionOptions, sql};

use crate::slt::result;

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_counted_where_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
    let import = move || {
        let lake = wait(Lake::open_or_create(&location)).unwrap();
        let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
        for (number, operation) in ["Send", "New-InboxRule: of a long name", "Send", ""].iter().enumerate() {
            let of = |copy| format!(r#"{{"Id":"{number}-{copy}","RecordType":2,"Operation":"{operation}"}}"#);
            let records = format!("{}\n{}\n{{\"Id\":\"{number}\",\"RecordType\":2}}\n", of(1), of(2));
            importer.import_unit(&number.to_string(), records.as_bytes(), &mut |_| ()).unwrap();
            importer.commit_marks(&[]).unwrap();
        }
        importer.finish().unwrap();
        wait(Lake::open(&location, None)).unwrap()
    };
    let lake = tokio::task::spawn_blocking(import).await.unwrap();
    let session = trail365_sql::open(&lake, &SessionOptions::default()).await.unwrap();
    for table in ["activity", "events"] {
        let query = format!("SELECT operation, count(*) AS n FROM {table} GROUP BY 1 ORDER BY 1 NULLS LAST");
        let plan = sql(&session, &query).await.unwrap().create_physical_plan().await.unwrap();
        let plan = displayable(plan.as_ref()).indent(false).to_string();
        assert!(plan.contains("CountedTexts"), "{plan}");
        let counts = "operation | n\n | 2\nNew-InboxRule: of a long name | 2\nSend | 4\nNULL | 4";
        assert_eq!(result(&session, &query).await.unwrap(), counts, "{table}");
    }
}
