//! Records of Microsoft Teams as they come every day.

use crate::activity::event::Scene;
use crate::activity::json::Writer;
use crate::activity::shape::teams::{Message, put_message, put_session_start};

/// Writes that somebody opens Teams.
pub(super) fn write_session_start(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    put_session_start(&s.event, w);
}

/// Writes that somebody writes to a person or a channel.
pub(super) fn write_message(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let communication = *s.dice.pick_from(&["OneOnOne", "GroupChat", "Channel"]);
    let message = Message {
        communication,
        number: s.dice.number_between(10_000_000, 99_999_999),
        bytes: s.dice.number_between(20, 900),
        team: s.tenant().site_of(s.event.actor.person).name,
    };
    put_message(&s.event, message, w);
}
