//! Names the logs that are mistaken for audit records, by the keys of their entries.

use memchr::memmem;

use super::slots::{OPERATION, TIME};
use crate::item::LooksLike;
use crate::json::{Members, element_places};

/// Members that are looked at; entries of the logs have fewer.
const MEMBERS: usize = 256;

/// Returns what an object or array without an audit record looks like. What an answer or an event has inside one level
/// counts where its own keys say nothing.
pub(crate) fn find_lookalike(bytes: &[u8]) -> LooksLike {
    let own = by_keys(bytes);
    if own != LooksLike::Other {
        return own;
    }
    let members = Members::new(bytes, 0..bytes.len()).take(MEMBERS);
    let inside = members.filter_map(|member| match bytes[member.value.start] {
        b'{' => Some(by_keys(&bytes[member.value])),
        b'[' => {
            let array = &bytes[member.value];
            element_places(array).next().map(|first| by_keys(&array[first]))
        }
        _ => None,
    });
    inside.into_iter().find(|found| *found != LooksLike::Other).unwrap_or(LooksLike::Other)
}

fn by_keys(object: &[u8]) -> LooksLike {
    if !object.starts_with(b"{") {
        return LooksLike::Other;
    }
    let mut keys = Vec::new();
    let mut is_base64 = false;
    for member in Members::new(object, 0..object.len()).take(MEMBERS) {
        is_base64 |= begins_base64(&object[member.value.clone()]);
        let named = match member.key {
            b"category" => by_category(&object[member.value]),
            b"Type" => by_table(&object[member.value]),
            b"@odata.context" => by_context(&object[member.value]),
            b"OperationName" | b"operationName"
                if object[member.value.clone()] == *b"\"Sign-in activity\"" =>
            {
                Some(LooksLike::SignIn)
            }
            _ => None,
        };
        if let Some(found) = named {
            return found;
        }
        keys.push(member.key);
    }
    match by_names(&keys) {
        LooksLike::Other if is_api_message(&keys) => LooksLike::ApiError,
        LooksLike::Other if is_base64 => LooksLike::Base64,
        LooksLike::Other if has_record_keys(&keys) => LooksLike::RecordKeys,
        found => found,
    }
}

/// Returns what a table with these names of columns, or an object with these keys, looks like.
pub(crate) fn by_names<T: AsRef<[u8]>>(names: &[T]) -> LooksLike {
    let plain: Vec<_> = names.iter().map(|name| plain_name(name.as_ref())).collect();
    let has = |name: &str| plain.contains(&plain_name(name.as_bytes()));
    let found = KINDS.iter().find(|(_, sets)| sets.iter().any(|names| names.iter().all(|name| has(name))));
    found.map_or(LooksLike::Other, |(kind, _)| *kind)
}

/// Reports whether both of the keys are there that make a record, in any case.
fn has_record_keys(keys: &[&[u8]]) -> bool {
    [TIME, OPERATION].iter().all(|name| keys.iter().any(|key| key.eq_ignore_ascii_case(name)))
}

/// Returns a name without case, blanks and marks: one log has `SenderAddress`, `sender_address` and `Sender address`.
fn plain_name(name: &[u8]) -> Vec<u8> {
    name.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
}

/// Reports whether an object is the message of an API that refuses a request. Logs have messages, too, but more beside
/// them than a number.
fn is_api_message(keys: &[&[u8]]) -> bool {
    const MESSAGES: [&[u8]; 2] = [b"Message", b"message"];
    const BESIDE: [&[u8]; 5] = [b"code", b"Code", b"statusCode", b"StatusCode", b"MessageDetail"];
    match keys {
        [b"Message"] => true,
        [first, second] => {
            MESSAGES.contains(first) && BESIDE.contains(second)
                || BESIDE.contains(first) && MESSAGES.contains(second)
        }
        _ => false,
    }
}

/// Sets of keys, each of which shows what an object is. The first that fits counts.
const KINDS: [(LooksLike, &[&[&str]]); 17] = [
    (
        LooksLike::JsonSchema,
        &[&["$schema", "properties"], &["$schema", "definitions"], &["type", "properties", "required"]],
    ),
    (LooksLike::ApiError, &[&["error"], &["odata.error"], &["error_description"]]),
    (LooksLike::RiskDetection, &[&["riskEventType"], &["riskLevel", "riskState"]]),
    (
        LooksLike::SignIn,
        &[
            &["appDisplayName", "ipAddress"],
            &["appDisplayName", "conditionalAccessStatus"],
            &["AppDisplayName", "ResultType"],
            &["userDisplayName", "appDisplayName"],
            &["signInEventTypes"],
            &["userPrincipalName", "appId", "ipAddress"],
            &["ResultType", "UserPrincipalName"],
            &["Request ID", "Sign-in error code"],
            &["Date (UTC)", "Request ID", "IP address"],
            &["Date (UTC)", "Incoming token type"],
            &["Date (UTC)", "Conditional Access"],
        ],
    ),
    (
        LooksLike::DirectoryAudit,
        &[
            &["activityDisplayName", "activityDateTime"],
            &["initiatedBy", "targetResources"],
            &["loggedByService"],
            &["InitiatedBy", "OperationName"],
            &["TargetResources", "OperationName"],
            &["Date (UTC)", "Activity", "ActorType"],
            &["Date (UTC)", "Activity", "Category"],
        ],
    ),
    (
        LooksLike::AdminAudit,
        &[&["CmdletName", "RunDate"], &["CmdletName", "Caller"], &["CmdletName", "ObjectModified"]],
    ),
    (
        LooksLike::MailboxAudit,
        &[
            &["MailboxOwnerUPN"],
            &["MailboxGuid", "OperationResult"],
            &["LogonUserDisplayName", "LastAccessed"],
        ],
    ),
    (
        LooksLike::MessageTrace,
        &[
            &["MessageTraceId"],
            &["SenderAddress", "RecipientAddress"],
            &["MessageId", "RecipientStatus"],
            &["SenderAddress", "RecipientStatus"],
            &["origin_timestamp_utc"],
        ],
    ),
    (LooksLike::InboxRule, &[&["RuleIdentity"], &["MailboxOwnerId", "Priority"]]),
    (
        LooksLike::SearchRow,
        &[&["CreationDate", "UserIds"], &["CreationDate", "Operations"], &["ResultIndex", "ResultCount"]],
    ),
    (
        LooksLike::DefenderAlert,
        &[
            &["AlertId"],
            &["alertWebUrl"],
            &["incidentId", "severity"],
            &["detectionSource", "severity"],
            &["Alert name", "Severity"],
            &["Incident name", "Severity"],
        ],
    ),
    (
        LooksLike::ContentSearch,
        &[
            &["Item Identity", "Document ID"],
            &["Subject or Title", "Sender or Created by"],
            &["Immutable ID", "Compound path"],
            &["Document ID", "Location Name"],
        ],
    ),
    (LooksLike::CloudTrail, &[&["eventSource", "eventName", "awsRegion"], &["eventVersion", "awsRegion"]]),
    (
        LooksLike::WindowsEvent,
        &[
            &["EventRecordID"],
            &["winlog"],
            &["EventID", "Channel"],
            &["EventID", "Computer"],
            &["Id", "LogName"],
        ],
    ),
    (LooksLike::Subscription, &[&["contentType", "webhook"], &["contentType", "status"]]),
    (
        LooksLike::AzureLog,
        &[&["resourceId", "operationName"], &["OperationNameValue"], &["eventTimestamp", "operationName"]],
    ),
    (
        LooksLike::HuntingRow,
        &[
            &["Timestamp", "ActionType"],
            &["Timestamp", "DeviceId"],
            &["Timestamp", "NetworkMessageId"],
            &["Timestamp", "ReportId"],
        ],
    ),
];

/// Returns what an event with this value of `category` is: diagnostic settings and the streams of Defender name it.
fn by_category(value: &[u8]) -> Option<LooksLike> {
    let name = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if name.ends_with(b"SignInLogs") {
        return Some(LooksLike::SignIn);
    }
    match name {
        b"AuditLogs" => Some(LooksLike::DirectoryAudit),
        b"UserRiskEvents" | b"RiskyUsers" => Some(LooksLike::RiskDetection),
        b"AdvancedHunting-AlertInfo" | b"AdvancedHunting-AlertEvidence" => Some(LooksLike::DefenderAlert),
        _ if name.starts_with(b"AdvancedHunting-") => Some(LooksLike::HuntingRow),
        b"Administrative" | b"ServiceHealth" | b"ResourceHealth" | b"Autoscale" | b"Policy" => {
            Some(LooksLike::AzureLog)
        }
        _ => None,
    }
}

/// Returns what a row of this table of Log Analytics is.
fn by_table(value: &[u8]) -> Option<LooksLike> {
    match value {
        b"\"AuditLogs\"" => Some(LooksLike::DirectoryAudit),
        b"\"AADUserRiskEvents\"" | b"\"AADRiskyUsers\"" => Some(LooksLike::RiskDetection),
        b"\"AzureActivity\"" => Some(LooksLike::AzureLog),
        b"\"SecurityAlert\"" | b"\"SecurityIncident\"" => Some(LooksLike::DefenderAlert),
        b"\"SecurityEvent\"" | b"\"WindowsEvent\"" => Some(LooksLike::WindowsEvent),
        b"\"AWSCloudTrail\"" => Some(LooksLike::CloudTrail),
        // There is one for each kind of sign-in.
        _ if value.ends_with(b"SigninLogs\"") || value.ends_with(b"SignInLogs\"") => Some(LooksLike::SignIn),
        _ => None,
    }
}

/// Returns what an answer of Graph with this context holds, be it empty.
fn by_context(value: &[u8]) -> Option<LooksLike> {
    let has = |name: &str| memmem::find(value, name.as_bytes()).is_some();
    match () {
        () if has("#auditLogs/signIns") => Some(LooksLike::SignIn),
        () if has("#auditLogs/directoryAudits") => Some(LooksLike::DirectoryAudit),
        () if has("#identityProtection/risk") => Some(LooksLike::RiskDetection),
        () => None,
    }
}

/// Reports whether a value is text in base64 of an object or array.
fn begins_base64(value: &[u8]) -> bool {
    // `{"`, `[{`, and `{` with a line end behind it.
    [&b"\"eyJ"[..], b"\"W3si", b"\"ewog", b"\"ew0K"].iter().any(|front| value.starts_with(front))
        && value.len() > 40
}

#[cfg(test)]
mod tests {
    use super::find_lookalike;
    use crate::item::LooksLike;

    #[test]
    fn logs_are_known_by_their_keys() {
        for (text, expected) in [
            (r#"{"id":"1","userDisplayName":"A","appDisplayName":"x","ipAddress":"y"}"#, LooksLike::SignIn),
            (r#"{"category":"NonInteractiveUserSignInLogs","properties":{}}"#, LooksLike::SignIn),
            (r#"{"activityDisplayName":"Update user","activityDateTime":"t"}"#, LooksLike::DirectoryAudit),
            (r#"{"CmdletName":"New-InboxRule","Caller":"a"}"#, LooksLike::AdminAudit),
            (
                r#"{"Operation":"SoftDelete","MailboxOwnerUPN":"a","LogonType":"Owner"}"#,
                LooksLike::MailboxAudit,
            ),
            (r#"{"MessageTraceId":"1","Received":"t"}"#, LooksLike::MessageTrace),
            (r#"{"error":{"code":"AF20001"}}"#, LooksLike::ApiError),
            (r#"{"CreationDate":"t","UserIds":"a","Operations":"b"}"#, LooksLike::SearchRow),
            (r#"{"records":[{"category":"AdvancedHunting-DeviceEvents"}]}"#, LooksLike::HuntingRow),
            (r#"{"Timestamp":"t","ActionType":"x"}"#, LooksLike::HuntingRow),
            (r#"{"data":"eyJDcmVhdGlvblRpbWUiOiIyMDI2LTAyLTE0VDA5OjAwOjAwIn0="}"#, LooksLike::Base64),
            (
                r#"{"Records":[{"eventVersion":"1.08","eventName":"GetObject","awsRegion":"x"}]}"#,
                LooksLike::CloudTrail,
            ),
            (r#"{"Message":"Authorization has been denied for this request."}"#, LooksLike::ApiError),
            (r#"{"statusCode":404,"message":"Resource not found"}"#, LooksLike::ApiError),
            (r#"{"message":"started"}"#, LooksLike::Other),
            (r#"{"message":"started","level":"info","code":1}"#, LooksLike::Other),
            (
                r#"{"value":[{"id":"x","userPrincipalName":"b@x","appId":"x","ipAddress":"y","status":{}}]}"#,
                LooksLike::SignIn,
            ),
            (
                r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns","value":[]}"#,
                LooksLike::SignIn,
            ),
            (
                r#"{"TimeGenerated":"t","OperationName":"Sign-in activity","ResultType":"0","Identity":"b"}"#,
                LooksLike::SignIn,
            ),
            (r#"{"TimeGenerated":"t","Type":"AADNonInteractiveUserSignInLogs"}"#, LooksLike::SignIn),
            (r#"{"TimeGenerated":"t","Category":"x","Type":"AuditLogs"}"#, LooksLike::DirectoryAudit),
            (
                r#"{"TimeGenerated":"t","OperationName":"Add user","Category":"x","InitiatedBy":"{}"}"#,
                LooksLike::DirectoryAudit,
            ),
            (r#"{"creationtime":"t","operation":"x"}"#, LooksLike::RecordKeys),
            (r#"{"CreationTime":null,"Operation":null}"#, LooksLike::RecordKeys),
            (r#"{"creationTime":"t"}"#, LooksLike::Other),
            (r#"{"a":[1],"b":{}}"#, LooksLike::Other),
            ("{}", LooksLike::Other),
        ] {
            assert_eq!(find_lookalike(text.as_bytes()), expected, "{text}");
        }
    }
}
