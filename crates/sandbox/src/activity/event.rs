//! One thing that happens: who does it, from where, and when.

#[cfg(feature = "schema")]
use crate::dice::Dice;
use crate::guid::Guid;
use crate::moment::Moment;

use super::json::Writer;
use super::tenant::{Actor, Tenant};

/// The facts that every record has.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The tenant in which it happens.
    pub tenant: &'a Tenant,
    /// The account, its address, and its program.
    pub actor: Actor<'a>,
    /// `CreationTime` of the record.
    pub at: Moment,
    /// `Id` of the record.
    pub id: Guid,
}

/// The account that a record names as the doer.
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    /// `UserId` of the record.
    pub id: &'a str,
    /// `UserKey` of the record.
    pub key: &'a str,
    /// `UserType` of the record.
    pub user_type: i64,
}

/// Kind of a record: number of its type, operation, workload.
pub(crate) type RecordKind<'a> = (i32, &'a str, &'a str);

impl Event<'_> {
    /// Puts the fields that every record has, without the address.
    ///
    /// The address follows them in most records, but not under one name in all of them.
    pub(crate) fn put_common(&self, kind: RecordKind<'_>, w: &mut Writer<'_>) {
        let person = self.actor.person;
        let account = Account { id: &person.upn, key: &person.key, user_type: person.user_type };
        self.put_common_of(account, kind, w);
    }

    /// Puts the fields that every record has, with another account than the actor's.
    pub(crate) fn put_common_of(
        &self,
        account: Account<'_>,
        (record_type, operation, workload): RecordKind<'_>,
        w: &mut Writer<'_>,
    ) {
        // The order of real records. Readers must not depend on it, but a diff with a real record is easier to read.
        w.put("CreationTime", self.at);
        w.put("Id", self.id);
        w.put("Operation", operation);
        w.put("OrganizationId", self.tenant.id.as_str());
        w.put("RecordType", record_type);
        w.put("UserKey", account.key);
        w.put("UserType", account.user_type);
        w.put("Version", 1);
        w.put("Workload", workload);
        w.put("UserId", account.id);
    }
}

/// An event with the dice that give its details.
#[cfg(feature = "schema")]
pub(crate) struct Scene<'a> {
    pub(crate) event: Event<'a>,
    pub(crate) dice: Dice,
}

/// Writes the members of a record.
#[cfg(feature = "service")]
pub(crate) type RecordWriter = fn(&mut Scene<'_>, &mut Writer<'_>);

#[cfg(feature = "schema")]
impl<'a> Scene<'a> {
    /// Picks somebody who does something at this moment; all chance follows from the hash.
    pub(crate) fn from_hash(tenant: &'a Tenant, at: Moment, id: Guid, hash: u64) -> Self {
        let mut dice = Dice::new(hash);
        let person = &tenant.people[dice.number_below(tenant.people.len())];
        Self { event: Event { tenant, actor: tenant.actor_on(person, at), at, id }, dice }
    }

    pub(crate) fn tenant(&self) -> &'a Tenant {
        self.event.tenant
    }
}
