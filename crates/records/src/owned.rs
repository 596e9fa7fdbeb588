//! Records that live on their own.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::Error;
use crate::member::{Finding, Member, MemberId, Members};
use crate::parser::Parser;
use crate::record::Record;
use crate::scan::Tokens;
use crate::walk::Walked;

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
    tokens: Arc<Tokens>,
}

impl OwnedRecord {
    pub(crate) fn new(
        text: &str,
        walked: Walked,
        members: Members<'_>,
        findings: &[Finding],
        tokens: &Tokens,
    ) -> Self {
        let Members { all, index, .. } = members;
        OwnedRecord {
            text: text.into(),
            walked,
            members: all.into(),
            index: index.into(),
            findings: findings.into(),
            tokens: Arc::new(tokens.compact(text.len())),
        }
    }

    /// Reads one record.
    ///
    /// # Errors
    /// As [`Parser::parse`].
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        Parser::new().parse(json).map(|record| record.to_owned())
    }

    /// The record itself.
    pub fn record(&self) -> Record<'_> {
        let members = Members { all: &self.members, index: &self.index, unknown: self.walked.unknown };
        Record::new(&self.text, self.walked, members, &self.findings, &self.tokens)
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
