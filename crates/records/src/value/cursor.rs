//! A walk through a record along the tokens that the scan found.

use std::fmt;

use crate::parse::scan::{END, Tokens};

/// A place in a record, at one of its tokens. It goes forward, over each token once. It knows where strings end and
/// whether they have escapes, without a look at their bytes.
///
/// ```
/// let mut parser = trail365_records::Parser::new();
/// let record = parser.parse(br#"{"Folders":[{"Path":"\\Inbox"}],"Version":1}"#)?;
/// let mut cursor = record.cursor();
/// assert_eq!(cursor.next(), b'{');
/// cursor.step();
/// assert_eq!((cursor.next(), cursor.string().body), (b'"', "Folders"));
/// assert_eq!((cursor.next(), cursor.value()), (b'[', r#"[{"Path":"\\Inbox"}]"#));
/// assert_eq!((cursor.next(), cursor.string().body), (b'"', "Version"));
/// assert_eq!((cursor.next(), cursor.scalar()), (b'1', "1"));
/// assert_eq!(cursor.next(), b'}');
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    at: usize,
}

/// The inside of a JSON string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a> {
    /// Text between the quotes, escapes as they stand.
    pub body: &'a str,
    /// The text has escapes.
    pub escaped: bool,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a Tokens) -> Self {
        Cursor { text, tokens, at: 0 }
    }

    pub(crate) fn go_to_token(&mut self, token: u32) {
        self.at = token as usize;
    }

    /// Goes to the next value, key or bracket and returns its first byte; 0 behind the last one.
    #[allow(
        clippy::should_implement_trait,
        reason = "a cursor is not an iterator: it stays at a token until it is moved"
    )]
    #[inline]
    pub fn next(&mut self) -> u8 {
        loop {
            match self.token_byte() {
                b',' | b':' => self.at += 1,
                byte => return byte,
            }
        }
    }

    /// Goes behind the bracket at which the cursor stands.
    #[inline]
    pub fn step(&mut self) {
        self.at += 1;
    }

    /// Returns the string at which the cursor stands, and goes behind it.
    #[inline]
    pub fn string(&mut self) -> Raw<'a> {
        let (start, end) = (self.token_place() + 1, self.place_of(self.at + 1));
        self.at += 2;
        self.raw_string(start, end)
    }

    /// Returns name and value of the object at which the cursor stands, and goes behind it, if it is written exactly as
    /// `{"Name":"...","Value":"..."}`. Otherwise the cursor stays. Most tokens of most records belong to such objects.
    #[inline]
    pub fn plain_pair(&mut self) -> Option<(Raw<'a>, Raw<'a>)> {
        // All thirteen tokens are compared in one step, instead of a branch for each.
        const PAIR: &[u8; 13] = b"{\"\":\"\",\"\":\"\"}";
        let bytes: &[u8; PAIR.len()] = self.tokens.bytes().get(self.at..).and_then(<[u8]>::first_chunk)?;
        if bytes != PAIR {
            return None;
        }
        let places: &[u32; PAIR.len()] =
            self.tokens.places().get(self.at..).and_then(<[u32]>::first_chunk)?;
        let at = |token: usize| places[token] as usize;
        let is = |from: usize, to: usize, key: &str| self.text.get(at(from)..at(to)) == Some(key);
        if !is(1, 3, "\"Name\"") || !is(7, 9, "\"Value\"") {
            return None;
        }
        self.at += PAIR.len();
        Some((self.raw_string(at(4) + 1, at(5)), self.raw_string(at(10) + 1, at(11))))
    }

    /// Returns the member at which the cursor stands, and goes behind it, if key and value are strings with nothing but a
    /// colon between them: all from behind its first quote up to its last one, `key":"value`, and the length of its key as it
    /// stands. Otherwise the cursor stays.
    #[inline]
    pub fn text_member(&mut self) -> Option<(Raw<'a>, usize)> {
        let [start, key_end, colon, value_start, end] =
            self.tokens.places().get(self.at..).and_then(<[u32]>::first_chunk).copied()?;
        let bytes: &[u8; 5] = self.tokens.bytes().get(self.at..).and_then(<[u8]>::first_chunk)?;
        if bytes != b"\"\":\"\"" || value_start.wrapping_sub(key_end) != 2 || colon.wrapping_sub(key_end) != 1
        {
            return None;
        }
        self.at += 5;
        let start = start as usize + 1;
        Some((self.raw_string(start, end as usize), (key_end as usize).saturating_sub(start)))
    }

    /// Returns the number or literal at which the cursor stands, and goes behind it.
    #[inline]
    pub fn scalar(&mut self) -> &'a str {
        let (start, end) = (self.token_place(), self.place_of(self.at + 1).min(self.text.len()));
        self.at += 1;
        self.text.get(start..end).unwrap_or_default().trim_ascii_end()
    }

    /// Goes behind the next value, whatever its kind, and returns its text.
    pub fn value(&mut self) -> &'a str {
        let start = match self.next() {
            b'"' => {
                let start = self.token_place();
                self.at += 2;
                start
            }
            b'{' | b'[' => {
                let start = self.token_place();
                self.pass_container();
                start
            }
            _ => return self.scalar(),
        };
        let end = self.place_of(self.at.saturating_sub(1)).saturating_add(1);
        self.text.get(start..end).unwrap_or_default()
    }

    fn pass_container(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.token_byte() {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                0 => return,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    #[inline]
    fn raw_string(&self, start: usize, end: usize) -> Raw<'a> {
        let body = self.text.get(start..end).unwrap_or_default();
        // The scan noted the backslashes: the string is not searched for them again.
        Raw { body, escaped: self.tokens.has_backslash(start, end) }
    }

    #[inline]
    fn token_byte(&self) -> u8 {
        self.tokens.bytes().get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    fn token_place(&self) -> usize {
        self.place_of(self.at)
    }

    #[inline]
    fn place_of(&self, token: usize) -> usize {
        self.tokens.places().get(token).copied().unwrap_or(END) as usize
    }
}

impl fmt::Debug for Cursor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").field("place", &self.token_place()).finish_non_exhaustive()
    }
}
