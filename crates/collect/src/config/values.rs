//! Values of the file: how each is read, and how a wrong one is noted.

use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use super::check::Lines;
use super::error::Finding;

/// Reads values, and collects a finding for each that is wrong, so that one run names all mistakes.
pub(super) struct Reader<'a> {
    /// Name of the file for messages.
    pub place: &'a str,
    /// Folder of the file, at which relative paths begin.
    pub folder: &'a Path,
    /// Time before which `since` must lie; `None` to accept any.
    pub now: Option<DateTime<Utc>>,
    pub lines: &'a Lines,
    pub findings: Vec<Finding>,
}

impl Reader<'_> {
    /// Notes that the key at this path is wrong.
    pub(super) fn note_wrong(&mut self, at: &str, what: impl Display) {
        let line_of = |at: &str| self.lines.iter().find(|(place, _)| place == at).map(|(_, line)| *line);
        // A key that is missing has the line of the table that lacks it.
        let parents = std::iter::successors(Some(at), |at| at.rsplit_once('.').map(|(parent, _)| parent));
        let line = parents.into_iter().find_map(line_of);
        self.findings.push(Finding { line, what: format!("{at}: {what}") });
    }

    /// Returns a value that was read, or notes its error.
    pub(super) fn accept<T, E: Display>(&mut self, at: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.note_wrong(at, error)).ok()
    }

    /// Parses a text, or notes the error.
    pub(super) fn parse_text<T: FromStr<Err: Display>>(&mut self, at: &str, text: &str) -> Option<T> {
        self.accept(at, text.parse())
    }

    /// Returns a text that must not be missing or blank.
    pub(super) fn require_text<'t>(&mut self, at: &str, text: Option<&'t str>) -> Option<&'t str> {
        // An empty text is what a template leaves behind: it counts as missing.
        let text = text.filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.note_wrong(at, "it is missing");
        }
        text
    }

    /// Reports whether a name can be shown, and passed as an argument, as it is.
    pub(super) fn is_plain(&mut self, at: &str, name: &str) -> bool {
        // Names go into tables, metrics and command lines.
        let plain = name.trim() == name && !name.chars().any(char::is_control);
        if !plain {
            self.note_wrong(at, "it has control characters, or blanks around it");
        }
        plain
    }

    /// Returns a number that lies within the bounds.
    pub(super) fn check_range(&mut self, at: &str, number: u64, least: u64, most: u64) -> Option<u64> {
        let fits = (least..=most).contains(&number);
        if !fits {
            self.note_wrong(at, format!("it is not from {least} to {most}"));
        }
        fits.then_some(number)
    }

    /// Returns the span of time of a text, or `usual` if there is no text.
    pub(super) fn read_span(
        &mut self,
        at: &str,
        text: Option<&str>,
        usual: TimeDelta,
        (least, most): (TimeDelta, TimeDelta),
    ) -> Option<TimeDelta> {
        let Some(text) = text else { return Some(usual) };
        let Some(span) = parse_span(text) else {
            self.note_wrong(at, "not a span of time such as \"90s\", \"1m\", \"2h\" or \"1d\"");
            return None;
        };
        if span < least || span > most {
            let bounds = format!("from {} to {} seconds", least.num_seconds(), most.num_seconds());
            self.note_wrong(at, format!("it is not {bounds}"));
            return None;
        }
        Some(span)
    }
}

/// Returns the name and password in front of a URL's host. They may not be shown.
pub(super) fn user_info(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '\\', '?', '#']).next()?;
    Some(authority.rsplit_once('@')?.0)
}

/// Parses a span of time: `90s`, `1m`, `2h` or `1d`.
fn parse_span(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let digits = text.strip_suffix(unit)?;
    // The parser of numbers takes a sign, which a span has not.
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| plain)?;
    match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::parse_span;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        assert_eq!(parse_span("90s"), Some(TimeDelta::seconds(90)));
        assert_eq!(parse_span("2h"), Some(TimeDelta::hours(2)));
        for wrong in
            ["", "m", "1", "1.5h", "-1m", "+1m", "1 m", "1w", "99999999999999999999s", "9999999999999999d"]
        {
            assert_eq!(parse_span(wrong), None, "{wrong}");
        }
    }
}
