//! Places in the text of a query.

use std::fmt;

use datafusion::common::{DataFusionError, Location};

/// A place in the text of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Character in the line, from 1.
    pub column: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Place {
    /// Makes a place; line 0 stands for none.
    pub(crate) fn new(line: u64, column: u64) -> Option<Self> {
        (line > 0 && column > 0).then_some(Place { line, column })
    }
}

/// Returns the place that an error of DataFusion names.
pub(crate) fn place_of_error(error: &DataFusionError) -> Option<Place> {
    let span = error.diagnostic().and_then(|d| d.span);
    match span.map(|s| s.start) {
        Some(Location { line, column }) => Place::new(line, column),
        None => in_text(&error.strip_backtrace()).map(|(_, place)| place),
    }
}

/// Cuts the place off the end of a message of the parser.
pub(crate) fn without_place(message: &str) -> String {
    in_text(message).map_or(message, |(start, _)| &message[..start]).to_owned()
}

/// Finds ` at Line: 1, Column: 8` in a message, and the place that it names: the parser's errors have no other form of it.
fn in_text(message: &str) -> Option<(usize, Place)> {
    let start = message.rfind(" at Line: ")?;
    let (line, rest) = message[start + " at Line: ".len()..].split_once(", Column: ")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    Some((start, Place::new(line.parse().ok()?, rest[..digits].parse().ok()?)?))
}

#[cfg(test)]
mod tests {
    use super::{Place, in_text, without_place};

    #[test]
    fn a_place_is_read_out_of_a_message() {
        let message = "Expected: an expression, found: EOF at Line: 12, Column: 8";
        assert_eq!(in_text(message).unwrap().1, Place { line: 12, column: 8 });
        assert_eq!(without_place(message), "Expected: an expression, found: EOF");
        for message in ["no place", " at Line: x, Column: 1", " at Line: 0, Column: 0", " at Line: 1"] {
            assert_eq!((in_text(message), without_place(message).as_str()), (None, message));
        }
    }
}
