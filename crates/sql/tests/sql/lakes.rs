//! Queries over several lakes at once.

use trail365_lake::blocking::wait;
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sql::SessionOptions;

use crate::slt::result;

fn lake(folder: &std::path::Path, name: &str, records: &[(&str, &str)]) -> (String, Lake) {
    let location = Location::parse(&folder.join(name).to_string_lossy()).unwrap();
    let lake = wait(Lake::open_or_create(&location)).unwrap();
    let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
    let line = |(id, user): &(&str, &str)| {
        format!(
            r#"{{"Id":"{id}","RecordType":15,"Operation":"UserLoggedIn","CreationTime":"2026-03-02T08:00:00","UserId":"{user}"}}"#
        )
    };
    let lines: Vec<_> = records.iter().map(line).collect();
    importer.import_unit("a", lines.join("\n").as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
    (name.to_owned(), wait(Lake::open(&location, None)).unwrap())
}

#[test]
fn rows_of_all_lakes_have_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let lakes = [
        lake(folder.path(), "contoso", &[("1", "lena@contoso.com"), ("2", "marco@contoso.com")]),
        lake(folder.path(), "fabrikam", &[("3", "lena@fabrikam.com"), ("1", "lena@contoso.com")]),
    ];
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let session = trail365_sql::open_all(&lakes, &SessionOptions::default()).await.unwrap();
        for (query, expect) in [
            ("SELECT lake, id FROM events ORDER BY lake, id", "lake | id\ncontoso | 1\ncontoso | 2\nfabrikam | 1\nfabrikam | 3"),
            ("SELECT count(DISTINCT id) AS n FROM activity WHERE lower(user_id) = 'lena@contoso.com'", "n\n1"),
            ("SELECT count(*) AS n FROM sign_ins", "n\n4"),
            ("SELECT lake, rows_added FROM ledger ORDER BY lake", "lake | rows_added\ncontoso | 2\nfabrikam | 2"),
            ("SELECT json_text(record, 'UserId') AS u FROM event_records WHERE lake = 'fabrikam' AND id = '3'", "u\nlena@fabrikam.com"),
            ("SELECT count(*) AS n FROM marks", "n\n0"),
            ("SELECT count(*) AS n FROM alerts", "n\n0"),
        ] {
            assert_eq!(result(&session, query).await.unwrap(), expect, "{query}");
        }
        // A condition on the lake leaves out the files of the others.
        let plan = result(&session, "EXPLAIN SELECT id FROM events WHERE lake = 'contoso'").await.unwrap();
        assert_eq!(plan.matches("DataSourceExec").count(), 1, "{plan}");
    });
}
