//! Records of Defender and of the alerts of Microsoft 365.

use crate::activity::event::{Account, Event};
use crate::activity::json::Writer;

/// A mail that the filters judged.
#[derive(Debug, Clone, Copy)]
pub struct JudgedMail<'a> {
    /// Id by which clicks and other records name it.
    pub network_id: &'a str,
    /// Sender.
    pub sender: &'a str,
    /// Address of the sending server.
    pub sender_ip: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Recipient.
    pub recipient: &'a str,
}

/// Puts a phishing mail that was delivered and judged only afterwards.
pub fn put_delivered_phish(event: &Event<'_>, mail: JudgedMail<'_>, w: &mut Writer<'_>) {
    let account = Account { id: "ThreatIntel", key: "ThreatIntel", user_type: 4 };
    event.put_common_of(account, (28, "TIMailData", "ThreatIntelligence"), w);
    w.put("ObjectId", format!("{}-1", mail.network_id));
    w.put_list("AttachmentData", |_| {});
    w.put("DetectionMethod", "URL detonation");
    w.put("DetectionType", "Delayed");
    w.put("DeliveryAction", "Delivered");
    w.put("Directionality", "Inbound");
    w.put("InternetMessageId", format!("<{}@mail.example.net>", &mail.network_id[..13]));
    w.put("LatestDeliveryLocation", "Inbox");
    w.put("MessageTime", event.at);
    w.put("NetworkMessageId", mail.network_id);
    w.put("OriginalDeliveryLocation", "Inbox");
    w.put("P1Sender", mail.sender);
    w.put("P2Sender", mail.sender);
    w.put("Policy", "Anti-spam, PHSH");
    w.put("PolicyAction", "NoAction");
    w.put_list("Recipients", |list| list.add_value(mail.recipient));
    w.put("SenderIp", mail.sender_ip);
    w.put("Subject", mail.subject);
    w.put("Verdict", "Phish");
}

/// Puts a click on a link in that mail; the number says what became of it: 4 for a person who went on past the warning.
pub fn put_link_click(event: &Event<'_>, network_id: &str, (url, action): (&str, i64), w: &mut Writer<'_>) {
    event.put_common((41, "TIUrlClickData", "ThreatIntelligence"), w);
    w.put("AppName", "Mail");
    w.put("SourceId", network_id);
    w.put("TimeOfClick", event.at);
    w.put("UserIp", event.actor.address);
    w.put("URLClickAction", action);
    w.put("URL", url);
}

/// An alert of one of Microsoft's own policies.
#[derive(Debug, Clone, Copy)]
pub struct MicrosoftAlert<'a> {
    /// Id of the alert.
    pub id: &'a str,
    /// Name of the policy.
    pub name: &'a str,
    /// Id of the policy, the same in every tenant.
    pub policy: &'a str,
    /// `Low`, `Medium` or `High`.
    pub severity: &'a str,
    /// What happened, as the alert names it.
    pub operation: &'a str,
}

/// Puts an alert about the actor.
pub fn put_alert(event: &Event<'_>, alert: MicrosoftAlert<'_>, w: &mut Writer<'_>) {
    put_alert_start(event, "AlertTriggered", alert.id, w);
    w.put("AlertId", alert.id);
    put_alert_end(event, alert, &about(event, alert, "f3u"), w);
}

/// Puts the entity that an alert is about: the actor.
pub fn put_alert_entity(event: &Event<'_>, alert: MicrosoftAlert<'_>, w: &mut Writer<'_>) {
    let user = event.actor.person.upn.as_str();
    put_alert_start(event, "AlertEntityGenerated", user, w);
    w.put("AlertEntityId", user);
    w.put("AlertId", alert.id);
    w.put("EntityType", "User");
    put_alert_end(event, alert, &about(event, alert, "eid"), w);
}

fn put_alert_start(event: &Event<'_>, operation: &str, object: &str, w: &mut Writer<'_>) {
    let name = "SecurityComplianceAlerts";
    let account = Account { id: name, key: name, user_type: 4 };
    event.put_common_of(account, (40, operation, "SecurityComplianceCenter"), w);
    w.put("ResultStatus", "Succeeded");
    w.put("ObjectId", object);
}

fn put_alert_end(event: &Event<'_>, alert: MicrosoftAlert<'_>, data: &str, w: &mut Writer<'_>) {
    debug_assert_eq!(event.actor.person.user_type, 0, "alerts are about people");
    w.put_list("AlertLinks", |list| list.add_object(|link| link.put("AlertLinkHref", "")));
    w.put("AlertType", "System");
    w.put("Category", "ThreatManagement");
    w.put("Comments", "New alert");
    w.put("Data", data);
    w.put("Name", alert.name);
    w.put("PolicyId", alert.policy);
    w.put("Severity", alert.severity);
    w.put("Source", "Office 365 Security & Compliance");
    w.put("Status", "Active");
}

/// Returns the JSON document that alerts carry in a text, with their short keys.
fn about(event: &Event<'_>, alert: MicrosoftAlert<'_>, user_key: &str) -> String {
    let mut data = Vec::new();
    let at = format!("{}.0000000Z", event.at.to_plain());
    Writer::write_object(&mut data, |w| {
        w.put(user_key, event.actor.person.upn.as_str());
        w.put("tid", event.tenant.id.as_str());
        w.put("ts", at.as_str());
        w.put("te", at.as_str());
        w.put("op", alert.operation);
        w.put("wl", "Exchange");
        w.put("tdc", "1");
        w.put("an", alert.name);
        w.put("sev", alert.severity);
    });
    String::from_utf8(data).unwrap_or_default()
}
