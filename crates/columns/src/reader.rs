//! Goes through JSON that a parser has found to be valid, once, from front to back.

/// A place in valid JSON.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// The inside of a JSON string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Raw<'a> {
    pub body: &'a str,
    /// It has a backslash.
    pub escaped: bool,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Reader { text, at: 0 }
    }

    /// Goes to the next value, key or closing bracket, and gives its first byte; 0 at the end.
    #[inline]
    pub fn next(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if !matches!(byte, b',' | b':' | b' ' | b'\t' | b'\n' | b'\r') {
                return byte;
            }
            self.at += 1;
        }
        0
    }

    /// Goes behind the bracket that stands here.
    #[inline]
    pub fn step(&mut self) {
        self.at += 1;
    }

    /// The string that starts here.
    #[inline]
    pub fn string(&mut self) -> Raw<'a> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let mut end = quote_or_backslash(bytes, start);
        let escaped = bytes.get(end) == Some(&b'\\');
        while bytes.get(end) == Some(&b'\\') {
            end = quote_or_backslash(bytes, end + 2);
        }
        self.at = end + 1;
        Raw { body: self.text.get(start..end).unwrap_or_default(), escaped }
    }

    /// The number or literal that starts here.
    #[inline]
    pub fn scalar(&mut self) -> &'a str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let ends = |b: &u8| matches!(b, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
        self.at = rest.iter().position(ends).map_or(self.text.len(), |len| start + len);
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The text of the value that comes next, whatever it is.
    pub fn value(&mut self) -> &'a str {
        let start = match self.next() {
            b'"' => {
                let start = self.at;
                self.string();
                start
            }
            b'{' | b'[' => {
                let start = self.at;
                self.skip_container();
                start
            }
            _ => return self.scalar(),
        };
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn skip_container(&mut self) {
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }
}

/// First quote or backslash from `from` on, or the end.
#[inline]
fn quote_or_backslash(bytes: &[u8], from: usize) -> usize {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let zero = |word: u64| word.wrapping_sub(LOW) & !word & HIGH;
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let found = zero(word ^ (LOW * u64::from(b'"'))) | zero(word ^ (LOW * u64::from(b'\\')));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let found = |b: &u8| matches!(b, b'"' | b'\\');
    bytes.get(at..).and_then(|rest| rest.iter().position(found)).map_or(bytes.len(), |len| at + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_through_values_once() {
        let mut r = Reader::new(r#"{ "a\"b" : [1, {"x":"]"} ,-2.5e3], "c":null}"#);
        assert_eq!(r.next(), b'{');
        r.step();
        assert_eq!(r.next(), b'"');
        assert_eq!(r.string(), Raw { body: r#"a\"b"#, escaped: true });
        assert_eq!(r.value(), r#"[1, {"x":"]"} ,-2.5e3]"#);
        assert_eq!((r.next(), r.string().body), (b'"', "c"));
        assert_eq!((r.next(), r.scalar()), (b'n', "null"));
        assert_eq!(r.next(), b'}');
        r.step();
        assert_eq!(r.next(), 0);
    }

    #[test]
    fn strings_end_wherever_their_quote_stands() {
        for len in 0..40 {
            let body = "x".repeat(len);
            for (tail, escaped) in [("", false), (r"\\", true), (r#"\""#, true), ("é", false)] {
                let text = format!("\"{body}{tail}\",");
                let raw = Reader::new(&text).string();
                assert_eq!((raw.body, raw.escaped), (&text[1..text.len() - 2], escaped), "{text}");
            }
        }
    }
}
