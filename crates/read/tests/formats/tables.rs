//! Tables whose columns are the fields of records, as text.

use trail365_read::Format::{Csv, Json, JsonLines};
use trail365_read::{Completeness, ItemKind, Limits, Reader};

use crate::{Pieces, check, check_limited};

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
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","UserId":"a@example.com","UserKey":"k","AgentName":"HR","CopilotEventData":{"AppHost":"Teams"},"Id":"1","RecordType":"CopilotInteraction","ClientIP":"192.0.2.1","Operation":"CopilotInteraction"}"#;
    check(input, Csv, &[&format!("2 record {record}")]);
    let row = r#"{"TimeGenerated":"2026-02-14T09:00:00Z","ActorName":"a@example.com","LLMEventData":"{\"AppHost\":\"Teams\"}","RecordId":"1","RecordType":"CopilotInteraction"}"#;
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","UserId":"a@example.com","CopilotEventData":{"AppHost":"Teams"},"Id":"1","RecordType":"CopilotInteraction","Operation":"CopilotInteraction"}"#;
    check(row, JsonLines, &[&format!("1 record {record}")]);
    let input = "TimeGenerated [UTC],OperationName,UserId,UserKey,RecordType,Datasets\n\
        \"2/14/2026, 9:00:00.000 AM\",ViewReport,a@example.com,k,PowerBIAudit,\"[{\"\"DatasetId\"\":\"\"1\"\"}]\"\n";
    let record = r#"{"CreationTime":"2026-02-14T09:00:00.000Z","Operation":"ViewReport","UserId":"a@example.com","UserKey":"k","RecordType":"PowerBIAudit","Datasets":[{"DatasetId":"1"}]}"#;
    check(input, Csv, &[&format!("2 record {record}")]);
}

#[test]
fn the_operation_of_a_row_without_one_is_what_its_other_columns_tell() {
    // Power BI calls its operation an activity.
    let input = "TimeGenerated,Activity,UserId,UserKey,RecordType,Workload\n\
        2026-02-14T09:00:00Z,ViewReport,a@example.com,k,PowerBIAudit,PowerBI\n";
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","Activity":"ViewReport","UserId":"a@example.com","UserKey":"k","RecordType":"PowerBIAudit","Workload":"PowerBI","Operation":"ViewReport"}"#;
    check(input, Csv, &[&format!("2 record {record}")]);
    let row = r#"{"TimeGenerated":"2026-02-14T09:00:00Z","OperationName":"ViewReport","Activity":"ViewReport","UserId":"a@example.com","UserKey":"k","RecordType":"PowerBIAudit","Type":"PowerBIActivity"}"#;
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","Operation":"ViewReport","Activity":"ViewReport","UserId":"a@example.com","UserKey":"k","RecordType":"PowerBIAudit"}"#;
    check(row, JsonLines, &[&format!("1 record {record}")]);
    // A type with several operations tells none.
    let row = r#"{"TimeGenerated":"2026-02-14T09:00:00Z","ActorName":"a@example.com","LLMEventData":"{}","RecordId":"1","RecordType":"MicrosoftTeams"}"#;
    let record = r#"{"CreationTime":"2026-02-14T09:00:00Z","UserId":"a@example.com","CopilotEventData":{},"Id":"1","RecordType":"MicrosoftTeams"}"#;
    check(row, JsonLines, &[&format!("1 record {record}")]);
}

#[test]
fn an_answer_of_kusto_has_the_records_of_its_tables_alone() {
    let record = r#"{"CreationTime":"2026-01-12T10:01:00","Id":"1","Operation":"Send","RecordType":2}"#;
    let frames = [
        r#"{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"}"#.to_owned(),
        r#"{"FrameType":"DataTable","TableKind":"QueryProperties","Columns":[{"ColumnName":"Key","ColumnType":"string"}],"Rows":[["Visualization"]]}"#.to_owned(),
        format!(r#"{{"FrameType":"DataTable","TableKind":"PrimaryResult","Columns":[{{"ColumnName":"RawEventData","ColumnType":"dynamic"}}],"Rows":[[{record}]]}}"#),
        r#"{"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false}"#.to_owned(),
    ];
    let expected = [
        format!("1 NoRecord {}", frames[0]),
        r#"1 NoRecord ["Visualization"]"#.to_owned(),
        format!("1 record {record}"),
        format!("1 NoRecord {}", frames[3]),
    ];
    check(format!("[{}]", frames.join(",")), Json, &expected.each_ref().map(String::as_str));
}

#[test]
fn rows_of_one_record_are_put_together() {
    let input = "RecordId,CreationTime,Operation,CopilotEventData.AppHost,CopilotEventData.AccessedResources.Name,CopilotEventData.AccessedResources.Type,Odd,Thing.Id,Thing.Kind\n\
        1,t,x,Teams,a,File,p,7,k\n\
        1,t,x,Teams,b,File,q,8,k\n\
        2,t,x,,c,,,,\n\
        \n\
        1,t,x,Word,,,\"m\nn\",9,k\n";
    let first = r#"{"Id":"1","CreationTime":"t","Operation":"x","CopilotEventData":{"AppHost":"Teams","AccessedResources":[{"Name":"a","Type":"File"},{"Name":"b","Type":"File"}]},"Odd":["p","q"],"Thing":[{"Id":"7","Kind":"k"},{"Id":"8","Kind":"k"}]}"#;
    let second = r#"{"Id":"2","CreationTime":"t","Operation":"x","CopilotEventData":{"AccessedResources":[{"Name":"c"}]}}"#;
    // A row elsewhere stays one of its own.
    let third = r#"{"Id":"1","CreationTime":"t","Operation":"x","CopilotEventData":{"AppHost":"Word"},"Odd":"m\nn","Thing":{"Id":"9","Kind":"k"}}"#;
    for input in
        [input.to_owned(), input.trim_end().to_owned(), input.replace('\n', "\r\n").replace("m\r", "m")]
    {
        let expected =
            [format!("2 record {first}"), format!("4 record {second}"), format!("6 record {third}")];
        check(&input, Csv, &expected.each_ref().map(String::as_str));
        let found = notices(&input);
        let words = "2 rows were put together to 1 record: the export has a row for each item of a list";
        assert!(found[0].starts_with(words) && found.len() == 1, "{found:?}");
    }
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let item = reader.next().unwrap().unwrap();
    assert_eq!(item.carrier, b"1,t,x,Teams,a,File,p,7,k\n1,t,x,Teams,b,File,q,8,k");
}

#[test]
fn rows_beyond_the_limit_are_told() {
    let header = "RecordId,CreationTime,Operation,A.B\n";
    let row = |id: u32, text: &str| format!("{id},t,x,{text}\n");
    let input = format!("{header}{}{}{}{}", row(1, "aaaa"), row(1, "bbbb"), row(1, "cccc"), row(2, "d"));
    // Two rows with the names of their columns fit into the limit.
    let joined = r#"{"Id":"1","CreationTime":"t","Operation":"x","A":[{"B":"aaaa"},{"B":"bbbb"}]}"#;
    let rest = r#"{"Id":"1","CreationTime":"t","Operation":"x","A":{"B":"cccc"}}"#;
    let other = r#"{"Id":"2","CreationTime":"t","Operation":"x","A":{"B":"d"}}"#;
    let expected = [format!("2 record {joined}"), format!("4 record {rest}"), format!("5 record {other}")];
    check_limited(&input, 80, Csv, &expected.each_ref().map(String::as_str));
    let many = row(1, "a").repeat(10_001) + &row(2, "b");
    let found = notices(&format!("{header}{many}"));
    assert!(found[0].starts_with("10000 rows were put together to 1 record"), "{found:?}");
    assert!(found[1].starts_with("line 10002: 1 row repeats the RecordId of the record before"), "{found:?}");
}

#[test]
fn rows_over_the_limit_keep_the_same_bytes_in_pieces() {
    for end in ["\n", "", "   \n", ",\n"] {
        for len in [30, 60, 64 << 10, 300 << 10] {
            let row = format!("t,x{}{end}", "y".repeat(len));
            let input = format!("CreationTime,Operation\n{row}t,z\n");
            let limits = Limits { record_bytes: 24, ..Limits::default() };
            let read = |size| {
                let mut reader =
                    Reader::with_limits(Pieces { rest: input.as_bytes(), size }, limits).unwrap();
                let item = reader.next().unwrap().unwrap();
                let ItemKind::Rejected { bytes, .. } = item.kind else { panic!("{item:?}") };
                let bytes = bytes.to_vec();
                while reader.next().unwrap().is_some() {}
                (bytes, reader.notices().to_vec())
            };
            let whole = read(usize::MAX);
            assert_eq!(whole.0, &row.as_bytes()[..24]);
            for size in [1, 7, 1000] {
                assert_eq!(read(size), whole, "{size} {len} {end:?}");
            }
        }
    }
}

#[test]
fn what_the_record_of_a_kibana_row_lacks_is_in_the_other_columns() {
    let header = "@timestamp,event.action,event.code,o365.audit.Operation,o365.audit.Id";
    check(
        format!("{header}\n\"Feb 14, 2026 @ 09:00:01.000\",read,15,FileAccessed,9\n-,x,-,-,8\n"),
        Csv,
        &[
            "2 record {\"Operation\":\"FileAccessed\",\"Id\":\"9\",\"CreationTime\":\"Feb 14, 2026 @ 09:00:01.000\",\"RecordType\":15}",
            "3 record {\"Id\":\"8\",\"Operation\":\"x\"}",
        ],
    );
}
