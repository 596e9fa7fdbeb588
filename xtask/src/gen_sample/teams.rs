//! Records of Microsoft Teams.

use super::dice::Dice;
use super::event::{Actor, Event};
use super::tenant::Tenant;

/// Teams was opened.
pub fn opened(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice) -> Event {
    record(tenant, at, "TeamsSessionStarted", actor, dice)
}

/// A message was written to a person or a channel.
pub fn message(tenant: &Tenant, at: u32, actor: &Actor<'_>, dice: &mut Dice) -> Event {
    let kind = *dice.pick(&["OneOnOne", "GroupChat", "Channel"]);
    let bytes = i64::from(dice.between(20, 900));
    let event = record(tenant, at, "MessageSent", actor, dice)
        .with("CommunicationType", kind)
        .with("MessageId", format!("17724{}", dice.between(10_000_000, 99_999_999)))
        .with("MessageSizeInBytes", bytes);
    if kind == "Channel" {
        event.with("TeamName", actor.person.site).with("ChannelName", "General")
    } else {
        event
    }
}

fn record(tenant: &Tenant, at: u32, operation: &'static str, actor: &Actor<'_>, dice: &mut Dice) -> Event {
    Event::new(tenant, at, dice.guid(), (25, operation, "MicrosoftTeams"), actor.person)
        .with("ClientIP", actor.address)
}
