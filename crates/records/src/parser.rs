//! From bytes to records.

use crate::error::{Error, Problem};
use crate::parse::layout::{self, Layout};
use crate::parse::limits::Limits;
use crate::parse::member::{Finding, Member, MemberId, MemberList};
use crate::parse::names::{self, NameId};
use crate::parse::parsed::Parsed;
use crate::parse::scan::{Scanner, Tokens};
use crate::parse::walk::Walk;
use crate::record::Record;
use trail365_schema::SchemaId;

/// Reads records one after the other. It keeps its buffers, so reading a record usually allocates nothing. The buffers
/// stay at five times the size of the largest record read.
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
    /// Creates a parser with the default limits.
    pub fn new() -> Self {
        Parser::with_limits(Limits::default())
    }

    /// Creates a parser with limits of your own.
    pub fn with_limits(limits: Limits) -> Self {
        Parser {
            limits: limits.within_reach(),
            scanner: Scanner::new(),
            record_type: names::find_name("RecordType").unwrap_or(NameId::UNKNOWN),
            tokens: Tokens::default(),
            members: Vec::new(),
            index: Vec::new(),
            findings: Vec::new(),
            guess: layout::common_layout(),
        }
    }

    /// Reads one record: a JSON object with nothing but white space around it.
    ///
    /// # Errors
    /// The bytes are not a JSON object, or they go beyond a limit. Anything else that a record can be is read;
    /// [`Record::deviations`] names what deviates from the schema.
    pub fn parse<'a>(&'a mut self, json: &'a [u8]) -> Result<Record<'a>, Error> {
        self.parse_by(json, None)
    }

    /// Reads one record or value inside a record by a schema, whatever its `RecordType` says.
    ///
    /// # Errors
    /// As [`Parser::parse`].
    pub fn parse_as<'a>(&'a mut self, schema: SchemaId, json: &'a [u8]) -> Result<Record<'a>, Error> {
        self.parse_by(json, Some(layout::layout_of_schema(schema)))
    }

    fn parse_by<'a>(
        &'a mut self,
        json: &'a [u8],
        layout: Option<&'static Layout>,
    ) -> Result<Record<'a>, Error> {
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
        // Records come in runs of a type: with the layout of the one before, nearly all are walked once.
        let walked = match layout {
            Some(layout) => walk.walk_as(layout)?,
            None => walk.walk_record(self.guess)?,
        };
        self.guess = walked.layout;
        let members = MemberList { all: &self.members, index: &self.index, has_unknown: walked.has_unknown };
        let (findings, tokens) = (&self.findings[..], &self.tokens);
        Ok(Record::new(Parsed { text, walked, members, findings, tokens }))
    }
}

/// Returns the bytes as text; `ascii` says that no byte is above 0x7F.
fn as_text(json: &[u8], ascii: bool) -> Result<&str, Error> {
    if ascii {
        #[allow(unsafe_code, reason = "the scan has looked at every byte")]
        // SAFETY: bytes up to 0x7F are UTF-8.
        return Ok(unsafe { std::str::from_utf8_unchecked(json) });
    }
    std::str::from_utf8(json).map_err(|e| Error::at(Problem::Utf8, e.valid_up_to()))
}
