//! One thing that happens: who does it, from where, and when.

use crate::dice::Dice;
use crate::moment::Moment;

use super::json::Writer;
use super::tenant::{Person, Tenant};

/// Who does it, from where.
#[derive(Clone, Copy)]
pub(crate) struct Actor<'a> {
    pub(crate) person: &'a Person,
    pub(crate) address: &'a str,
    pub(crate) agent: &'a str,
    /// The session, from sign-in to sign-out.
    pub(crate) session: [u8; 36],
}

/// Everything that a record follows from.
pub(crate) struct Scene<'a> {
    pub(crate) tenant: &'a Tenant,
    pub(crate) actor: Actor<'a>,
    pub(crate) at: Moment,
    pub(crate) id: [u8; 36],
    pub(crate) dice: Dice,
}

/// Writes the members of a record.
pub(crate) type Maker = fn(&mut Scene<'_>, &mut Writer<'_>);

/// What kind of record it is: its type's number, the operation, the workload.
pub(crate) type Kind<'a> = (i32, &'a str, &'a str);

impl Scene<'_> {
    /// The fields that every record has, without the address.
    pub(crate) fn common(&self, (record_type, operation, workload): Kind<'_>, w: &mut Writer<'_>) {
        let person = self.actor.person;
        w.put("CreationTime", self.at);
        w.put("Id", self.id);
        w.put("Operation", operation);
        w.put("OrganizationId", self.tenant.id.as_str());
        w.put("RecordType", record_type);
        w.put("UserKey", person.key.as_str());
        w.put("UserType", person.user_type);
        w.put("Version", 1);
        w.put("Workload", workload);
        w.put("UserId", person.upn.as_str());
    }
}
