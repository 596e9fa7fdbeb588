//! A state of the lake in the past.

use chrono::Utc;
use trail365_lake::At;

use super::moment;

/// Reads the number of a version, or the time at which a version was the newest.
///
/// # Errors
/// If it is neither.
pub fn read(text: &str) -> Result<At, String> {
    if text.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(version) = text.parse()
    {
        return Ok(At::Version(version));
    }
    match moment::parse(text) {
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

    use super::read;

    #[test]
    fn a_number_is_a_version_and_all_else_a_time() {
        assert_eq!(read("12"), Ok(At::Version(12)));
        let time = "2026-03-04T12:00:00Z".parse().unwrap();
        assert_eq!(read("2026-03-04T12:00:00Z"), Ok(At::Time(time)));
        assert!(read("yesterday").is_err() && read("").is_err());
    }
}
