//! Tables whose columns are the fields of records, as text.

use trail365_read::Format::{Csv, JsonLines};
use trail365_read::{Completeness, Reader};

use crate::check;

/// The notices of an input.
fn notices(input: &str) -> Vec<String> {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    while let Some(item) = reader.next().unwrap() {
        assert_eq!(item.completeness, Completeness::Partial);
    }
    reader.notices().iter().map(ToString::to_string).collect()
}

#[test]
fn json_in_cells_is_json_where_a_field_may_have_it() {
    let input = "CreationTime,Operation,AppAccessContext,ObjectId,Odd,Members\n\
        2026-02-14T09:00:00,x,\"{\"\"AADSessionId\"\":\"\"1\"\"}\",\"{\"\"a\"\":1}\",\" [1]\",{guid}\n";
    let record = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"x","AppAccessContext":{"AADSessionId":"1"},"ObjectId":"{\"a\":1}","Odd": [1],"Members":"{guid}"}"#;
    check(input, Csv, &[&format!("2 record {record}")]);
}

#[test]
fn columns_of_elastic_are_read_without_their_prefix() {
    for prefix in ["o365.audit", "o365audit"] {
        let input = format!(
            "@timestamp,{prefix}.CreationTime,{prefix}.Operation,{prefix}.AppAccessContext.AADSessionId,{prefix}.UserId,{prefix}.Parameters\n\
             now,2026-02-14T09:00:00,Send,1,-,\"[{{\"\"Name\"\":\"\"a\"\"}}]\"\n"
        );
        let record = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"Send","AppAccessContext":{"AADSessionId":"1"},"Parameters":[{"Name":"a"}]}"#;
        check(&input, Csv, &[&format!("2 record {record}")]);
        assert!(notices(&input).is_empty());
    }
}

#[test]
fn tables_of_sentinel_for_agents_and_power_bi_are_records_again() {
    let input = "TimeGenerated,ActorName,ActorUserId,AgentName,LLMEventData,RecordId,RecordType,SrcIpAddr,TenantId\n\
        2026-02-14T09:00:00Z,a@example.com,k,HR,\"{\"\"AppHost\"\":\"\"Teams\"\"}\",1,CopilotInteraction,192.0.2.1,w\n";
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","UserId":"a@example.com","UserKey":"k","AgentName":"HR","CopilotEventData":{"AppHost":"Teams"},"Id":"1","RecordType":"CopilotInteraction","ClientIP":"192.0.2.1"}"#;
    check(input, Csv, &[&format!("2 record {record}")]);
    let row = r#"{"TimeGenerated":"2026-02-14T09:00:00Z","ActorName":"a@example.com","LLMEventData":"{\"AppHost\":\"Teams\"}","RecordId":"1","RecordType":"CopilotInteraction"}"#;
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","UserId":"a@example.com","CopilotEventData":{"AppHost":"Teams"},"Id":"1","RecordType":"CopilotInteraction"}"#;
    check(row, JsonLines, &[&format!("1 record {record}")]);
    let input = "TimeGenerated [UTC],OperationName,UserId,UserKey,RecordType,Datasets\n\
        \"2/14/2026, 9:00:00.000 AM\",ViewReport,a@example.com,k,PowerBIAudit,\"[{\"\"DatasetId\"\":\"\"1\"\"}]\"\n";
    let record = r#"{"CreationTime":"2026-02-14T09:00:00.000Z","Operation":"ViewReport","UserId":"a@example.com","UserKey":"k","RecordType":"PowerBIAudit","Datasets":[{"DatasetId":"1"}]}"#;
    check(input, Csv, &[&format!("2 record {record}")]);
}

#[test]
fn rows_of_one_record_are_told() {
    let header = "RecordId,CreationTime,Operation,CopilotEventData.AccessedResources.Name";
    let row = |id: u32, name: &str| format!("{id},2026-02-14T09:00:00,CopilotInteraction,{name}\n");
    let input = format!("{header}\n{}{}{}", row(1, "a"), row(1, "b"), row(2, "c"));
    let found = notices(&input);
    assert!(found[0].starts_with("line 3: 1 row repeats the RecordId of the row before"), "{found:?}");
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let item = reader.next().unwrap().unwrap();
    assert!(format!("{:?}", item.kind).starts_with("Record("));
    assert_eq!(notices(&format!("{header}\n{}{}", row(1, "a"), row(2, "b"))), [""; 0]);
}
