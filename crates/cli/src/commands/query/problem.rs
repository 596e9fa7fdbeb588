//! Errors of a query, shown at their place.

use anyhow::{Error, anyhow};
use trail365_sql::Place;

use crate::output::printable;

/// Writes the error with the line it is about and a mark below the place.
pub fn explain(error: &trail365_sql::Error, text: &str) -> Error {
    anyhow!("{}", render_error(error.message(), error.suggestion(), error.place(), text))
}

fn render_error(message: &str, suggestion: Option<&str>, place: Option<Place>, text: &str) -> String {
    let suggestion = suggestion.map(|name| format!("; did you mean {}?", printable(name)));
    let lines = place.and_then(|place| mark_line(place, text));
    format!("{}{}{}", printable(message), suggestion.unwrap_or_default(), lines.unwrap_or_default())
}

/// Writes the line of the place with its word underlined.
fn mark_line(place: Place, text: &str) -> Option<String> {
    let line = text.lines().nth(usize::try_from(place.line.checked_sub(1)?).ok()?)?;
    let before = usize::try_from(place.column.checked_sub(1)?).ok()?;
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let word = line.chars().skip(before).take_while(is_word).count().max(1);
    // Escaping what acts on a terminal makes a text longer.
    let offset: String = line.chars().take(before).collect();
    let (number, offset) = (place.line.to_string(), " ".repeat(printable(&offset).chars().count()));
    let margin = " ".repeat(number.len());
    Some(format!("\n  {number} | {}\n  {margin} | {offset}{}", printable(line), "^".repeat(word)))
}

#[cfg(test)]
mod tests {
    use super::{Place, render_error};

    fn check(text: &str, (line, column): (u64, u64), suggestion: Option<&str>, expected: &str) {
        assert_eq!(render_error("no column user", suggestion, Some(Place { line, column }), text), expected);
    }

    #[test]
    fn the_place_is_marked() {
        let expected = "no column user; did you mean user_id?\n  2 |   user_di, a\n    |   ^^^^^^^";
        check("select\n  user_di, a\nfrom activity", (2, 3), Some("user_id"), expected);
        check("select +", (1, 8), None, "no column user\n  1 | select +\n    |        ^");
        check("select", (1, 7), None, "no column user\n  1 | select\n    |       ^");
        check(
            "select é\u{1b}, x",
            (1, 11),
            None,
            "no column user\n  1 | select é\\u{1b}, x\n    |                ^",
        );
    }

    #[test]
    fn a_place_that_is_not_in_the_text_is_not_marked() {
        check("select", (7, 1), None, "no column user");
        check("select", (0, 0), None, "no column user");
    }
}
