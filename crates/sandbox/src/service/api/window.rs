//! The span of time that a listing asks for.

use crate::moment::{DAY, Moment, SECOND};

use super::Call;
use super::denial::Denial;

/// From when, inclusive, until when, exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) start: Moment,
    pub(crate) end: Moment,
}

impl Window {
    /// The window that a request names; the last 24 hours if it names none. `now` is when the listing began.
    pub(crate) fn of(call: &Call<'_>, now: Moment) -> Result<Self, Denial> {
        let time = |name, shown: &str| match call.query.get(name) {
            Some(text) => parse(text).map(Some).ok_or_else(|| Denial::wrong_type(shown, "datetime")),
            None => Ok(None),
        };
        let window = match (time("starttime", "startTime")?, time("endtime", "endTime")?) {
            (Some(start), Some(end)) => Self { start, end },
            (None, None) => {
                let end = Moment(now.0.div_euclid(SECOND) * SECOND);
                Self { start: Moment(end.0 - DAY), end }
            }
            _ => return Err(Denial::bad_window()),
        };
        let oldest = now.0 - i64::from(call.world.plan.service.content_days) * DAY;
        if window.end.0 - window.start.0 > DAY {
            Err(Denial::bad_window())
        } else if window.start >= window.end || window.start.0 < oldest {
            Err(Denial::window_out_of_reach())
        } else {
            Ok(window)
        }
    }

    pub(crate) fn contains(self, at: Moment) -> bool {
        self.start <= at && at < self.end
    }
}

/// The three forms that the API takes; a `Z` is passed over, fractions are not taken.
fn parse(text: &str) -> Option<Moment> {
    if text.contains('.') { None } else { Moment::parse(text) }
}
