//! One thing that happened, as a record of it.

use super::clock;
use super::json::{Json, Members};
use super::tenant::{Person, Tenant};

/// Who did it, from where.
#[derive(Debug, Clone)]
pub struct Actor<'a> {
    pub person: &'a Person,
    pub address: &'a str,
    pub user_agent: &'a str,
    /// The session, from sign-in to sign-out.
    pub session: String,
}

/// A record and when it was made.
#[derive(Debug)]
pub struct Event {
    /// Seconds since the first day began.
    pub at: u32,
    pub id: String,
    pub record_type: i64,
    pub operation: &'static str,
    pub user_id: String,
    members: Members,
}

impl Event {
    /// A record with the fields that every record has.
    pub fn new(
        tenant: &Tenant,
        at: u32,
        id: String,
        (record_type, operation, workload): (i64, &'static str, &'static str),
        person: &Person,
    ) -> Self {
        let members = vec![
            ("CreationTime", clock::text(at).into()),
            ("Id", id.as_str().into()),
            ("Operation", operation.into()),
            ("OrganizationId", tenant.id.as_str().into()),
            ("RecordType", record_type.into()),
            ("UserKey", person.key.as_str().into()),
            ("UserType", person.user_type.into()),
            ("Version", 1.into()),
            ("Workload", workload.into()),
            ("UserId", person.upn.as_str().into()),
        ];
        Self { at, id, record_type, operation, user_id: person.upn.clone(), members }
    }

    /// The record with a further field.
    pub fn with(mut self, key: &'static str, value: impl Into<Json>) -> Self {
        self.members.push((key, value.into()));
        self
    }

    /// The moment as records write it.
    pub fn creation_time(&self) -> String {
        clock::text(self.at)
    }

    /// The record itself.
    pub fn audit_data(&self) -> String {
        Json::Object(self.members.clone()).to_string()
    }
}
