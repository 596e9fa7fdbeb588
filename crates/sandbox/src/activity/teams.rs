//! Records of Microsoft Teams.

use super::json::Writer;
use super::scene::Scene;

/// Teams was opened.
pub(crate) fn opened(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    record(s, w, "TeamsSessionStarted");
}

/// A message was written to a person or a channel.
pub(crate) fn message(s: &mut Scene<'_>, w: &mut Writer<'_>) {
    let kind = *s.dice.pick(&["OneOnOne", "GroupChat", "Channel"]);
    record(s, w, "MessageSent");
    w.put("CommunicationType", kind);
    w.put("MessageId", format!("17724{}", s.dice.between(10_000_000, 99_999_999)));
    w.put("MessageSizeInBytes", s.dice.between(20, 900));
    if kind == "Channel" {
        w.put("TeamName", s.tenant.site_of(s.actor.person).name);
        w.put("ChannelName", "General");
    }
}

fn record(s: &mut Scene<'_>, w: &mut Writer<'_>, operation: &str) {
    s.common((25, operation, "MicrosoftTeams"), w);
    w.put("ClientIP", s.actor.address);
}
