//! Finds the end of a JSON value: counts brackets, without regard to their kind, and steps over strings.

use super::string::quote_or_escape;

/// A scan that takes a value piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    depth: usize,
    in_string: bool,
    /// The bytes so far end in the backslash of a string.
    escaped: bool,
}

#[derive(Clone, Copy)]
enum Class {
    Plain,
    Quote,
    Open,
    Close,
}

// One load decides on each byte outside strings; inside them words are passed, and many bytes at a time in long ones.
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Plain; 256];
    classes[b'"' as usize] = Class::Quote;
    classes[b'{' as usize] = Class::Open;
    classes[b'[' as usize] = Class::Open;
    classes[b'}' as usize] = Class::Close;
    classes[b']' as usize] = Class::Close;
    classes
};

/// Returns by how many more brackets objects are opened than closed. Those in strings count, too: an object that is
/// closed has another number than 0 only because of them.
pub(crate) fn count_open(text: &[u8]) -> i64 {
    // Sums of bytes, which compile to vectors: 2 % of the time in which cells of CSV are found. A scan, which knows
    // strings, takes a third of it.
    let count = |byte: &u8| i8::from(*byte == b'{') - i8::from(*byte == b'}');
    text.chunks(64).map(|chunk| i64::from(chunk.iter().map(count).sum::<i8>())).sum()
}

impl Scan {
    /// Makes a scan that begins inside `depth` brackets.
    pub(crate) fn inside(depth: usize) -> Self {
        Self { depth, ..Self::default() }
    }

    /// Goes on through `bytes`; returns the place just after the value's last bracket, if it is among them.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        // A piece may begin anywhere, also inside a string or behind its backslash.
        let mut at = if self.in_string { self.leave_string(bytes, 0)? } else { 0 };
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match CLASSES[usize::from(byte)] {
                Class::Plain => {}
                Class::Quote => {
                    at = self.leave_string(bytes, at)?;
                    // Most strings follow each other, as keys and their values do.
                    while let Some([b':' | b',', b'"', ..]) = bytes.get(at..) {
                        at = self.leave_string(bytes, at + 2)?;
                    }
                }
                Class::Open => self.depth += 1,
                Class::Close => {
                    // Either kind of bracket closes: whether they match is for the parser to report, at the exact
                    // place.
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
            }
        }
        None
    }

    pub(crate) fn in_string(&self) -> bool {
        self.in_string
    }

    /// Ends an open string: a JSON string holds no line feed.
    pub(crate) fn end_string(&mut self) {
        self.in_string = false;
        self.escaped = false;
    }

    /// Returns the place after the closing quote of the string that `at` is in.
    fn leave_string(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        self.in_string = true;
        if self.escaped && at < bytes.len() {
            self.escaped = false;
            at += 1;
        }
        loop {
            let hit = quote_or_escape(bytes, at)?;
            if bytes[hit] == b'"' {
                self.in_string = false;
                return Some(hit + 1);
            }
            // Steps over the escaped byte, too. If it is not at hand yet, the next piece begins with it.
            at = hit + 2;
            self.escaped = at > bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scan;

    fn end(text: &str) -> Option<usize> {
        let whole = Scan::default().feed(text.as_bytes());
        let mut scan = Scan::default();
        let by_bytes = (0..text.len()).find(|&at| scan.feed(&text.as_bytes()[at..=at]).is_some());
        assert_eq!(whole, by_bytes.map(|at| at + 1), "in one piece and byte by byte: {text}");
        whole
    }

    #[test]
    fn ends_at_the_bracket_that_closes_the_first() {
        assert_eq!(end("{}"), Some(2));
        assert_eq!(end("{}{}"), Some(2));
        assert_eq!(end(r#"{"a":[{},{"b":1}]} "#), Some(18));
        assert_eq!(end("[[]"), None);
        assert_eq!(end(""), None);
    }

    #[test]
    fn steps_over_strings_and_escapes() {
        assert_eq!(end(r#"{"}":"]"}"#), Some(9));
        assert_eq!(end(r#"{"\"}":1}"#), Some(9));
        assert_eq!(end(r#"{"\\":"}"}"#), Some(10));
        assert_eq!(end(r#"{"\\\"}"}"#), Some(9));
        assert_eq!(end(r#"{"a\"#), None);
        assert_eq!(end(r#"{"a}"#), None);
    }

    #[test]
    fn counts_brackets_of_either_kind() {
        assert_eq!(end("{ ]"), Some(3));
    }
}
