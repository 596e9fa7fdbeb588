//! A record: one audited activity.

pub(crate) mod deviation;
mod locate;
pub(crate) mod outcome;

use std::fmt;

use deviation::Deviation;
use outcome::Outcome;

use crate::generated::Body;
use crate::generated::enums::AuditLogRecordType;
use crate::generated::schema::Common;
use crate::parse::layout::record_type_number;
use crate::parse::parsed::Parsed;
use crate::scalar::address::Address;
use crate::value::cursor::Cursor;
use crate::value::json::Json;
use crate::value::object::{Object, View};
use crate::value::open::Open;
use crate::value::placed::{Placed, placed_members};

/// A record as it was read: typed on request, its text untouched.
///
/// It borrows the text and the parser's buffers. [`Record::to_owned`] returns one that lives on its own.
///
/// ```
/// use trail365_records::{Parser, schema::ExchangeMailboxAuditGroupRecord};
/// let json = br#"{"RecordType":3,"Operation":"SoftDelete","MailboxOwnerUPN":"joey@example.com",
///     "AffectedItems":[{"Subject":"Invoice","ParentFolder":{"Path":"\\Inbox"}}]}"#;
/// let mut parser = Parser::new();
/// let record = parser.parse(json)?;
/// let deletion: ExchangeMailboxAuditGroupRecord = record.view().unwrap();
/// assert_eq!(deletion.mailbox_owner_upn().as_deref(), Some("joey@example.com"));
/// let item = deletion.affected_items().unwrap().first().unwrap();
/// assert_eq!(item.subject().as_deref(), Some("Invoice"));
/// assert_eq!(item.parent_folder().unwrap().path().as_deref(), Some("\\Inbox"));
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Record<'a>(Parsed<'a>);

impl<'a> Record<'a> {
    pub(crate) fn new(parsed: Parsed<'a>) -> Self {
        Record(parsed)
    }

    pub(crate) fn parsed(&self) -> &Parsed<'a> {
        &self.0
    }

    /// Returns the record's exact text.
    pub fn as_str(&self) -> &'a str {
        self.0.text
    }

    /// Returns all keys and values, known and unknown.
    pub fn object(&self) -> Object<'a> {
        Object::of_record(Json::new(self.0.text), self.0.layout(), self.0.members)
    }

    /// Returns the fields that every record has.
    pub fn common(&self) -> Common<'a> {
        Common::from_object(self.object())
    }

    /// Returns the record as the schema of its type describes it.
    pub fn body(&self) -> Body<'a> {
        Body::of(self.object())
    }

    /// Returns the record as a schema describes it: its own, or one that its own extends.
    pub fn view<V: View<'a>>(&self) -> Option<V> {
        let schema = V::SCHEMA.get();
        let fits = self.object().schema().lineage().any(|s| s == schema);
        fits.then(|| V::from_object(self.object()))
    }

    /// Returns the type of the record, by number or any of its names.
    pub fn record_type(&self) -> Option<Open<'a, AuditLogRecordType>> {
        let found = self.common().record_type()?;
        match &found {
            Open::Name(name) => Some(record_type_number(name).map_or(found, Open::from_number)),
            _ => Some(found),
        }
    }

    /// Iterates over all members in the order of the record, with the place of each one's field in the schema.
    pub fn placed(&self) -> impl Iterator<Item = Placed<'a>> + use<'a> {
        placed_members(&self.0)
    }

    /// Returns a place in the record that goes along its tokens. It starts at the opening bracket.
    pub fn cursor(&self) -> Cursor<'a> {
        Cursor::new(self.0.text, self.0.tokens)
    }

    /// Returns a value by its key, as it stands; see [`Object::get`].
    pub fn json(&self, key: &str) -> Option<Json<'a>> {
        self.object().get(key)
    }

    /// Returns the address of the client: the first of `ClientIP`, `ClientIPAddress` and `ActorIpAddress` that holds an
    /// IP, or else the first that is there. They can differ; each has its own accessor.
    pub fn client_address(&self) -> Option<Address<'a>> {
        // Mailbox records of Exchange carry ClientIPAddress, and those of Entra ID ActorIpAddress, beside ClientIP or without
        // it. Any of them may hold a text that is not an address, such as `<null>`.
        let keys = ["ClientIP", "ClientIPAddress", "ActorIpAddress"];
        let mut found = keys.iter().filter_map(|key| self.json(key)?.text()).map(Address::parse);
        let first = found.next()?;
        if first.ip.is_some() {
            return Some(first);
        }
        found.find(|a| a.ip.is_some()).or(Some(first))
    }

    /// Returns how the activity ended; see [`Outcome`] for the rule.
    pub fn outcome(&self) -> Outcome {
        outcome::outcome_of(&self.object())
    }

    /// Iterates over the deviations from the published schema, in the order of the record. Missing fields come last.
    pub fn deviations(&self) -> impl Iterator<Item = Deviation<'a>> + use<'a> {
        deviation::deviations_of(self.0)
    }

    /// Returns the number of deviations inside values that [`Record::deviations`] does not list, because there are more
    /// than [`crate::Limits::findings`].
    pub fn unlisted_deviations(&self) -> usize {
        self.0.walked.unlisted
    }

    /// Reports whether anything deviates from the published schema. This is cheaper than asking for the first deviation.
    pub fn deviates(&self) -> bool {
        let parsed = &self.0;
        !parsed.findings.is_empty()
            || parsed.walked.unlisted != 0
            || parsed.missing_bits() != 0
            || parsed.members.all.iter().any(|m| deviation::member_deviates(parsed.layout(), m))
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object().fmt(f)
    }
}
