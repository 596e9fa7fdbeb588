//! Parts of documents that are no mapping.

use trail365_records::{Address, Json};
use trail365_text::json as json_text;

use crate::document::{
    Draft, Fields, member_of, push_key, read_attachments, text_of, visit_items, visit_value,
};
use crate::generated::ocsf::{key, slot};
use crate::model::ocsf::{Code, Only};
use crate::model::{Key, Step};

/// Runs a part.
pub fn run_code(code: Code, fields: &Fields<'_>, draft: &mut Draft, used: &mut Vec<Key>) {
    match code {
        Code::FailedSignIn => put_failed_sign_in(fields, draft),
        Code::SourceAddress => put_source(fields, draft, used),
        Code::FilePath => put_file_path(fields, draft),
        Code::Attachments => put_attachments(fields, draft),
        Code::AlertEntity => put_alert_entity(fields, draft),
        Code::NeededMail => drop_mail_without_people(draft),
        Code::PolicyRules => put_policy_rules(fields, draft),
    }
}

/// Entra ID writes `Success` into failed sign-ins.
fn put_failed_sign_in(fields: &Fields<'_>, draft: &mut Draft) {
    if fields.get(key::OPERATION).and_then(text_of).is_some_and(|operation| operation == "UserLoginFailed") {
        draft.put_integer(slot::STATUS_ID, 2);
        draft.put_text(slot::STATUS, "Failure");
    }
}

fn put_source(fields: &Fields<'_>, draft: &mut Draft, used: &mut Vec<Key>) {
    let keys = [key::CLIENT_IP_ADDRESS, key::CLIENT_IP, key::ACTOR_IP_ADDRESS];
    let Some((key, text)) = keys.iter().find_map(|key| Some((*key, fields.get(*key).and_then(text_of)?)))
    else {
        return;
    };
    used.push(key);
    let address = Address::parse(text.as_ref());
    match address.ip {
        Some(ip) => draft.put_text(slot::SRC_ENDPOINT_IP, &ip.to_string()),
        None => draft.put_text(slot::SRC_ENDPOINT_NAME, &text),
    }
    if let Some(port) = address.port {
        draft.put_integer(slot::SRC_ENDPOINT_PORT, port.into());
    }
}

fn put_file_path(fields: &Fields<'_>, draft: &mut Draft) {
    let text = |key| fields.get(key).and_then(text_of);
    if let (Some(folder), Some(name)) = (text(key::SOURCE_RELATIVE_URL), text(key::SOURCE_FILE_NAME)) {
        draft.put_text(slot::FILE_PATH, &format!("{}/{name}", folder.trim_end_matches('/')));
    }
}

fn put_attachments(fields: &Fields<'_>, draft: &mut Draft) {
    let text = fields.get(key::ITEM).and_then(|item| member_of(item, "Attachments")).and_then(text_of);
    let text = text.unwrap_or_default();
    let files = read_attachments(&text);
    if files.is_empty() {
        return;
    }
    let span = draft.keep_json(|out| {
        json_text::write_items(*b"[]", files.iter(), out, |file, out| {
            out.push(b'{');
            push_key("name", out);
            json_text::encode(file.name, out);
            push_key("ext", out);
            json_text::encode(file.extension, out);
            let rest = format!(",\"size\":{},\"type\":\"Regular File\",\"type_id\":1}}", file.size_bytes);
            out.extend_from_slice(rest.as_bytes());
        });
    });
    draft.put(slot::EMAIL_FILES, span);
}

fn put_alert_entity(fields: &Fields<'_>, draft: &mut Draft) {
    let Some(entity) = fields.get(key::ALERT_ENTITY_ID) else { return };
    let kind = fields.get(key::ENTITY_TYPE).and_then(text_of).unwrap_or_default();
    let slot = match &*kind {
        "User" => slot::EVIDENCES_USER_NAME,
        "Recipients" => slot::EVIDENCES_EMAIL_TO,
        "Sender" => slot::EVIDENCES_EMAIL_FROM,
        "MalwareFamily" => slot::MALWARE_NAME,
        _ => return,
    };
    if let Some(span) = draft.keep_value(slot, entity) {
        draft.put(slot, span);
    }
}

/// A mail of OCSF has a sender or recipients.
fn drop_mail_without_people(draft: &mut Draft) {
    if draft.is_empty(slot::EVIDENCES_EMAIL_FROM) && draft.is_empty(slot::EVIDENCES_EMAIL_TO) {
        let rest = [
            slot::EVIDENCES_EMAIL_MESSAGE_UID,
            slot::EVIDENCES_EMAIL_RETURN_PATH,
            slot::EVIDENCES_EMAIL_SUBJECT,
            slot::EVIDENCES_EMAIL_UID,
            slot::EVIDENCES_EMAIL_X_ORIGINATING_IP,
        ];
        for slot in rest {
            draft.remove(slot);
        }
    }
}

/// What the rules of a policy say together.
#[derive(Default)]
struct Verdict {
    /// Id and name.
    rules: Vec<(String, String)>,
    patterns: Vec<String>,
    total: i64,
    severity: usize,
    blocks: bool,
    quarantines: bool,
}

/// Severities of OCSF by their numbers.
const SEVERITIES: [&str; 5] = ["Unknown", "Informational", "Low", "Medium", "High"];

impl Verdict {
    fn take_rule(&mut self, rule: Json<'_>) {
        let text = |name: &str| member_of(rule, name).and_then(text_of);
        if let Some(id) = text("RuleId") {
            self.rules.push((id.into_owned(), text("RuleName").unwrap_or_default().into_owned()));
        }
        let severity = text("Severity").unwrap_or_default();
        let number = SEVERITIES.iter().position(|known| known.eq_ignore_ascii_case(&severity));
        self.severity = self.severity.max(number.unwrap_or_default());
        if let Some(actions) = member_of(rule, "Actions") {
            visit_items(actions, |action| {
                let action = text_of(action).unwrap_or_default();
                self.blocks |= action == "BlockAccess";
                self.quarantines |= action.contains("Quarantine");
            });
        }
        let steps = [Step::Member("ConditionsMatched"), Step::Member("SensitiveInformation"), Step::Items];
        visit_value(rule, &steps, &mut |found| self.take_finding(found));
    }

    fn take_finding(&mut self, found: Json<'_>) {
        let name =
            member_of(found, "SensitiveInformationTypeName").or_else(|| member_of(found, "SensitiveType"));
        if let Some(name) = name.and_then(text_of)
            && !self.patterns.iter().any(|known| *known == name)
        {
            self.patterns.push(name.into_owned());
        }
        let count = member_of(found, "Count").and_then(text_of).and_then(|count| count.parse::<i64>().ok());
        self.total = self.total.saturating_add(count.unwrap_or_default());
    }
}

fn put_policy_rules(fields: &Fields<'_>, draft: &mut Draft) {
    let mut found = Verdict::default();
    if let Some(details) = fields.get(key::POLICY_DETAILS) {
        visit_value(details, &[Step::Items, Step::Member("Rules"), Step::Items], &mut |rule| {
            found.take_rule(rule);
        });
    }
    if !found.rules.is_empty() {
        let span = draft.keep_json(|out| write_rules(&found.rules, out));
        draft.put(slot::FINDING_INFO_RELATED_ANALYTICS, span);
    }
    if !found.patterns.is_empty() {
        draft.put_text(slot::DATA_SECURITY_DETECTION_PATTERN, &found.patterns.join(", "));
        draft.put_integer(slot::DATA_SECURITY_TOTAL, found.total);
    }
    if found.severity > 0 {
        draft.put_integer(slot::SEVERITY_ID, found.severity as i64);
        draft.put_text(slot::SEVERITY, SEVERITIES[found.severity]);
    }
    let (action, action_name) = if found.blocks { (2, "Denied") } else { (1, "Allowed") };
    draft.put_integer(slot::ACTION_ID, action);
    draft.put_text(slot::ACTION, action_name);
    let (disposition, name) = match () {
        () if found.blocks => (2, "Blocked"),
        () if found.quarantines => (3, "Quarantined"),
        () => (17, "Logged"),
    };
    draft.put_integer(slot::DISPOSITION_ID, disposition);
    draft.put_text(slot::DISPOSITION, name);
}

fn write_rules(rules: &[(String, String)], out: &mut Vec<u8>) {
    json_text::write_items(*b"[]", rules.iter(), out, |(id, name), out| {
        out.extend_from_slice(b"{\"type_id\":1,\"type\":\"Rule\"");
        push_key("uid", out);
        json_text::encode(id, out);
        if !name.is_empty() {
            push_key("name", out);
            json_text::encode(name, out);
        }
        out.push(b'}');
    });
}

/// Reports whether a condition on a record holds.
pub fn holds(only: Only, fields: &Fields<'_>) -> bool {
    let Some(changes) = fields.get(key::MODIFIED_PROPERTIES) else { return false };
    let mut longest = (0_usize, 0_usize);
    visit_items(changes, |change| {
        let text = |name: &str| member_of(change, name).and_then(text_of).unwrap_or_default();
        if text("Name").starts_with("StrongAuthentication") {
            // A list of methods that grows longer has gained one.
            let len = |value: &str| if matches!(value, "[]" | "null") { 0 } else { value.len() };
            longest = (longest.0 + len(&text("OldValue")), longest.1 + len(&text("NewValue")));
        }
    });
    match only {
        Only::MfaAdded => longest.1 > longest.0,
        Only::MfaRemoved => longest.1 < longest.0,
    }
}
