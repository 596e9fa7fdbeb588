//! Settings of a feed: intervals, distances, patience.

use std::time::Duration;

use chrono::TimeDelta;

/// Intervals and limits of a feed.
///
/// ```
/// use trail365_collect::Settings;
///
/// let hurried = Settings { patience: Some(3), ..Settings::default() };
/// assert_eq!(hurried.poll.as_secs(), 60);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Pause between two listings. The service publishes content minutes to hours after the events, so listing more often
    /// gains nothing.
    pub poll: Duration,
    /// Time by which each listing overlaps the last one: content often appears late.
    pub overlap: TimeDelta,
    /// Time between two listings of everything that can still be fetched: content can appear days late.
    pub sweep: TimeDelta,
    /// Distance to the edge of the seven days. The service refuses a window that starts before it as a whole.
    pub margin: TimeDelta,
    /// Pause after a failure, doubled with each further one up to five minutes. Content without a single record is fetched again
    /// after this pause as well.
    pub pause: Duration,
    /// Answers that the content does not exist before it counts as lost. As long as it is listed, each sweep asks for it again.
    pub missing_tries: u32,
    /// Time between two looks of a stopped feed whether somebody acted.
    pub rest: Duration,
    /// Least time between two listings because of notifications, so that a flood of them cannot use up the quota.
    pub hinted: Duration,
    /// Time between two checks of a subscription's webhook, which the service disables when it fails, and before another
    /// attempt to set it.
    pub armed: Duration,
    /// Failures in a row before the feed gives up; `None` for never.
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
