//! Alerts as OCSF: class Detection Finding (2004) of version 1.8.0.
//!
//! What of an alert has no place there is in `unmapped`: the records by Id, source and line, and the values that they share. The profile
//! `cloud` is named, so `cloud` is required. Absent values are left out: null, empty objects and empty lists are errors.

use serde_json::{Map, Value, json};
use trail365_records::Address;
use trail365_sigma::Level;

use super::alert::{Alert, Member};
use super::status::{Review, Status};
use crate::attack_names::{find_tactic, technique_name};

/// Version of the schema.
const VERSION: &str = "1.8.0";

/// Number of the class.
const CLASS: u64 = 2004;

/// Makes the document of an alert. The same alert gives the same document: its time is that of the last record, not of now.
///
/// `review` is what people say of it; `None` where that is not known.
///
/// ```
/// # let alert = trail365_findings::Alert {
/// #     key: "3f2a".into(), rule_id: "r".into(), title: "Mail was sent".into(), level: trail365_sigma::Level::High,
/// #     tags: vec![], tenant: String::new(), group: vec![], users: vec![], addresses: vec![], apps: vec![],
/// #     sessions: vec![], first_time: 0, last_time: 0, count: 1, members: vec![], reason: String::new(), found_at: None,
/// # };
/// let finding = trail365_findings::ocsf_finding(&alert, None);
/// assert_eq!(finding["class_uid"], 2004);
/// assert_eq!(finding["finding_info"]["uid"], alert.key);
/// ```
pub fn ocsf_finding(alert: &Alert, review: Option<&Review>) -> Value {
    let (activity, activity_name) = activity_of(review);
    let (severity, severity_name) = severity_of(alert.level);
    let (status, status_name) = status_of(review);
    let mut out = Object::default();
    out.put("category_uid", 2);
    out.put("category_name", "Findings");
    out.put("class_uid", CLASS);
    out.put("class_name", "Detection Finding");
    out.put("activity_id", activity);
    out.put("activity_name", activity_name);
    out.put("type_uid", CLASS * 100 + activity);
    out.put("type_name", format!("Detection Finding: {activity_name}"));
    out.put("severity_id", severity);
    out.put("severity", severity_name);
    out.put("status_id", status);
    out.put("status", status_name);
    if let Some(review) = review {
        out.put("status_code", review.status.as_str());
        out.put_text("comment", &review.note);
    }
    out.put("is_alert", activity_name != CLOSE.1);
    out.put("time", millis(alert.last_time));
    out.put("timezone_offset", 0);
    out.put("start_time", millis(alert.first_time));
    out.put("end_time", millis(alert.last_time));
    out.put("count", alert.count);
    out.put_text("message", &alert.title);
    out.put("metadata", metadata_of(alert));
    out.put("cloud", cloud_of(alert));
    out.put("finding_info", finding_info_of(alert));
    out.put_list("evidences", evidences_of(alert));
    out.put_list("observables", observables_of(alert));
    out.put_object("unmapped", unmapped_of(alert, review));
    Value::Object(out.0)
}

/// An object whose absent members are left out.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn put_text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.put(name, text);
        }
    }

    fn put_list(&mut self, name: &str, items: Vec<Value>) {
        if !items.is_empty() {
            self.put(name, items);
        }
    }

    fn put_object(&mut self, name: &str, object: Object) {
        if !object.0.is_empty() {
            self.put(name, object.0);
        }
    }
}

/// Activities: numbers and captions.
const CREATE: (u64, &str) = (1, "Create");
const UPDATE: (u64, &str) = (2, "Update");
const CLOSE: (u64, &str) = (3, "Close");

fn activity_of(review: Option<&Review>) -> (u64, &'static str) {
    match review.map(|review| review.status) {
        None | Some(Status::Open) => CREATE,
        Some(Status::Confirmed) => UPDATE,
        Some(Status::Benign) => CLOSE,
    }
}

/// Returns the status. A confirmed alert was reviewed, and nobody says that it is remedied: it is in progress.
fn status_of(review: Option<&Review>) -> (u64, &'static str) {
    match review.map(|review| review.status) {
        None => (0, "Unknown"),
        Some(Status::Open) => (1, "New"),
        Some(Status::Confirmed) => (2, "In Progress"),
        Some(Status::Benign) => (3, "Suppressed"),
    }
}

fn severity_of(level: Level) -> (u64, &'static str) {
    match level {
        Level::Informational => (1, "Informational"),
        Level::Low => (2, "Low"),
        Level::Medium => (3, "Medium"),
        Level::High => (4, "High"),
        Level::Critical => (5, "Critical"),
    }
}

/// Turns microseconds into milliseconds, which times of OCSF are in.
fn millis(micros: i64) -> i64 {
    micros.div_euclid(1000)
}

fn metadata_of(alert: &Alert) -> Map<String, Value> {
    let mut out = Object::default();
    out.put("version", VERSION);
    let version = env!("CARGO_PKG_VERSION");
    out.put("product", json!({"name": "trail365", "vendor_name": "trail365", "version": version}));
    out.put("profiles", vec!["cloud"]);
    out.put_text("tenant_uid", &alert.tenant);
    out.0
}

fn cloud_of(alert: &Alert) -> Map<String, Value> {
    let mut out = Object::default();
    out.put("provider", "Microsoft 365");
    if !alert.tenant.is_empty() {
        out.put("org", json!({"uid": alert.tenant}));
    }
    out.0
}

fn finding_info_of(alert: &Alert) -> Map<String, Value> {
    let mut out = Object::default();
    out.put("uid", alert.key.as_str());
    out.put_text("title", &alert.title);
    out.put_text("desc", &alert.reason);
    out.put("first_seen_time", millis(alert.first_time));
    out.put("last_seen_time", millis(alert.last_time));
    if let Some(found_at) = alert.found_at {
        out.put("created_time", millis(found_at));
    }
    let analytic = json!({"uid": alert.rule_id, "name": alert.title, "type_id": 1, "type": "Rule"});
    out.put("analytic", analytic);
    out.put_list("attacks", attacks_of(alert));
    out.put("data_sources", vec!["Microsoft 365 unified audit log"]);
    out.0
}

/// Makes an object of each technique and of each tactic: tags do not say which belong together.
fn attacks_of(alert: &Alert) -> Vec<Value> {
    let technique = |id: String| match id.split_once('.') {
        Some((whole, _)) => {
            json!({"technique": named(whole, technique_name(whole)), "sub_technique": named(&id, technique_name(&id))})
        }
        None => json!({"technique": named(&id, technique_name(&id))}),
    };
    let tactic = |tag: String| match find_tactic(&tag) {
        Some((id, name)) => json!({"tactic": named(id, Some(name))}),
        None => json!({"tactic": {"name": tag}}),
    };
    alert.techniques().into_iter().map(technique).chain(alert.tactics().into_iter().map(tactic)).collect()
}

fn named(id: &str, name: Option<&str>) -> Value {
    match name {
        Some(name) => json!({"uid": id, "name": name}),
        None => json!({"uid": id}),
    }
}

/// Makes an object of each user, address, app and session: an alert does not say which were together.
fn evidences_of(alert: &Alert) -> Vec<Value> {
    let users = alert.users.iter().map(|user| json!({"actor": {"user": user_of(user)}}));
    let addresses = alert.addresses.iter().map(|address| json!({"src_endpoint": endpoint_of(address)}));
    let apps = alert.apps.iter().map(|app| json!({"actor": {"app_uid": app}}));
    let sessions = alert.sessions.iter().map(|session| json!({"actor": {"session": {"uid": session}}}));
    users.chain(addresses).chain(apps).chain(sessions).collect()
}

fn user_of(user: &str) -> Value {
    if is_mail_address(user) { json!({"name": user, "email_addr": user}) } else { json!({"name": user}) }
}

/// Returns the IP without a port. What is no IP is a name, because the schema holds IPs to their form.
fn endpoint_of(address: &str) -> Value {
    match Address::parse(address).ip {
        Some(ip) => json!({"ip": ip.to_string()}),
        None => json!({"name": address}),
    }
}

fn observables_of(alert: &Alert) -> Vec<Value> {
    let observable = |name: &str, (id, kind): (u64, &str), value: String| json!({"name": name, "type_id": id, "type": kind, "value": value});
    let user = |user: &String| observable("evidences[].actor.user.name", (4, "User Name"), user.clone());
    let ips = alert.addresses.iter().filter_map(|address| Address::parse(address.as_str()).ip);
    let ip =
        |ip: std::net::IpAddr| observable("evidences[].src_endpoint.ip", (2, "IP Address"), ip.to_string());
    alert.users.iter().map(user).chain(ips.map(ip)).collect()
}

/// Reports whether a user has the form that the schema asks of mail addresses. Guests have another address than their name.
fn is_mail_address(user: &str) -> bool {
    let Some((local, domain)) = user.split_once('@') else { return false };
    let in_domain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let fits = |part: &str, is_part: &dyn Fn(char) -> bool| !part.is_empty() && part.chars().all(is_part);
    let Some((label, rest)) = domain.split_once('.') else { return false };
    fits(local, &is_local)
        && fits(label, &in_domain)
        && fits(rest, &|c| in_domain(c) || c == '.')
        && !local.to_ascii_uppercase().ends_with("#EXT#")
}

fn unmapped_of(alert: &Alert, review: Option<&Review>) -> Object {
    let mut out = Object::default();
    let pair = |(name, value): &(String, String)| json!({"name": name, "value": value});
    out.put_list("group", alert.group.iter().map(pair).collect());
    out.put_list("members", alert.members.iter().map(member_of).collect());
    if let Some(review) = review {
        out.put_text("reviewed_by", &review.who);
    }
    out
}

fn member_of(member: &Member) -> Value {
    let mut out = Object::default();
    out.put_text("id", member.id.as_deref().unwrap_or_default());
    out.put_text("source", member.source.as_deref().unwrap_or_default());
    if let Some(line) = member.line {
        out.put("line", line);
    }
    out.put("time", millis(member.time));
    out.put_text("operation", member.operation.as_deref().unwrap_or_default());
    Value::Object(out.0)
}
