//! Times and versions as people give them.

use chrono::Utc;
use trail365_lake::At;
pub use trail365_sql::search::{Moment, read_moment};

/// Parses an argument that is a time.
///
/// # Errors
/// If it is no time.
pub fn parse(text: &str) -> Result<Moment, String> {
    read_moment(text).ok_or_else(|| {
        "neither a date (2026-03-04), a time (2026-03-04T12:00:00Z) nor an age (7d, 24h, 30m)".to_owned()
    })
}

/// Parses an argument that is a time in the past.
///
/// # Errors
/// If it is no time, or lies in the future.
#[cfg_attr(not(feature = "collect"), allow(dead_code))]
pub fn parse_past(text: &str) -> Result<Moment, String> {
    let (moment, now) = (parse(text)?, Utc::now());
    if moment.start(now) > now {
        return Err("it lies in the future; give a time that is past, or an age such as 2d".to_owned());
    }
    Ok(moment)
}

/// Parses an argument that is a state of the lake: the number of a version, or the time at which one was the newest.
///
/// # Errors
/// If it is neither.
pub fn parse_version(text: &str) -> Result<At, String> {
    // Parsing alone would also take `+12` for a version.
    if text.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(version) = text.parse()
    {
        return Ok(At::Version(version));
    }
    match parse(text) {
        Ok(moment) => Ok(At::Time(moment.start(Utc::now()))),
        Err(_) => {
            Err("neither a version's number, a date, a time (2026-03-04T12:00:00Z) nor an age (24h)"
                .to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use trail365_lake::At;

    use super::{parse_past, parse_version};

    #[test]
    fn a_time_to_come_is_not_past() {
        assert!(parse_past("0m").is_ok() && parse_past("2020-01-01").is_ok());
        assert!(parse_past("2999-01-01").unwrap_err().contains("in the future"));
    }

    #[test]
    fn a_number_is_a_version_and_all_else_a_time() {
        assert_eq!(parse_version("12"), Ok(At::Version(12)));
        let time = "2026-03-04T12:00:00Z".parse().unwrap();
        assert_eq!(parse_version("2026-03-04T12:00:00Z"), Ok(At::Time(time)));
        assert!(parse_version("yesterday").is_err() && parse_version("").is_err());
    }
}
