//! Records that are written one by one, at times of their own, instead of being drawn by the hour.

use crate::content_type::ContentType;
use crate::dice::{Dice, mix};
use crate::guid::{Guid, new_guid};
use crate::moment::Moment;

use super::event::{Event, Scene};
use super::json::Writer;
use super::shape::account::{AccountChange, put_account_change};
use super::shape::directory::TraceIds;
use super::shape::exchange::{Cmdlet, draw_port, draw_server, put_cmdlet_of};
use super::shape::sharepoint::put_file;
use super::shape::sign_in::{SignIn, put_full_sign_in};
use super::tenant::{Actor, Document, Site, Tenant};

/// `UserType` of an administrator in records of cmdlets.
pub(super) const ADMIN: i64 = 2;

/// A record that is written by a script.
pub(crate) struct ScriptedRecord {
    pub(crate) at: Moment,
    pub(crate) content_type: ContentType,
    pub(crate) id: Guid,
    pub(crate) json: Vec<u8>,
    /// Account in whose name the attacker did it; none if anybody else did.
    pub(crate) attacker_as: Option<String>,
}

/// Somebody who does something: an actor, and whether the attacker acts in that name.
///
/// A plain [`Actor`] is whom it says. So a record is the attacker's only where its writer says so.
#[derive(Clone, Copy)]
pub(super) struct Doer<'a> {
    pub(super) actor: Actor<'a>,
    is_attacker: bool,
}

impl<'a> Doer<'a> {
    /// Returns the attacker, who acts as this actor.
    pub(super) fn attacker(actor: Actor<'a>) -> Self {
        Self { actor, is_attacker: true }
    }
}

impl<'a> From<Actor<'a>> for Doer<'a> {
    fn from(actor: Actor<'a>) -> Self {
        Self { actor, is_attacker: false }
    }
}

/// A script while it is written; times are milliseconds since 1970.
pub(super) struct Script<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) seed: u64,
    records: Vec<ScriptedRecord>,
}

impl<'a> Script<'a> {
    /// Starts a script; all chance in it follows from the seed.
    pub(super) fn new(tenant: &'a Tenant, seed: u64) -> Self {
        Self { tenant, seed, records: Vec::new() }
    }

    /// Returns the records in order of time.
    pub(super) fn into_records(mut self) -> Vec<ScriptedRecord> {
        self.records.sort_by_key(|record| record.at);
        self.records
    }

    /// Returns dice for the times and the choices of one scene of the script.
    pub(super) fn dice(&self, mark: u64) -> Dice {
        Dice::new(mix(self.seed, &[0xd1ce, mark]))
    }

    /// Adds a record.
    pub(super) fn add<'d>(
        &mut self,
        at: i64,
        content_type: ContentType,
        doer: impl Into<Doer<'d>>,
        members: impl FnOnce(&mut Scene<'_>, &mut Writer<'_>),
    ) {
        let Doer { actor, is_attacker } = doer.into();
        let hash = mix(self.seed, &[at as u64, self.records.len() as u64]);
        let (id, at) = (new_guid(hash, mix(hash, &[1])), Moment(at));
        let event = Event { tenant: self.tenant, actor, at, id };
        let mut scene = Scene { event, dice: Dice::new(hash) };
        let mut json = Vec::new();
        Writer::write_object(&mut json, |w| members(&mut scene, w));
        let attacker_as = is_attacker.then(|| actor.person.upn.clone());
        self.records.push(ScriptedRecord { at, content_type, id, json, attacker_as });
    }

    /// Adds a sign-in.
    pub(super) fn sign_in<'d>(&mut self, at: i64, doer: impl Into<Doer<'d>>, sign_in: &SignIn<'_>) {
        self.add(at, ContentType::AzureActiveDirectory, doer, |s, w| {
            put_full_sign_in(&s.event, sign_in, TraceIds::from_dice(&mut s.dice), w);
        });
    }

    /// Adds a change to the directory.
    pub(super) fn change<'d>(&mut self, at: i64, doer: impl Into<Doer<'d>>, change: &AccountChange<'_>) {
        self.add(at, ContentType::AzureActiveDirectory, doer, |s, w| {
            put_account_change(&s.event, change, TraceIds::from_dice(&mut s.dice), w);
        });
    }

    /// Adds a cmdlet that was run by an account of this type.
    pub(super) fn cmdlet<'d>(
        &mut self,
        at: i64,
        (doer, user_type): (impl Into<Doer<'d>>, i64),
        cmdlet: Cmdlet<'_>,
    ) {
        self.add(at, ContentType::Exchange, doer, |s, w| {
            let place = (draw_port(&mut s.dice), draw_server(&mut s.dice));
            put_cmdlet_of(&s.event, user_type, cmdlet, place, w);
        });
    }

    /// Adds an operation on a file.
    pub(super) fn file<'d>(
        &mut self,
        at: i64,
        doer: impl Into<Doer<'d>>,
        operation: &str,
        on: (&Site, &Document),
    ) {
        self.add(at, ContentType::SharePoint, doer, |s, w| {
            put_file(&s.event, operation, on, s.dice.next_guid(), w);
        });
    }
}
