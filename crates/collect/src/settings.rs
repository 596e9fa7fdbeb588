//! How often and how far a feed is listed.

use std::time::Duration;

use chrono::TimeDelta;

/// How a feed is collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Pause between two listings. The service publishes content minutes to hours after the events, so that more haste
    /// gains nothing.
    pub poll: Duration,
    /// How far each listing goes back behind the last one: content often appears late.
    pub overlap: TimeDelta,
    /// How often all that can still be fetched is listed: content can appear days late.
    pub sweep: TimeDelta,
    /// Distance kept from the edge of the seven days, behind which the service refuses a window as a whole.
    pub margin: TimeDelta,
    /// The pause after a failure; it doubles with each further one, up to five minutes. Also that after which content without
    /// a single record is fetched again.
    pub pause: Duration,
    /// How often content that the service says not to have is asked for before it counts as lost. As long as it is listed,
    /// each sweep asks for it again.
    pub missing_tries: u32,
    /// How long a feed that was stopped rests before it looks whether somebody did something about it.
    pub rest: Duration,
    /// The least time between two listings because of notifications.
    pub hinted: Duration,
    /// How often a subscription is looked at for its webhook, which the service disables when it fails; also how long after
    /// it could not be set it is tried again.
    pub armed: Duration,
    /// How often a listing is tried again before the feed stops; none for ever.
    pub patience: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            poll: Duration::from_mins(1),
            overlap: TimeDelta::hours(2),
            sweep: TimeDelta::hours(6),
            margin: TimeDelta::minutes(5),
            pause: Duration::from_secs(2),
            missing_tries: 5,
            rest: Duration::from_mins(15),
            hinted: Duration::from_secs(10),
            armed: Duration::from_hours(1),
            patience: None,
        }
    }
}
