//! The way to a value inside JSON: `AppAccessContext.AADSessionId`, `Folders[0].Path`, `Data["a.b"]`.

/// One step into an object or a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The value of this key.
    Key(String),
    /// The item with this index, from 0.
    Item(usize),
}

/// Parses a path; the error names the character at which it goes wrong.
pub(super) fn parse_path(path: &str) -> Result<Vec<Step>, String> {
    // The $ of JSONPath may stand in front.
    let mut reader = Reader { text: path, rest: path.strip_prefix('$').unwrap_or(path) };
    let mut steps = Vec::new();
    while !reader.rest.is_empty() {
        steps.push(reader.read_step(steps.is_empty())?);
    }
    // `$` alone is the whole value.
    if path.is_empty() { Err("it is empty".into()) } else { Ok(steps) }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Reader<'_> {
    fn read_step(&mut self, is_first: bool) -> Result<Step, String> {
        if let Some(rest) = self.rest.strip_prefix('[') {
            self.rest = rest;
            return self.read_bracket();
        }
        match self.rest.strip_prefix('.') {
            Some(rest) => self.rest = rest,
            None if is_first => {}
            None => return Err(self.describe_expected("'.' or '['")),
        }
        let end = self.rest.find(['.', '[']).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(self.describe_expected("a key"));
        }
        Ok(Step::Key(self.take_text(end)))
    }

    /// Reads the content of brackets: an index or a key in quotes.
    fn read_bracket(&mut self) -> Result<Step, String> {
        let step = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                self.rest = &self.rest[1..];
                let end = self
                    .rest
                    .find(quote)
                    .ok_or_else(|| self.describe_expected("the end of the key in quotes"))?;
                let key = self.take_text(end);
                self.rest = &self.rest[1..];
                Step::Key(key)
            }
            _ => {
                let end = self.rest.bytes().take_while(u8::is_ascii_digit).count();
                let index = self.rest[..end]
                    .parse()
                    .map_err(|_| self.describe_expected("an index or a key in quotes"))?;
                self.take_text(end);
                Step::Item(index)
            }
        };
        self.rest = self.rest.strip_prefix(']').ok_or_else(|| self.describe_expected("']'"))?;
        Ok(step)
    }

    fn take_text(&mut self, len: usize) -> String {
        let (taken, rest) = self.rest.split_at(len);
        self.rest = rest;
        taken.to_owned()
    }

    fn describe_expected(&self, what: &str) -> String {
        let read = &self.text[..self.text.len() - self.rest.len()];
        format!("expected {what} at character {}", read.chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, parse_path};

    fn key(key: &str) -> Step {
        Step::Key(key.into())
    }

    #[test]
    fn reads_keys_and_indexes() {
        for (path, expect) in [
            ("Folders", vec![key("Folders")]),
            ("path.to[0].x", vec![key("path"), key("to"), Step::Item(0), key("x")]),
            ("$.a", vec![key("a")]),
            ("$", vec![]),
            ("$[1]", vec![Step::Item(1)]),
            ("[2][3]", vec![Step::Item(2), Step::Item(3)]),
            ("a[\"b.c\"]['d[e'].f", vec![key("a"), key("b.c"), key("d[e"), key("f")]),
            ("é ü.ß", vec![key("é ü"), key("ß")]),
            ("[\"\"]", vec![key("")]),
        ] {
            assert_eq!(parse_path(path), Ok(expect), "{path}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (path, expect) in [
            ("", "it is empty"),
            ("a..b", "expected a key at character 3"),
            ("é.", "expected a key at character 3"),
            ("a[", "expected an index or a key in quotes at character 3"),
            ("a[x]", "expected an index or a key in quotes at character 3"),
            ("a[0", "expected ']' at character 4"),
            ("a[0]b", "expected '.' or '[' at character 5"),
            ("a['b]", "expected the end of the key in quotes at character 4"),
            ("a[99999999999999999999]", "expected an index or a key in quotes at character 3"),
        ] {
            assert_eq!(parse_path(path), Err(expect.into()), "{path}");
        }
    }
}
