//! Records of Microsoft Teams.

use crate::activity::event::Event;
use crate::activity::json::Writer;

/// A message that somebody wrote.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// `OneOnOne`, `GroupChat` or `Channel`.
    pub communication: &'a str,
    /// The last eight digits of the message's id.
    pub number: i64,
    /// Size in bytes.
    pub bytes: i64,
    /// Team of the channel, for messages to a channel.
    pub team: &'a str,
}

/// Puts the start of a session of Teams.
pub fn put_session_start(event: &Event<'_>, w: &mut Writer<'_>) {
    put_operation(event, "TeamsSessionStarted", w);
}

/// Puts a message to a person or a channel.
pub fn put_message(event: &Event<'_>, message: Message<'_>, w: &mut Writer<'_>) {
    put_operation(event, "MessageSent", w);
    w.put("CommunicationType", message.communication);
    // Ids of messages are the milliseconds since 1970; these begin with those of March 2026.
    w.put("MessageId", format!("17724{}", message.number));
    w.put("MessageSizeInBytes", message.bytes);
    if message.communication == "Channel" {
        w.put("TeamName", message.team);
        w.put("ChannelName", "General");
    }
}

fn put_operation(event: &Event<'_>, operation: &str, w: &mut Writer<'_>) {
    event.put_common((25, operation, "MicrosoftTeams"), w);
    w.put("ClientIP", event.actor.address);
}
