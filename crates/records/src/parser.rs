//! From bytes to records.

use crate::error::{Error, Problem};
use crate::layout::{self, Layout};
use crate::member::{Finding, Member, MemberId, Members};
use crate::names::{self, NameId};
use crate::record::Record;
use crate::scan::{Scanner, Tokens};
use crate::walk::Walk;

/// What a record may be at the most. A record beyond is an [`Error`] of kind [`crate::ErrorKind::Limit`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size in bytes; 16 MiB unless set, several times the largest record known. At most 4 GiB.
    pub record_bytes: usize,
    /// Levels of objects and lists inside each other; 100 unless set. At most 1,000, since they are read by recursion.
    pub depth: usize,
    /// Keys in all objects together; 100,000 unless set.
    pub keys: usize,
    /// Deviations inside values that a record lists; 10,000 unless set. More are no error, they are counted, see
    /// [`Record::unlisted_deviations`].
    pub findings: usize,
}

/// Levels that the smallest usual stack has room for, several times over.
const MOST_DEPTH: usize = 1000;

impl Default for Limits {
    fn default() -> Self {
        Limits { record_bytes: 16 << 20, depth: 100, keys: 100_000, findings: 10_000 }
    }
}

/// Reads records one after the other and keeps its buffers, so that reading a record allocates
/// nothing in the usual case. The buffers stay at five times the size of the largest record read.
///
/// ```
/// use trail365_records::Parser;
/// let mut parser = Parser::new();
/// for json in [r#"{"RecordType":15,"Operation":"UserLoggedIn"}"#, r#"{"RecordType":6,"UserId":"a@example.com"}"#] {
///     let record = parser.parse(json.as_bytes())?;
///     println!("{:?} {:?}", record.record_type(), record.common().user_id());
/// }
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Debug)]
pub struct Parser {
    limits: Limits,
    scanner: Scanner,
    record_type: NameId,
    tokens: Tokens,
    members: Vec<Member>,
    index: Vec<MemberId>,
    findings: Vec<Finding>,
    /// Layout of the record before: the next one is likely to have the same.
    guess: &'static Layout,
}

impl Default for Parser {
    fn default() -> Self {
        Parser::new()
    }
}

impl Parser {
    /// A parser with the usual limits.
    pub fn new() -> Self {
        Parser::with_limits(Limits::default())
    }

    /// A parser with limits of your own.
    pub fn with_limits(limits: Limits) -> Self {
        Parser {
            limits: Limits {
                record_bytes: limits.record_bytes.min(u32::MAX as usize - 1),
                depth: limits.depth.min(MOST_DEPTH),
                ..limits
            },
            scanner: Scanner::new(),
            record_type: names::find("RecordType").unwrap_or(NameId::UNKNOWN),
            tokens: Tokens::default(),
            members: Vec::new(),
            index: Vec::new(),
            findings: Vec::new(),
            guess: layout::common(),
        }
    }

    /// Reads one record: a JSON object with nothing but white space around it.
    ///
    /// # Errors
    /// When the bytes are no JSON object or go beyond a limit. Anything else a record can be is read, and what
    /// deviates from the schema is in [`Record::deviations`].
    pub fn parse<'a>(&'a mut self, json: &'a [u8]) -> Result<Record<'a>, Error> {
        if json.len() > self.limits.record_bytes {
            return Err(Error::at(Problem::TooLarge { limit: self.limits.record_bytes }, 0));
        }
        let ascii = self.scanner.scan(json, &mut self.tokens)?;
        let text = as_text(json, ascii)?;
        let mut walk = Walk {
            json,
            places: self.tokens.places(),
            bytes: self.tokens.bytes(),
            limits: self.limits,
            record_type: self.record_type,
            members: &mut self.members,
            index: &mut self.index,
            findings: &mut self.findings,
            at: 0,
            keys: 0,
            unlisted: 0,
            failure: None,
        };
        let walked = walk.record(self.guess)?;
        self.guess = walked.layout;
        let members = Members { all: &self.members, index: &self.index, unknown: walked.unknown };
        Ok(Record::new(text, walked, members, &self.findings, &self.tokens))
    }
}

/// The bytes as text; `ascii` says that no byte is above 0x7F.
fn as_text(json: &[u8], ascii: bool) -> Result<&str, Error> {
    if ascii {
        #[allow(unsafe_code, reason = "the scan has looked at every byte")]
        // SAFETY: bytes up to 0x7F are UTF-8.
        return Ok(unsafe { std::str::from_utf8_unchecked(json) });
    }
    std::str::from_utf8(json).map_err(|e| Error::at(Problem::Utf8, e.valid_up_to()))
}
