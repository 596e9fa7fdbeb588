//! Limits of a text before it is parsed: the parser itself calls itself once a level, and not every one of its ways down has
//! a limit.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use crate::error::{Error, Result};
use crate::place::Place;

/// Most words and signs between two commas, those of the brackets around included: each may be one level of what is parsed.
/// Ten thousand conditions have forty thousand.
const LONGEST_RUN: usize = 60_000;

/// Stack that a level takes at most in a build without optimization.
const LEVEL_STACK: usize = 2 << 10;

/// Stack that a short text takes at most.
const LEAST_STACK: usize = 1 << 20;

/// Most brackets inside each other, types inside each other, and EXPLAIN of EXPLAIN.
const MOST_NESTED: usize = 100;

/// Refuses a text that may be nested too deep to be parsed, and returns the stack in bytes that parsing it takes at most.
pub(super) fn stack_to_parse(text: &str) -> Result<usize> {
    // A text that is no SQL is the parser's to refuse: it says where.
    let tokens = Tokenizer::new(&GenericDialect {}, text).tokenize_with_location().unwrap_or_default();
    let mut nesting = Nesting::default();
    let mut words = tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).peekable();
    while let Some(word) = words.next() {
        nesting.read(&word.token, words.peek().map(|next| &next.token));
        if nesting.is_too_deep() {
            return Err(Error::too_deep(place_of(word)));
        }
    }
    Ok(LEAST_STACK + nesting.longest * LEVEL_STACK)
}

fn place_of(token: &TokenWithSpan) -> Option<Place> {
    Place::new(token.span.start.line, token.span.start.column)
}

#[derive(Default)]
struct Nesting {
    /// Lengths of the runs before each open bracket, and their sum.
    outer: Vec<usize>,
    outer_sum: usize,
    run: usize,
    longest: usize,
    explains: usize,
    types: usize,
    /// Pairs of brackets that follow each other.
    chained: usize,
}

impl Nesting {
    fn read(&mut self, token: &Token, next: Option<&Token>) {
        self.run += 1;
        self.longest = self.longest.max(self.run + self.outer_sum);
        match token {
            Token::LParen | Token::LBracket | Token::LBrace => self.open(),
            Token::RParen | Token::RBracket | Token::RBrace => self.close(),
            Token::Comma => self.run = 0,
            Token::SemiColon => (self.run, self.types, self.explains) = (0, 0, 0),
            Token::Word(word) if word.keyword == Keyword::EXPLAIN => self.explains += 1,
            // ARRAY<ARRAY<...
            Token::Word(word) if matches!(word.keyword, Keyword::ARRAY | Keyword::STRUCT) => {
                self.types += usize::from(next == Some(&Token::Lt));
            }
            _ => {}
        }
        // INT[][]...
        if *token == Token::RBracket {
            self.chained = if next == Some(&Token::LBracket) { self.chained + 1 } else { 0 };
        }
    }

    fn open(&mut self) {
        self.outer.push(self.run);
        self.outer_sum += self.run;
        self.run = 0;
    }

    /// Ends the run in the bracket; that before it goes on.
    fn close(&mut self) {
        let run = self.outer.pop().unwrap_or_default();
        self.outer_sum -= run;
        self.run = run + 1;
    }

    fn is_too_deep(&self) -> bool {
        let nested = [self.outer.len(), self.types, self.explains, self.chained];
        self.longest > LONGEST_RUN || nested.iter().any(|levels| *levels > MOST_NESTED)
    }
}
