//! The table `marks` and the views over it: what is collected and what is missing.

use chrono::{DateTime, TimeDelta, Utc};
use datafusion::prelude::SessionContext;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use trail365_lake::{Content, ImportOptions, Importer, Lake, Location, Mark};
use trail365_sql::{ContentStream, SessionOptions};

use crate::slt::result;

const TENANT: &str = "41463f53-8812-40f4-890f-865bf6e35190";

/// A lake with a blob of Exchange, and marks of two content types.
struct Collected {
    runtime: Runtime,
    lake: Lake,
    _folder: TempDir,
}

impl Collected {
    fn new(exchange: DateTime<Utc>, general: DateTime<Utc>) -> Self {
        let (folder, runtime) = (TempDir::new().unwrap(), Runtime::new().unwrap());
        let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
        let lake = runtime.block_on(Lake::open_or_create(&location)).unwrap();
        let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
        let content = Content {
            tenant_id: TENANT.to_owned(),
            content_type: "Audit.Exchange".to_owned(),
            content_id: Some("blob".to_owned()),
            created: "2026-01-12T06:00:00Z".parse().unwrap(),
            until: None,
        };
        importer.import_content(content, std::io::Cursor::new(r#"[{"Id":"1","Operation":"Send"}]"#)).unwrap();
        let mark = |content_type, until| Mark { name: Mark::name_of_stream(TENANT, content_type), until };
        importer.commit_marks(&[mark("Audit.Exchange", exchange), mark("Audit.General", general)]).unwrap();
        importer.finish().unwrap();
        let lake = runtime.block_on(Lake::open(&location, None)).unwrap();
        Collected { runtime, lake, _folder: folder }
    }

    fn session(&self, streams: Vec<ContentStream>) -> SessionContext {
        let options = SessionOptions { streams, ..SessionOptions::default() };
        self.runtime.block_on(trail365_sql::open(&self.lake, &options)).unwrap()
    }

    fn check(&self, streams: Vec<ContentStream>, query: &str, expected: &str) {
        let session = self.session(streams);
        assert_eq!(self.runtime.block_on(result(&session, query)).unwrap(), expected, "{query}");
    }
}

fn stream(tenant: &str, tenant_id: &str, content_type: &str) -> ContentStream {
    ContentStream {
        tenant: Some(tenant.to_owned()),
        tenant_id: tenant_id.to_owned(),
        content_type: content_type.to_owned(),
    }
}

#[test]
fn marks_are_those_of_the_ledgers_tenants_and_of_named_streams() {
    let time = "2026-01-12T07:00:00Z".parse().unwrap();
    let collected = Collected::new(time, time);
    let query = "SELECT tenant, content_type, time FROM marks ORDER BY tenant_id, content_type";
    let of_ledger = "tenant | content_type | time\n\
                     NULL | Audit.Exchange | 2026-01-12T07:00:00Z\nNULL | Audit.General | 2026-01-12T07:00:00Z";
    collected.check(vec![], query, of_ledger);
    let named = vec![stream("contoso", TENANT, "Audit.General"), stream("new", "x", "Audit.Exchange")];
    let with_names = "tenant | content_type | time\n\
                      NULL | Audit.Exchange | 2026-01-12T07:00:00Z\n\
                      contoso | Audit.General | 2026-01-12T07:00:00Z\nnew | Audit.Exchange | NULL";
    collected.check(named, query, with_names);
}

#[test]
fn status_and_gaps_are_views() {
    let now = Utc::now();
    let collected = Collected::new(now - TimeDelta::hours(2), now - TimeDelta::days(8));
    collected.check(
        vec![stream("contoso", TENANT, "Audit.General")],
        "SELECT tenant, content_type, lag_seconds / 3600 AS hours, blobs, records FROM lake.status",
        "tenant | content_type | hours | blobs | records\n\
         NULL | Audit.Exchange | 2 | 1 | 1\ncontoso | Audit.General | 192 | 0 | 0",
    );
    collected.check(
        vec![],
        "SELECT content_type, state, \"until\" IS NULL AS open FROM lake.gaps ORDER BY content_type, \"from\"",
        "content_type | state | open\n\
         Audit.Exchange | covered | false\nAudit.Exchange | pending | false\n\
         Audit.General | unreachable | false\nAudit.General | expiring | false\n\
         Audit.General | pending | false\nAudit.General | covered | false",
    );
}
