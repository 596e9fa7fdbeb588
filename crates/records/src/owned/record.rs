//! Records that live on their own.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::Error;
use crate::parse::member::{Finding, Member, MemberId, MemberList};
use crate::parse::parsed::Parsed;
use crate::parse::scan::Tokens;
use crate::parse::walk::Walked;
use crate::parser::Parser;
use crate::record::Record;

/// A record that owns its text.
///
/// ```
/// let owned: trail365_records::OwnedRecord = r#"{"RecordType":15,"UserId":"a@example.com"}"#.parse()?;
/// assert_eq!(owned.record().common().user_id().as_deref(), Some("a@example.com"));
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Clone)]
pub struct OwnedRecord {
    text: Box<str>,
    walked: Walked,
    members: Box<[Member]>,
    index: Box<[MemberId]>,
    findings: Box<[Finding]>,
    // Up to five bytes for each of the text, and never changed: clones share them.
    tokens: Arc<Tokens>,
}

impl OwnedRecord {
    fn copy_of(parsed: &Parsed<'_>) -> Self {
        let MemberList { all, index, .. } = parsed.members;
        OwnedRecord {
            text: parsed.text.into(),
            walked: parsed.walked,
            members: all.into(),
            index: index.into(),
            findings: parsed.findings.into(),
            tokens: Arc::new(parsed.tokens.compact_copy(parsed.text.len())),
        }
    }

    /// Reads one record.
    ///
    /// # Errors
    /// As [`Parser::parse`].
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        Parser::new().parse(json).map(|record| record.to_owned())
    }

    /// The record itself, borrowed.
    pub fn record(&self) -> Record<'_> {
        let has_unknown = self.walked.has_unknown;
        Record::new(Parsed {
            text: &self.text,
            walked: self.walked,
            members: MemberList { all: &self.members, index: &self.index, has_unknown },
            findings: &self.findings,
            tokens: &self.tokens,
        })
    }
}

impl Record<'_> {
    /// Returns a copy that borrows nothing.
    #[allow(
        clippy::should_implement_trait,
        reason = "ToOwned would need the owned form to borrow as a reference"
    )]
    pub fn to_owned(&self) -> OwnedRecord {
        OwnedRecord::copy_of(self.parsed())
    }
}

impl FromStr for OwnedRecord {
    type Err = Error;

    fn from_str(json: &str) -> Result<Self, Error> {
        OwnedRecord::parse(json.as_bytes())
    }
}

impl fmt::Debug for OwnedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record().fmt(f)
    }
}
