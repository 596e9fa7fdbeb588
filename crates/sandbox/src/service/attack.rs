//! The truth of attacks: what the attacker did, record by record.

use serde::Serialize;

use crate::activity::{AttackerAct, Entry};
use crate::error::Result;
use crate::plan::Plan;

use super::world::World;

/// An attack on a tenant, with every act of the attacker.
///
/// Acts of other people that belong to the story are not among them: the click on a link, a code or a consent that the
/// victim is led to give at their own desk. Neither are records of the service about the attack, such as alerts and the
/// delivery of the phishing mail.
///
/// An account that has nothing but failed sign-ins here was tried and not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attack {
    /// Id of the tenant.
    pub tenant: String,
    /// The way in.
    pub entry: Entry,
    /// User principal name of the victim.
    pub victim: String,
    /// All acts of the attacker, in order of time, in any account.
    pub acts: Vec<AttackerAct>,
}

/// Returns the attacks of a plan, of the tenants that have one.
///
/// An act whose content type is not subscribed to has no record that can be collected, and a record becomes available
/// up to half an hour after the act.
///
/// # Errors
/// When the plan asks for something that the sandbox cannot do.
///
/// ```
/// # fn main() -> Result<(), trail365_sandbox::Error> {
/// use trail365_sandbox::{ActKind, Entry, Plan, attacks};
///
/// let attack = attacks(&Plan::of_attack(7, Some(Entry::Aitm)))?.remove(0);
/// let read = attack.acts.iter().filter(|act| act.kind == ActKind::MailAccessed);
/// assert!(read.flat_map(|act| &act.messages).count() > 8);
/// assert!(attacks(&Plan::of_attack(7, None))?.is_empty());
/// # Ok(()) }
/// ```
pub fn attacks(plan: &Plan) -> Result<Vec<Attack>> {
    Ok(attacks_of(&World::of_plan(plan)?))
}

/// Returns the attacks of the world's tenants.
pub(crate) fn attacks_of(world: &World) -> Vec<Attack> {
    let attacked = world.tenants.iter().filter(|tenant| tenant.plan.compromise_minutes.is_some());
    let attack_of = |tenant: &super::world::TenantState| {
        let people = &tenant.feed.tenant;
        Attack {
            tenant: tenant.id.clone(),
            entry: tenant.plan.entry,
            victim: people.people[people.victim_number()].upn.clone(),
            acts: tenant.feed.story().into_iter().filter_map(AttackerAct::of_record).collect(),
        }
    };
    attacked.map(attack_of).collect()
}
