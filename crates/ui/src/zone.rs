//! A time zone whose times stand beside those of UTC.

use std::str::FromStr as _;

use chrono::{DateTime, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Zone(Tz);

impl Zone {
    /// Finds a zone by its name in the time zone database: `Europe/Berlin`.
    pub fn named(name: &str) -> Option<Self> {
        Tz::from_str(name).ok().map(Zone)
    }

    /// Lists the names of all zones.
    pub fn names() -> impl Iterator<Item = &'static str> + Clone {
        TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Writes a time as clocks of the zone show it, with the distance from UTC, without which an hour in autumn is two; and with the day
    /// where that is another than the day of UTC.
    pub fn write(self, time: DateTime<Utc>) -> String {
        let local = time.with_timezone(&self.0);
        let is_same_day = local.date_naive() == time.date_naive();
        local.format(if is_same_day { "%H:%M:%S %:z" } else { "%Y-%m-%d %H:%M:%S %:z" }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Zone;

    #[test]
    fn a_time_has_its_distance_and_another_day() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        for (time, shown) in [
            ("2026-03-02T08:00:00Z", "09:00:00 +01:00"),
            ("2026-07-02T22:30:00Z", "2026-07-03 00:30:00 +02:00"),
            // The hour that is there twice.
            ("2026-10-25T00:30:00Z", "02:30:00 +02:00"),
            ("2026-10-25T01:30:00Z", "02:30:00 +01:00"),
        ] {
            assert_eq!(berlin.write(time.parse().unwrap()), shown, "{time}");
        }
        assert_eq!(Zone::named("Mars/Base"), None);
        assert!(Zone::names().all(|name| Zone::named(name).is_some_and(|zone| zone.name() == name)));
    }
}
