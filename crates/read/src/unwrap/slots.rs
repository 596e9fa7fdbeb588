//! Members of an envelope that say the same as fields of the record in it.

use std::ops::Range;

/// Keys that every record has, and no wrapper.
pub(crate) const TIME: &[u8] = b"CreationTime";
pub(crate) const OPERATION: &[u8] = b"Operation";
pub(crate) const RECORD_TYPE: &[u8] = b"RecordType";

/// Members of an envelope that say the same as a field of its record, by the names of the exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    CreationDate,
    CreatedDateTime,
    Timestamp,
    Operation,
    ActionType,
    RecordType,
    GraphType,
    RecordId,
    Identity,
    Id,
    User,
    Principal,
    Units,
    GraphUnits,
    UnitNames,
    EcsTime,
    EcsAction,
    EcsCode,
    EcsId,
    EcsUser,
}

const SLOTS: usize = 20;

/// Places of the slots of an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct FieldPlaces {
    // Ends are never 0, which stands for none. 32 bits, because one of these is made for each object that is judged.
    places: [(u32, u32); SLOTS],
}

/// Returns the slot of a member or column.
pub(crate) fn slot_of(key: &[u8]) -> Option<Slot> {
    Some(match key {
        b"CreationDate" => Slot::CreationDate,
        b"createdDateTime" | b"CreatedDateTime" => Slot::CreatedDateTime,
        b"Timestamp" => Slot::Timestamp,
        b"Operation" | b"Operations" | b"operation" => Slot::Operation,
        b"ActionType" => Slot::ActionType,
        b"RecordType" => Slot::RecordType,
        b"auditLogRecordType" | b"AuditLogRecordType" => Slot::GraphType,
        b"RecordId" => Slot::RecordId,
        b"Identity" => Slot::Identity,
        b"Id" | b"id" => Slot::Id,
        b"UserId" | b"UserIds" => Slot::User,
        b"userPrincipalName" | b"UserPrincipalName" => Slot::Principal,
        b"AssociatedAdminUnits" => Slot::Units,
        b"administrativeUnits" | b"AdministrativeUnits" => Slot::GraphUnits,
        b"AssociatedAdminUnitsNames" => Slot::UnitNames,
        b"@timestamp" => Slot::EcsTime,
        b"event.action" => Slot::EcsAction,
        b"event.code" => Slot::EcsCode,
        b"event.id" => Slot::EcsId,
        b"user.id" => Slot::EcsUser,
        _ => return None,
    })
}

impl FieldPlaces {
    pub(crate) fn note(&mut self, key: &[u8], value: Range<usize>) {
        if let Some(slot) = slot_of(key) {
            self.set(slot, value);
        }
    }

    pub(crate) fn set(&mut self, slot: Slot, value: Range<usize>) {
        // A value that is farther than this stands in no record that is read.
        if let (Ok(start), Ok(end)) = (value.start.try_into(), value.end.try_into()) {
            self.places[slot as usize] = (start, end);
        }
    }

    /// Returns the places that end before `end`.
    pub(crate) fn before(mut self, end: usize) -> Self {
        for place in &mut self.places {
            if place.1 as usize > end {
                *place = (0, 0);
            }
        }
        self
    }

    pub(crate) fn get(&self, slot: Slot) -> Option<Range<usize>> {
        let (start, end) = self.places[slot as usize];
        (end > 0).then_some(start as usize..end as usize)
    }
}
