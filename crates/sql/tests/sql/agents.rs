//! Views over schemas whose record types other schemas share.

use datafusion::prelude::SessionContext;
use trail365_sql::sql;

use crate::activity::over;

async fn count(context: &SessionContext, view: &str) -> usize {
    sql(context, &format!("select id from {view}")).await.unwrap().count().await.unwrap()
}

#[tokio::test]
async fn a_view_takes_no_record_of_another_schema() {
    let records = [
        // The fields of the schema alone do not make a record of it.
        r#"{"Id":"1","RecordType":261,"Operation":"CopilotInteraction","AgentId":"a","AgentName":"HR Policy"}"#,
        r#"{"Id":"2","RecordType":334,"Operation":"TeamCopilotMsgInteraction","AgentName":"Facilitator"}"#,
        r#"{"Id":"3","RecordType":9001,"Operation":"Novel","AgentType":1,"UserAssignments":[],"Property":"p"}"#,
        r#"{"Id":"4","RecordType":375,"Operation":"AddedApp","AgentName":"an app"}"#,
        r#"{"Id":"5","RecordType":375,"Operation":"BlockedAgent","AgentID":"a","AgentName":"HR Policy"}"#,
        r#"{"Id":"6","RecordType":376,"Operation":"UpdatedTenantSettings","Property":"p"}"#,
        r#"{"Id":"7","RecordType":376,"Operation":"AccessPoliciesUpdated","Property":"p"}"#,
    ];
    let context = over(&records);
    for (view, rows) in [
        ("agent_admin_activity", 1),
        ("agent_settings_admin_activity", 1),
        ("copilot_interaction", 1),
        ("team_copilot_interaction", 1),
    ] {
        assert_eq!(count(&context, view).await, rows, "{view}");
    }
    assert_eq!(count(&context, "activity where agent_id = 'a'").await, 2);
}
