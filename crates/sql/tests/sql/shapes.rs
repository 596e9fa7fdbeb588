//! Views in the shapes of other tools: they have what `shape_document` writes, each value in a column of its type.

use datafusion::prelude::SessionContext;
use serde_json::{Map, Value};
use trail365_records::Timestamp;
use trail365_sql::rows::{Format, Style, write};
use trail365_sql::{SHAPE_VIEWS, column_meaning, sql};

use crate::activity::over;
use crate::invented::one_of_each;

async fn rows(context: &SessionContext, query: &str) -> Vec<Map<String, Value>> {
    let frame = sql(context, query).await.unwrap_or_else(|e| panic!("{query}: {e}"));
    let mut out = Vec::new();
    let stream = frame.execute_stream().await.unwrap();
    write(stream, Format::JsonLines, Style::default(), &mut out)
        .await
        .unwrap_or_else(|e| panic!("{query}: {e}"));
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn records() -> Vec<String> {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/AuditLog_sample.csv");
    let mut reader = csv::Reader::from_path(table).unwrap();
    let data = reader.headers().unwrap().iter().position(|name| name == "AuditData").unwrap();
    let records: Vec<_> = reader.records().map(|row| row.unwrap()[data].to_owned()).collect();
    records.into_iter().chain(one_of_each()).collect()
}

#[tokio::test]
async fn every_view_has_its_columns_with_meanings() {
    let context = over::<&str>(&[]);
    for view in &SHAPE_VIEWS {
        let frame = sql(&context, &format!("SELECT * FROM {}", view.qualified_name())).await.unwrap();
        let columns: Vec<_> = frame.schema().fields().iter().map(|field| field.name().clone()).collect();
        assert_eq!(columns, view.columns, "{}", view.name);
        assert_eq!(rows(&context, &format!("SELECT * FROM {}", view.qualified_name())).await.len(), 0);
        for column in view.columns {
            assert!(column_meaning(&view.qualified_name(), column).is_some(), "{}.{column}", view.name);
        }
    }
    let meaning = column_meaning("sentinel.OfficeActivity", "OfficeWorkload").unwrap();
    assert_eq!(meaning, "From `Workload`.");
}

/// Columns that 145 public rules, hunting queries and workbooks of Azure-Sentinel read of the table, November 2026. Four more names
/// (`ClientIP_`, `UserId_`, `OrganizationId_`, `SourceFileName_`) are in no reference of the table.
const READ_BY_RULES: &str = "\
    Actor ActorIpAddress AddonName AffectedItems AppAccessContext AppId ApplicationId ChannelName \
    ClientAppId ClientIP ClientInfoString Client_IPAddress CommunicationType DestFolder \
    DestinationFileExtension DestinationFileName DestinationRelativeUrl ElevationTime EventSource \
    ExtendedProperties ExternalAccess Folder Folders Item ItemName ItemType Logon_Type MachineDomainInfo \
    MachineId MailboxGuid MailboxOwnerUPN Members ModifiedProperties OfficeId OfficeObjectId \
    OfficeTenantId OfficeWorkload Operation OrganizationId OrganizationName OriginatingServer Parameters \
    RecordType ResultReasonType ResultStatus Site_Url SourceFileExtension SourceFileName SourceRecordId \
    SourceRelativeUrl SourceSystem Start_Time TeamGuid TeamName TenantId TimeGenerated Type UserAgent \
    UserId UserKey UserType _ResourceId _SubscriptionId";

#[test]
fn columns_that_public_rules_read_are_there() {
    let view = SHAPE_VIEWS.iter().find(|view| view.name == "OfficeActivity").unwrap();
    let missing: Vec<_> =
        READ_BY_RULES.split_whitespace().filter(|name| !view.columns.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn flat_views_have_the_values_of_the_documents() {
    let context = over(&records());
    for (view, shape) in [
        ("sentinel.OfficeActivity", "sentinel"),
        ("asim.AuditEvent", "asim-audit"),
        ("asim.FileEvent", "asim-file"),
        ("purview", "purview"),
        ("graph", "graph"),
    ] {
        let query = format!("SELECT shape_document('{shape}', record) AS document FROM event_records");
        let documents = rows(&context, &query).await;
        let documents = documents.iter().filter_map(|row| row.get("document")?.as_str());
        let mut expect: Vec<Map<String, Value>> =
            documents.map(|text| serde_json::from_str(text).unwrap()).collect();
        let mut found = rows(&context, &format!("SELECT * FROM {view}")).await;
        assert!(!found.is_empty(), "{view}");
        for row in expect.iter_mut().chain(&mut found) {
            row.iter_mut().for_each(|(name, value)| normalize(name, value));
        }
        let text = |rows: &[Map<String, Value>]| {
            let mut lines: Vec<_> = rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect();
            lines.sort();
            lines
        };
        let (found, expect) = (text(&found), text(&expect));
        for (found, expect) in found.iter().zip(&expect) {
            assert_eq!(found, expect, "{view}");
        }
        assert_eq!(found.len(), expect.len(), "{view}");
    }
}

/// Times are written with other digits, and what is JSON in a document is text in a column.
fn normalize(name: &str, value: &mut Value) {
    let Some(text) = value.as_str() else { return };
    if let Some(time) = Timestamp::parse(text).filter(|_| name.contains("Time") || name == "CreationDate") {
        *value = time.as_microseconds().into();
    } else if text.starts_with(['{', '[']) {
        *value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
    }
}

#[tokio::test]
async fn each_record_is_in_the_view_of_one_class() {
    let records = records();
    let context = over(&records);
    let mut sum = 0;
    for view in SHAPE_VIEWS.iter().filter(|view| view.schema == "ocsf") {
        for row in rows(&context, &format!("SELECT * FROM {}", view.qualified_name())).await {
            let document: Value = serde_json::from_str(row["document"].as_str().unwrap()).unwrap();
            let class =
                format!("class {} ({})", document["class_name"].as_str().unwrap(), document["class_uid"]);
            assert!(view.description.contains(&class), "{class} in {}", view.name);
            assert_eq!(
                (&row["type_uid"], &row["activity_id"]),
                (&document["type_uid"], &document["activity_id"])
            );
            sum += 1;
        }
    }
    assert_eq!(sum, records.len());
    let count = "SELECT count(*) AS n FROM ecs.documents WHERE \"event.code\" = 'ExchangeAdmin' AND document LIKE '{\"@timestamp\"%'";
    assert!(rows(&context, count).await[0]["n"].as_u64().unwrap() > 1);
}

#[tokio::test]
async fn an_unknown_shape_is_refused() {
    let context = over::<&str>(&[]);
    let error = sql(&context, "SELECT shape_document('esc', record) FROM event_records")
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("there is no shape 'esc': sentinel, ecs, "), "{error}");
    let none = "SELECT shape_document('ecs', 'no record') AS a, shape_document('asim-file', '{\"RecordType\":1}') AS b";
    assert_eq!(rows(&context, none).await, [Map::new()]);
}
