//! Receivers that alerts are sent to.

/// A receiver that new alerts are sent to. The table of alerts notes how far each has taken them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// An address that each alert is posted to.
    Webhook,
    /// A program that is run for each alert.
    Command,
}

impl Recipient {
    /// All of them.
    pub const ALL: [Recipient; 2] = [Recipient::Webhook, Recipient::Command];

    /// Returns the application id under which the log of the table notes the last alert that was taken.
    pub(super) fn application(self) -> &'static str {
        match self {
            Recipient::Webhook => "trail365.sent.webhook",
            Recipient::Command => "trail365.sent.command",
        }
    }
}
