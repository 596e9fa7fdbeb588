//! Questions that people ask of records like those of public reports, where the files are at hand.

use std::path::Path;

use datafusion::prelude::SessionContext;
use serde_json::Value;
use trail365_sql::search::Search;

use crate::activity::over;
use crate::slt::result;

/// A session over the records of a file; `None`, loudly, where the file is missing.
fn session(file: &str) -> Option<SessionContext> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is missing, its questions are not asked", path.display());
        return None;
    };
    if path.extension().is_some_and(|end| end == "jsonl") {
        return Some(over(&text.lines().collect::<Vec<_>>()));
    }
    let whole: Value = serde_json::from_str(&text).unwrap();
    let records = match whole.get("activityEventEntities").and_then(Value::as_array) {
        Some(records) => records.clone(),
        None => vec![whole],
    };
    Some(over(&records.iter().map(Value::to_string).collect::<Vec<_>>()))
}

async fn check(session: &SessionContext, query: &str, rows: &[&str]) {
    let answer = result(session, query).await.unwrap_or_else(|error| panic!("{query}\n{error}"));
    assert_eq!(answer.lines().skip(1).collect::<Vec<_>>(), rows, "{query}");
}

#[tokio::test]
async fn agents_and_attacks_of_copilot() {
    let Some(session) = session("21-copilot.jsonl") else { return };
    check(&session, "select count(*) from activity", &["7"]).await;
    check(&session, "select count(*) from agent_admin_activity", &["0"]).await;
    let agents = "select record_type, agent_name, app_identity from activity where coalesce(agent_name, app_identity) is not null order by id";
    let rows = [
        "261 | HR Policy | Copilot.Studio.00000003-aaaa-4bbb-8ccc-000000000003",
        "334 | Facilitator | NULL",
        "328 | NULL | ConnectedAIApp.AzureAI.res1",
        "284 | NULL | AIApp.ChatGPT",
    ];
    check(&session, agents, &rows).await;
    // In an object, in text, and under the name of the type.
    let attacks = "select id, r.xpia_detected, r.status, p.policy_name, p.rules[1].rule_name from activity cross join \
                   unnest(copilot_event_data['accessed_resources']) as t(r) cross join unnest(r['policy_details']) as u(p) order by id";
    let row = |id: &str| format!("000000{id}-aaaa-4bbb-8ccc-0000000000{id} | true | Failure | DLP | block");
    check(&session, attacks, &[&row("2e"), &row("32"), &row("33")]).await;
    let jailbreaks = "select count(*) from activity cross join unnest(copilot_event_data['messages']) as t(m) where m['jailbreak_detected']";
    check(&session, jailbreaks, &["3"]).await;
}

#[tokio::test]
async fn use_of_an_agent_is_no_administration() {
    let Some(session) = session("96-agent-used.jsonl") else { return };
    check(&session, "select agent_id from copilot_interaction", &["CopilotStudio.Declarative.T_0000"]).await;
    check(&session, "select count(*) from agent_admin_activity", &["0"]).await;
}

#[tokio::test]
async fn mails_that_were_read() {
    let Some(session) = session("41-mail-items-accessed.jsonl") else { return };
    let mails = "select record_type, f.path, m['internet_message_id'] as mail from activity cross join \
                 unnest(aggregated_folders) as t(f) cross join unnest(f['folder_items']) as u(m) order by mail";
    let rows = [
        r"50 | \Inbox | <m1@example.net>",
        r"50 | \Inbox | <m2@example.net>",
        r"50 | \Sent Items | <m3@example.com>",
        r"2 | \Finance | <m4@example.com>",
        r"50 | \Inbox | NULL",
    ];
    check(&session, mails, &rows).await;
    let synced = "select item.parent_folder.path from activity where operation_properties['MailAccessType'] = 'Sync' and record_type = 50";
    check(&session, synced, &[r"\Archive"]).await;
}

#[tokio::test]
async fn rules_that_forward() {
    let Some(session) = session("42-inbox-rules.jsonl") else { return };
    let rules = "select operation, coalesce(parameters['Name'], operation_properties['RuleName']) as rule, \
                 coalesce(parameters['ForwardTo'], parameters['ForwardingSmtpAddress'], \
                 json_text(operation_properties['RuleActions'], '[0].Recipients[0]')) as target from activity order by id";
    let rows = [
        "New-InboxRule | . | NULL",
        "UpdateInboxRules | Updates | x@example.net",
        "Set-Mailbox | NULL | smtp:x@example.net",
    ];
    check(&session, rules, &rows).await;
}

#[tokio::test]
async fn apps_of_power_platform() {
    let Some(session) = session("45-power-platform-256.jsonl") else { return };
    let apps = "select property_collection['powerplatform.analytics.resource.power_app.id'] as app, \
                property_collection['powerplatform.analytics.resource.environment.id'] as environment from activity \
                where operation = 'LaunchPowerApp'";
    let row = "00000002-aaaa-4bbb-8ccc-000000000002 | Default-0f0f0f0f-1111-4222-8333-444444444444";
    check(&session, apps, &[row]).await;
    let types =
        "select record_type, record_type_name, bot_id from activity where record_type <> 256 order by 1";
    let rows = [
        "204 | NULL | bot-1",
        "340 | DefenderPreviewFeatures | NULL",
        "343 | CriticalAssetManagementClassification | NULL",
        "900 | NULL | NULL",
    ];
    check(&session, types, &rows).await;
}

#[tokio::test]
async fn a_launch_as_an_importer_has_it() {
    let Some(session) = session("91i-record-256-real.json") else { return };
    let launch = "select property_collection['enduser.principal_name'] as who, environment_id, requires_customer_key_encryption from activity";
    check(&session, launch, &["amber@example.com | 00000003-aaaa-4bbb-8ccc-000000000003 | false"]).await;
}

#[tokio::test]
async fn chats_with_people_outside() {
    let Some(session) = session("91f-teams-external.jsonl") else { return };
    let chats = "select operation, members[1].upn, members[1].organization_id <> organization_id as outside from activity \
                 where participant_info.has_foreign_tenant_users and array_has(participant_info['participating_domains'], 'example.net')";
    check(&session, chats, &["MessageSent | helpdesk@example.net | true"]).await;
    let meetings = "select operation, organizer.user_object_id, a['display_name'] as guest, join_time is not null as joined from activity \
                    left join unnest(attendees) as t(a) on true where operation like 'Meeting%' and coalesce(a['role'], 3) = 3 order by 1";
    let rows = [
        "MeetingDetail | 00000005-aaaa-4bbb-8ccc-000000000005 | NULL | false",
        "MeetingParticipantDetail | NULL | Guest (External) | true",
    ];
    check(&session, meetings, &rows).await;
}

#[tokio::test]
async fn the_address_that_was_searched_for() {
    let Some(session) = session("91g-sign-ins.jsonl") else { return };
    let search =
        |address: &str| Search { addresses: vec![address.parse().unwrap()], ..Search::default() }.sql();
    for (address, shown) in [
        ("198.51.100.66", "198.51.100.66"),
        ("198.51.100.0/24", "198.51.100.66"),
        ("2001:db8::7", "2001:db8::7"),
        ("2001:db8::/32", "2001:db8::7"),
    ] {
        check(&session, &format!("select address from ({})", search(address)), &[shown]).await;
    }
}

#[tokio::test]
async fn reports_of_power_bi() {
    let Some(session) = session("24-powerbi-activity-events.json") else { return };
    let reports = "select distinct activity, is_success, report_id, distribution_method, artifact_kind, request_id is null, extra like '%ReportId%' from activity";
    let row = "ViewReport | true | 00000003-aaaa-4bbb-8ccc-000000000003 | Workspace | Report | false | false";
    check(&session, reports, &[row]).await;
}
