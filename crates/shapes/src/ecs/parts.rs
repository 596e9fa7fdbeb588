//! What no rule of one field can say.

use trail365_records::{FromJson, Json, JsonKind};

use super::address::{self, divide_client, divide_server};
use super::attachments::write_attachments;
use super::audit::Audit;
use super::data::write_data;
use super::named::{find_text, read_pairs, write_changes, write_pairs};
use super::policy::{read_rules, severity_of};
use crate::document::{Draft, Fields, member_of, parse_ip, text_of, visit_items, with_embedded, write_value};
use crate::generated::ecs::{VERSION, key, slot};
use crate::model::{Key, Slot};

const EXCHANGE_ADMIN: i32 = 1;
const EXCHANGE_ITEM: i32 = 2;
const ALERTS: i32 = 40;
const POLICIES: [i32; 2] = [11, 13];

/// A document in the making, for what is code.
pub struct Parts<'p> {
    pub fields: &'p Fields<'p>,
    pub draft: &'p mut Draft,
    pub audit: &'p mut Audit,
    pub record_type: i32,
    pub operation: &'p str,
    pub strict: bool,
}

impl<'p> Parts<'p> {
    fn text(&self, key: Key) -> Option<std::borrow::Cow<'p, str>> {
        self.fields.get(key).and_then(text_of)
    }

    /// Version, organization, outcome and severity.
    pub fn put_start(&mut self) {
        self.draft.put_text(slot::ECS_VERSION, VERSION);
        if let Some(organization) = self.text(key::ORGANIZATION_ID) {
            self.draft.put_text(slot::ORGANIZATION_ID, &organization.to_lowercase());
            self.draft.put_text(slot::HOST_ID, &organization.to_lowercase());
            self.audit.remove(key::ORGANIZATION_ID);
        }
        let outcome = if self.is_failure() { "failure" } else { "success" };
        self.draft.put_text(slot::EVENT_OUTCOME, outcome);
        if let Some(word) = self.text(key::SEVERITY) {
            let severity =
                if self.strict { severity_of(&word.to_ascii_lowercase()) } else { severity_of(&word) };
            if let Some(number) = severity {
                self.draft.put_integer(slot::EVENT_SEVERITY, number);
            }
        }
    }

    fn is_failure(&self) -> bool {
        let status = self.text(key::RESULT_STATUS).unwrap_or_default();
        let error = self.text(key::LOGON_ERROR).unwrap_or_default();
        ["failed", "false"].iter().any(|word| status.eq_ignore_ascii_case(word))
            || self.strict && (self.operation == "UserLoginFailed" || !["", "None"].contains(&&*error))
    }

    /// The first address of a client.
    pub fn put_client(&mut self) {
        let keys = [key::CLIENT_IP_ADDRESS, key::CLIENT_IP, key::ACTOR_IP_ADDRESS];
        let Some((key, text)) = keys.iter().find_map(|key| Some((*key, self.text(*key)?))) else { return };
        self.audit.remove(key);
        let parts = divide_client(&text, self.strict);
        if let Some(port) = parts.port {
            self.draft.put_integer(slot::CLIENT_PORT, port.into());
            self.draft.put_integer(slot::SOURCE_PORT, port.into());
        }
        self.put_address(
            parts,
            [slot::CLIENT_ADDRESS, slot::CLIENT_DOMAIN, slot::CLIENT_IP],
            slot::SOURCE_IP,
        );
        if let Some(ip) = self.draft.get(slot::CLIENT_IP) {
            let version = if self.draft.text_of(ip).contains(':') { "ipv6" } else { "ipv4" };
            self.draft.put_text(slot::NETWORK_TYPE, version);
        }
    }

    fn put_address(&mut self, parts: address::Parts, [address, domain, ip]: [Slot; 3], copy: Slot) {
        if let Some(text) = parts.address {
            let span = self.draft.keep_text(&text);
            self.draft.put(address, span);
            if parse_ip(&text).is_some() {
                for slot in [ip, copy, slot::RELATED_IP] {
                    self.draft.put(slot, span);
                }
            }
        }
        if let Some(name) = parts.domain {
            self.draft.put_text(domain, &name);
        }
    }

    /// Lists of names and values, and texts that are JSON.
    pub fn flatten(&mut self) {
        self.flatten_parameters();
        self.flatten_properties();
        if let Some(changes) = self.fields.get(key::MODIFIED_PROPERTIES) {
            self.flatten_changes(changes);
        }
        if let Some(links) = self.fields.get(key::ALERT_LINKS).filter(|json| json.kind() == JsonKind::List) {
            self.flatten_links(links);
        }
        self.parse_text(key::OPERATION_PROPERTIES, "OperationProperties");
        self.parse_text(key::ADDITIONAL_INFO, "AdditionalInfo");
        self.name_platform();
    }

    fn flatten_parameters(&mut self) {
        let Some(json) = self.fields.get(key::PARAMETERS) else { return };
        match json.kind() {
            JsonKind::List => {
                let pairs = read_pairs(json);
                let span = self.draft.keep_json(|out| write_pairs(&pairs, "", out));
                self.audit.replace(key::PARAMETERS, span);
                if let Some(user) = find_text(&pairs, "User") {
                    self.draft.put_text(slot::RELATED_USER, &user);
                }
                for name in ["ForwardTo", "ForwardAsAttachmentTo", "RedirectTo"] {
                    let targets = find_text(&pairs, name).unwrap_or_default();
                    for target in targets.split(';').map(str::trim).filter(|target| !target.is_empty()) {
                        self.draft.put_text(slot::EMAIL_TO_ADDRESS, target);
                    }
                }
                if let Some(from) = find_text(&pairs, "From") {
                    self.draft.put_text(slot::EMAIL_FROM_ADDRESS, &from);
                }
            }
            JsonKind::String => {
                self.keep_raw(key::PARAMETERS, json);
                self.find_message_id(json);
            }
            _ => {}
        }
    }

    /// The message that plain parameters name, for records that name it nowhere else.
    fn find_message_id(&mut self, parameters: Json<'_>) {
        let text = text_of(parameters).unwrap_or_default();
        let Some((_, rest)) = text.split_once("-Identity ") else { return };
        let id = rest.split_whitespace().next().unwrap_or_default().trim_matches(['"', '\'', '<', '>']);
        if !id.is_empty() && self.text(key::NETWORK_MESSAGE_ID).is_none() {
            let span = self.draft.keep_text(id);
            // A field that is there is empty.
            self.audit.replace(key::NETWORK_MESSAGE_ID, span);
            self.audit.add("NetworkMessageId", span);
            self.draft.append(slot::EMAIL_LOCAL_ID, span);
        }
    }

    fn flatten_properties(&mut self) {
        let Some(json) = self.fields.get(key::EXTENDED_PROPERTIES) else { return };
        if json.kind() == JsonKind::String {
            return self.keep_raw(key::EXTENDED_PROPERTIES, json);
        }
        if json.kind() != JsonKind::List {
            return;
        }
        let mut pairs = read_pairs(json);
        if let Some(agent) = find_text(&pairs, "UserAgent")
            && self.draft.is_empty(slot::USER_AGENT_ORIGINAL)
        {
            self.draft.put_text(slot::USER_AGENT_ORIGINAL, &agent);
            pairs.retain(|(name, _)| name != "UserAgent");
        }
        if let Some((_, details)) = pairs.iter().find(|(name, _)| name == "additionalDetails") {
            with_embedded(*details, |details| {
                let text = |name: &str| member_of(details, name).and_then(text_of);
                for (name, slot) in [("User-Agent", slot::USER_AGENT_ORIGINAL), ("DeviceId", slot::DEVICE_ID)]
                {
                    if let Some(value) = text(name)
                        && self.draft.is_empty(slot)
                    {
                        self.draft.put_text(slot, &value);
                    }
                }
            });
        }
        let span = self.draft.keep_json(|out| write_pairs(&pairs, "additionalDetails", out));
        self.audit.replace(key::EXTENDED_PROPERTIES, span);
    }

    fn flatten_changes(&mut self, json: Json<'_>) {
        match json.kind() {
            JsonKind::List => {
                let mut is_any = false;
                let span = self.draft.keep_json(|out| is_any = write_changes(json, out));
                if is_any {
                    self.audit.replace(key::MODIFIED_PROPERTIES, span);
                } else {
                    self.audit.remove(key::MODIFIED_PROPERTIES);
                }
            }
            JsonKind::String => self.keep_raw(key::MODIFIED_PROPERTIES, json),
            _ => {}
        }
    }

    fn flatten_links(&mut self, json: Json<'_>) {
        let links: Vec<_> =
            json.items().filter_map(|item| member_of(item, "AlertLinkHref").and_then(text_of)).collect();
        if links.is_empty() {
            return self.audit.remove(key::ALERT_LINKS);
        }
        let spans: Vec<_> = links.iter().map(|link| self.draft.keep_text(link)).collect();
        if self.record_type == ALERTS {
            self.audit.remove(key::ALERT_LINKS);
            for span in spans {
                self.draft.append(slot::RULE_REFERENCE, span);
            }
        } else {
            let list = self.draft.keep_list(&spans);
            self.audit.replace(key::ALERT_LINKS, list);
        }
    }

    /// Keeps a text where an object is meant, so that the field has one type.
    fn keep_raw(&mut self, key: Key, json: Json<'_>) {
        let span = self.draft.keep_json(|out| {
            out.extend_from_slice(b"{\"_raw\":");
            write_value(json, out);
            out.push(b'}');
        });
        self.audit.replace(key, span);
    }

    fn parse_text(&mut self, key: Key, name: &str) {
        let Some(json) = self.fields.get(key).filter(|json| json.kind() == JsonKind::String) else { return };
        let span = with_embedded(json, |inner| {
            (inner.kind() != JsonKind::String).then(|| self.draft.keep_json(|out| write_value(inner, out)))
        });
        match span {
            Some(span) => self.audit.replace(key, span),
            None => {
                self.audit.remove(key);
                let message = self.draft.keep_text(&format!("{name} is no JSON"));
                self.draft.append(slot::ERROR_MESSAGE, message);
            }
        }
    }

    fn name_platform(&mut self) {
        const NAMES: [&str; 6] = ["Unknown", "Windows", "MacOS", "iOS", "Android", "Web Browser"];
        const SYSTEMS: [(&str, &str); 6] = [
            ("windows", "windows"),
            ("linux", "linux"),
            ("mac", "macos"),
            ("unix", "unix"),
            ("ios", "ios"),
            ("android", "android"),
        ];
        let Some(json) = self.fields.get(key::PLATFORM) else { return };
        let number = i64::from_json(json).and_then(|number| usize::try_from(number).ok());
        let name =
            number.and_then(|number| NAMES.get(number).copied().map(Into::into)).or_else(|| text_of(json));
        let Some(name) = name else { return };
        let span = self.draft.keep_text(&name);
        self.audit.replace(key::PLATFORM, span);
        self.draft.put(slot::HOST_OS_PLATFORM, span);
        let small = name.to_ascii_lowercase();
        if let Some((_, system)) = SYSTEMS.iter().find(|(word, _)| small.contains(word)) {
            self.draft.put_text(slot::HOST_OS_TYPE, system);
        }
    }

    /// Servers, and what alerts and policies say.
    pub fn put_moves(&mut self) {
        if [EXCHANGE_ADMIN, EXCHANGE_ITEM].contains(&self.record_type)
            && let Some(text) = self.text(key::ORIGINATING_SERVER)
        {
            self.audit.remove(key::ORIGINATING_SERVER);
            let slots = [slot::SERVER_ADDRESS, slot::SERVER_DOMAIN, slot::SERVER_IP];
            self.put_address(divide_server(&text, self.strict), slots, slot::DESTINATION_IP);
        }
        if self.record_type == ALERTS && self.strict {
            self.put_alert_entity();
        }
        if POLICIES.contains(&self.record_type) {
            self.put_policy();
        }
    }

    fn put_alert_entity(&mut self) {
        let (Some(kind), Some(entity)) = (self.text(key::ENTITY_TYPE), self.text(key::ALERT_ENTITY_ID))
        else {
            return;
        };
        let slot = match &*kind {
            "User" if self.draft.is_empty(slot::USER_ID) => slot::USER_ID,
            "Recipients" | "Sender" => slot::USER_EMAIL,
            _ => return,
        };
        self.draft.put_text(slot, &entity);
    }

    fn put_policy(&mut self) {
        if let Some(mail) = self.fields.get(key::EXCHANGE_META_DATA) {
            for name in ["To", "CC", "BCC"] {
                let Some(addresses) = member_of(mail, name) else { continue };
                visit_items(addresses, |address| {
                    if let Some(text) = text_of(address) {
                        let span = self.draft.keep_text(&text);
                        self.draft.append(slot::DESTINATION_USER_EMAIL, span);
                    }
                });
            }
            self.draft.make_list(slot::DESTINATION_USER_EMAIL);
        }
        let exception = self.fields.get(key::EXCEPTION_INFO);
        if let Some(json) = exception.filter(|json| json.kind() == JsonKind::String) {
            let span = self.draft.keep_json(|out| {
                out.extend_from_slice(b"{\"Reason\":");
                write_value(json, out);
                out.push(b'}');
            });
            self.audit.replace(key::EXCEPTION_INFO, span);
        }
        if let Some(details) =
            self.fields.get(key::POLICY_DETAILS).filter(|json| json.kind() == JsonKind::List)
        {
            self.put_rules(
                details,
                exception.is_some_and(|json| !["\"\"", "{}", "[]"].contains(&json.as_str())),
            );
        }
    }

    fn put_rules(&mut self, details: Json<'_>, has_exception: bool) {
        let found = read_rules(details);
        for (id, name) in &found.rules {
            let (id, name) = (self.draft.keep_text(id), self.draft.keep_text(name));
            self.draft.append(slot::RULE_ID, id);
            self.draft.append(slot::RULE_NAME, name);
        }
        self.draft.put_integer(slot::EVENT_SEVERITY, found.severity);
        let is_allowed =
            !found.blocks || self.operation == "DlpRuleUndo" || self.operation != "DlpInfo" && has_exception;
        self.draft.put_text(slot::EVENT_OUTCOME, if is_allowed { "success" } else { "failure" });
    }

    /// Attachments, and a device that stands nowhere else.
    pub fn put_more(&mut self) {
        if let Some(device) = self.text(key::DEVICE_NAME) {
            let span = self.draft.keep_text(&device);
            self.draft.fill(slot::HOST_NAME, span);
        }
        let item = self.fields.get(key::ITEM).and_then(|item| member_of(item, "Attachments"));
        if let Some(text) = item.and_then(text_of) {
            let mut is_any = false;
            let span = self.draft.keep_json(|out| is_any = write_attachments(&text, out));
            if is_any {
                self.draft.put(slot::EMAIL_ATTACHMENTS, span);
            }
        }
    }

    /// `Data` as it is kept; false if it is no JSON.
    pub fn put_data(&mut self, data: Json<'_>) -> bool {
        if data.kind() != JsonKind::Object {
            self.audit.remove(key::DATA);
            return false;
        }
        let record_type = self.record_type;
        let span = self.draft.keep_json(|out| write_data(data, record_type, out));
        self.audit.replace(key::DATA, span);
        true
    }
}
