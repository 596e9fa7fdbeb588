//! Time in the sample: seconds since the first day began.

/// How many days the export covers; the first is Monday, 2 March 2026.
pub const DAYS: u32 = 3;

/// Seconds of a day.
const DAY: u32 = 24 * 60 * 60;

/// A moment of a day, counted from 0.
pub fn at(day: u32, hour: u32, minute: u32, second: u32) -> u32 {
    day * DAY + hour * 3600 + minute * 60 + second
}

/// The moment as records write it: UTC, without saying so.
pub fn text(at: u32) -> String {
    let (day, second) = (2 + at / DAY, at % DAY);
    format!("2026-03-{day:02}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_read_as_records_write_them() {
        assert_eq!(super::text(super::at(0, 7, 5, 9)), "2026-03-02T07:05:09");
        assert_eq!(super::text(super::at(2, 23, 59, 59)), "2026-03-04T23:59:59");
    }
}
