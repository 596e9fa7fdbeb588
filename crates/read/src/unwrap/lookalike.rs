//! Names the logs that are mistaken for audit records, by the keys of their entries.

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
        if member.key == b"category"
            && let Some(found) = by_category(&object[member.value])
        {
            return found;
        }
        keys.push(member.key);
    }
    match by_names(&keys) {
        LooksLike::Other if is_api_message(&keys) => LooksLike::ApiError,
        LooksLike::Other if is_base64 => LooksLike::Base64,
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
            &["Request ID", "Sign-in error code"],
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
            (r#"{"a":[1],"b":{}}"#, LooksLike::Other),
            ("{}", LooksLike::Other),
        ] {
            assert_eq!(find_lookalike(text.as_bytes()), expected, "{text}");
        }
    }
}
