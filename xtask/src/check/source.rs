//! Splits Rust source into the tokens that the checks read. Comments, texts and test code are left out.

use std::iter::Peekable;
use std::str::Chars;

/// A token of Rust source, as coarse as the checks allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An identifier, a keyword or a number.
    Word(String),
    /// `::`.
    Separator,
    /// Any other character.
    Mark(char),
}

impl Token {
    pub fn word(&self) -> Option<&str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    pub fn is_mark(&self, mark: char) -> bool {
        *self == Token::Mark(mark)
    }
}

/// Returns the tokens of a file without the items that stand behind `#[cfg(test)]`.
pub fn tokens_without_tests(text: &str) -> Vec<Token> {
    let tokens = all_tokens(text);
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = attribute_end(&tokens, at)
            && is_test_attribute(&tokens[at..end])
        {
            at = item_end(&tokens, end);
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Returns every token of a file, test code included.
pub fn all_tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => skip_line(&mut chars),
            '/' if chars.peek() == Some(&'*') => skip_block_comment(&mut chars),
            '"' => skip_string(&mut chars),
            '\'' => skip_char_or_lifetime(&mut chars),
            ':' if chars.next_if_eq(&':').is_some() => tokens.push(Token::Separator),
            c if is_word_char(c) => push_word(c, &mut chars, &mut tokens),
            c if c.is_whitespace() => {}
            mark => tokens.push(Token::Mark(mark)),
        }
    }
    tokens
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn skip_line(chars: &mut Peekable<Chars<'_>>) {
    chars.find(|c| *c == '\n');
}

fn skip_block_comment(chars: &mut Peekable<Chars<'_>>) {
    let mut depth = 1;
    chars.next();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.next_if_eq(&'*').is_some() => depth += 1,
            '*' if chars.next_if_eq(&'/').is_some() => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

fn skip_string(chars: &mut Peekable<Chars<'_>>) {
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '"' => return,
            _ => {}
        }
    }
}

/// Skips `r"..."` or `r#"..."#` behind its `r`; false where no such text follows.
fn skip_raw_string(chars: &mut Peekable<Chars<'_>>) -> bool {
    let mut ahead = chars.clone();
    let hashes = std::iter::from_fn(|| ahead.next_if_eq(&'#')).count();
    if ahead.next() != Some('"') {
        return false;
    }
    while let Some(c) = ahead.next() {
        if c == '"' && (0..hashes).all(|_| ahead.next_if_eq(&'#').is_some()) {
            break;
        }
    }
    *chars = ahead;
    true
}

fn skip_char_or_lifetime(chars: &mut Peekable<Chars<'_>>) {
    let mut ahead = chars.clone();
    let first = ahead.next();
    if first == Some('\\') {
        ahead.next();
        ahead.find(|c| *c == '\'');
        *chars = ahead;
    } else if ahead.next() == Some('\'') {
        *chars = ahead;
    } else {
        // A lifetime: its name is no word that the checks could take for an identifier.
        while chars.next_if(|c| is_word_char(*c)).is_some() {}
    }
}

fn push_word(first: char, chars: &mut Peekable<Chars<'_>>, tokens: &mut Vec<Token>) {
    let mut word = String::from(first);
    while let Some(c) = chars.next_if(|c| is_word_char(*c)) {
        word.push(c);
    }
    match word.as_str() {
        "r" | "br" | "cr" if skip_raw_string(chars) => {}
        "b" | "c" if chars.next_if_eq(&'"').is_some() => skip_string(chars),
        "b" if chars.next_if_eq(&'\'').is_some() => skip_char_or_lifetime(chars),
        // A raw identifier: `r#type` is the word `type`.
        "r" if chars.next_if_eq(&'#').is_some() => {}
        _ => tokens.push(Token::Word(word)),
    }
}

/// Returns the place behind the attribute that begins at `at`.
fn attribute_end(tokens: &[Token], at: usize) -> Option<usize> {
    let begins = tokens.get(at)?.is_mark('#') && tokens.get(at + 1)?.is_mark('[');
    begins.then(|| group_end(tokens, at + 1))
}

/// Returns the place behind the group of brackets that opens at `at`.
fn group_end(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0;
    for (place, token) in tokens.iter().enumerate().skip(at) {
        match token {
            Token::Mark('(' | '[' | '{') => depth += 1,
            Token::Mark(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

fn is_test_attribute(attribute: &[Token]) -> bool {
    let has = |word: &str| attribute.iter().any(|token| token.word() == Some(word));
    attribute.get(2).and_then(Token::word) == Some("cfg") && has("test") && !has("not")
}

/// Returns the place behind the item that begins at `at`, its further attributes included.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    while let Some(end) = attribute_end(tokens, at) {
        at = end;
    }
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Mark(';') => return at + 1,
            Token::Mark('{') => return group_end(tokens, at),
            // A brace inside brackets, such as that of a const argument, does not open the item's body.
            Token::Mark('(' | '[') => at = group_end(tokens, at),
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens_without_tests(text).iter().filter_map(|t| t.word().map(str::to_owned)).collect()
    }

    #[test]
    fn comments_texts_and_lifetimes_are_no_words() {
        let text = r##"a /* b /* c */ d */ "e \" f" r#"g " h"# 'i' '\'' &'life j // k
            b"l" b'm' r"n" r#type"##;
        assert_eq!(words(text), ["a", "j", "type"]);
    }

    #[test]
    fn items_for_tests_are_left_out() {
        let text = "use a; #[cfg(test)] #[allow(x)] mod tests { fn b() { c } } d
            #[cfg(test)] const E: [u8; 2] = [0; 2]; f #[cfg(not(test))] g";
        assert_eq!(words(text), ["use", "a", "d", "f", "cfg", "not", "test", "g"]);
    }
}
