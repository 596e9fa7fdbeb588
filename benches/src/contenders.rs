//! Ways to read a record.

use std::borrow::Cow;
use std::fmt;
use std::hint::black_box;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use sonic_rs::LazyValue;
use trail365_records::{Parser, Record, View, schema};

/// One way to read all records; a pass gives a number that depends on what was read.
pub struct Contender {
    pub name: &'static str,
    pub pass: fn(&[String]) -> usize,
}

/// Place of ours, which the ratios are to.
pub const OURS: usize = 3;

pub const CONTENDERS: [Contender; 6] = [
    Contender { name: "(a) serde_json::Value", pass: value },
    Contender { name: "(b) sonic-rs, derived struct of 45 fields, rest skipped", pass: sonic },
    Contender { name: "(c) serde_json visitor, 45 fields, unknown as RawValue", pass: visitor },
    Contender { name: "(d) ours: typed, lossless, checked", pass: ours },
    Contender { name: "(d) and every deviation listed with its path", pass: ours_deviations },
    Contender { name: "(d) and the same 45 fields read as typed values", pass: ours_read },
];

fn value(records: &[String]) -> usize {
    let one = |json: &String| serde_json::from_str::<serde_json::Value>(json).is_ok_and(|v| v.is_object());
    records.iter().filter(|json| one(json)).count()
}

fn sonic(records: &[String]) -> usize {
    let one = |json: &String| sonic_rs::from_str::<Derived<'_, LazyValue<'_>>>(json).map(black_box).is_ok();
    records.iter().filter(|json| one(json)).count()
}

fn visitor(records: &[String]) -> usize {
    let one = |json: &String| serde_json::from_str::<Visited<'_>>(json).map(black_box).is_ok();
    records.iter().filter(|json| one(json)).count()
}

fn parse_each(records: &[String], mut each: impl FnMut(Record<'_>) -> usize) -> usize {
    let mut parser = Parser::new();
    records.iter().map(|json| parser.parse(json.as_bytes()).map_or(0, &mut each)).sum()
}

fn ours(records: &[String]) -> usize {
    parse_each(records, |record| usize::from(black_box(record).deviates()))
}

fn ours_deviations(records: &[String]) -> usize {
    parse_each(records, |record| record.deviations().map(black_box).count())
}

/// Text that is borrowed where it has no escapes.
#[derive(Deserialize, Default)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// The columns that a user would ask for: a struct for serde's derive, and a visitor over the same fields.
macro_rules! columns {
    (text: $($text:ident $text_key:literal),+; $($ty:ty: $($field:ident $key:literal),+;)+) => {
        #[derive(Deserialize)]
        #[allow(dead_code, reason = "read to be measured")]
        #[serde(bound(deserialize = "'de: 'a, J: Deserialize<'de>"))]
        struct Derived<'a, J> {
            $(#[serde(rename = $text_key, borrow, default)] $text: Option<Text<'a>>,)+
            $($(#[serde(rename = $key, default)] $field: $ty,)+)+
        }

        /// The same, and every other key with its JSON.
        #[allow(dead_code, reason = "read to be measured")]
        struct Visited<'a> {
            known: Derived<'a, &'a RawValue>,
            unknown: Vec<(Cow<'a, str>, &'a RawValue)>,
        }

        impl Visited<'_> {
            fn new() -> Self {
                Visited { known: Derived { $($text: None,)+ $($($field: None,)+)+ }, unknown: Vec::new() }
            }
        }

        impl<'de> Visitor<'de> for Visited<'de> {
            type Value = Self;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
                while let Some(Text(key)) = map.next_key()? {
                    match &*key {
                        $($text_key => self.known.$text = map.next_value()?,)+
                        $($($key => self.known.$field = map.next_value()?,)+)+
                        _ => self.unknown.push((key, map.next_value()?)),
                    }
                }
                Ok(self)
            }
        }
    };
}

columns! {
    text: creation_time "CreationTime", id "Id", operation "Operation", organization_id "OrganizationId",
        user_key "UserKey", workload "Workload", user_id "UserId", result_status "ResultStatus", object_id "ObjectId",
        organization_name "OrganizationName", originating_server "OriginatingServer", app_id "AppId",
        client_app_id "ClientAppId", actor_context_id "ActorContextId", inter_systems_id "InterSystemsId",
        intra_system_id "IntraSystemId", support_ticket_id "SupportTicketId", target_context_id "TargetContextId",
        client_ip "ClientIP", actor_ip_address "ActorIpAddress", application_id "ApplicationId",
        error_number "ErrorNumber", client_ip_address "ClientIPAddress", client_info_string "ClientInfoString",
        logon_user_sid "LogonUserSid", mailbox_guid "MailboxGuid", mailbox_owner_upn "MailboxOwnerUPN",
        logon_error "LogonError", correlation_id "CorrelationId", event_source "EventSource";
    Option<i64>: record_type "RecordType", user_type "UserType", version "Version",
        azure_active_directory_event_type "AzureActiveDirectoryEventType", internal_logon_type "InternalLogonType",
        logon_type "LogonType";
    Option<bool>: external_access "ExternalAccess";
    Option<J>: parameters "Parameters", modified_properties "ModifiedProperties", extended_properties "ExtendedProperties",
        actor "Actor", target "Target", device_properties "DeviceProperties",
        operation_properties "OperationProperties", folders "Folders";
}

impl<'de: 'a, 'a> Deserialize<'de> for Visited<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Visited::new())
    }
}

/// The same 45 fields through the accessors of the views that have them; those a record lacks give `None`.
fn ours_read(records: &[String]) -> usize {
    parse_each(records, |record| {
        let object = record.object();
        black_box(common(schema::Common::from_object(object)));
        black_box(exchange(schema::ExchangeMailboxAuditRecord::from_object(object)));
        black_box(admin(schema::ExchangeAdmin::from_object(object)));
        black_box(sign_in(schema::AzureActiveDirectoryStsLogon::from_object(object)));
        let folders = schema::ExchangeAggregatedMailboxAuditRecord::from_object(object).folders();
        let sharepoint = schema::SharePointBase::from_object(object);
        black_box((folders, sharepoint.correlation_id(), sharepoint.event_source(), record.deviates()));
        1
    })
}

fn common(c: schema::Common<'_>) -> impl Sized {
    let a = (
        c.creation_time(),
        c.id(),
        c.operation(),
        c.organization_id(),
        c.user_key(),
        c.workload(),
        c.user_id(),
    );
    (a, c.result_status(), c.object_id(), c.client_ip(), c.record_type(), c.user_type(), c.version())
}

fn exchange(m: schema::ExchangeMailboxAuditRecord<'_>) -> impl Sized {
    let a = (
        m.client_info_string(),
        m.logon_user_sid(),
        m.mailbox_guid(),
        m.mailbox_owner_upn(),
        m.client_ip_address(),
    );
    (a, m.internal_logon_type(), m.logon_type(), m.external_access(), m.operation_properties())
}

fn admin(e: schema::ExchangeAdmin<'_>) -> impl Sized {
    (
        e.organization_name(),
        e.originating_server(),
        e.app_id(),
        e.client_app_id(),
        e.parameters(),
        e.modified_properties(),
    )
}

fn sign_in(s: schema::AzureActiveDirectoryStsLogon<'_>) -> impl Sized {
    let a = (
        s.actor_context_id(),
        s.inter_systems_id(),
        s.intra_system_id(),
        s.support_ticket_id(),
        s.target_context_id(),
    );
    let b = (
        s.actor_ip_address(),
        s.application_id(),
        s.error_number(),
        s.logon_error(),
        s.extended_properties(),
    );
    (a, b, s.actor(), s.target(), s.device_properties(), s.azure_active_directory_event_type())
}
