//! The hours at which people work, and so the number of records of a span of time.

use crate::moment::{DAY, HOUR, Moment};

/// Share of a working day's records in each hour of local time, in thousandths: two humps with lunch between.
const HOURS: [f64; 24] = [
    4.0, 3.0, 3.0, 3.0, 4.0, 8.0, 20.0, 55.0, 95.0, 105.0, 100.0, 90.0, 60.0, 80.0, 95.0, 90.0, 75.0, 45.0,
    22.0, 15.0, 11.0, 8.0, 5.0, 4.0,
];

/// Share of a working day's records that a day off has.
const DAY_OFF: f64 = 0.12;

/// The spread of a tenant's records over time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rhythm {
    /// Records on a working day.
    pub a_day: f64,
    /// The time zone: minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// Makes nights and days off as busy as working hours.
    pub steady: bool,
}

impl Rhythm {
    /// Returns how many records a span is expected to have that starts at a moment and is so many milliseconds long,
    /// for a content type with so many percent of all.
    pub(crate) fn expected_records(&self, start: Moment, length: i64, percent: f64) -> f64 {
        #[allow(clippy::cast_precision_loss)]
        let hours = length as f64 / HOUR as f64;
        self.a_day * percent / 100.0 * self.share_of_hour(start) * hours
    }

    /// Returns the share of a working day's records in the hour of a moment.
    fn share_of_hour(&self, at: Moment) -> f64 {
        // Tests that run on real time need records on a Saturday evening, too.
        if self.steady {
            return 1.0 / 24.0;
        }
        let local = at.0 + i64::from(self.utc_offset_minutes) * 60_000;
        // 1 January 1970 was a Thursday.
        let day_off = matches!(local.div_euclid(DAY).rem_euclid(7), 2 | 3);
        let hour = local.rem_euclid(DAY) / HOUR;
        HOURS[hour as usize] / 1000.0 * if day_off { DAY_OFF } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{HOURS, Rhythm};
    use crate::moment::{HOUR, Moment};

    #[test]
    fn work_is_done_by_day_on_working_days_of_the_time_zone() {
        assert!((HOURS.iter().sum::<f64>() - 1000.0).abs() < 0.01, "{}", HOURS.iter().sum::<f64>());
        let at = |text, utc_offset_minutes| {
            let rhythm = Rhythm { a_day: 1000.0, utc_offset_minutes, steady: false };
            rhythm.expected_records(Moment::parse(text).unwrap(), HOUR, 100.0)
        };
        let (tuesday, night, sunday) = ("2026-03-03T09:00", "2026-03-03T02:00", "2026-03-01T09:00");
        assert!(at(tuesday, 0) > 20.0 * at(night, 0) && at(tuesday, 0) > 5.0 * at(sunday, 0));
        assert!((at(tuesday, 0) - at("2026-03-03T17:00", -480)).abs() < 0.01);
    }

    #[test]
    fn a_steady_tenant_works_around_the_clock() {
        let rhythm = Rhythm { a_day: 2400.0, utc_offset_minutes: 60, steady: true };
        let at = |text| rhythm.expected_records(Moment::parse(text).unwrap(), HOUR, 50.0);
        assert!((at("2026-03-03T09:00") - 50.0).abs() < 0.01 && (at("2026-03-01T02:00") - 50.0).abs() < 0.01);
    }
}
