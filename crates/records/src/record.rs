//! A record: one audited activity.

use std::fmt;

use trail365_schema::SchemaId;

use crate::address::Address;
use crate::cursor::Cursor;
use crate::deviation::{self, Deviation};
use crate::enums::AuditLogRecordType;
use crate::generated::Body;
use crate::json::Json;
use crate::layout::Layout;
use crate::member::{Finding, Member, Members};
use crate::object::Object;
use crate::open::Open;
use crate::outcome::{self, Outcome};
use crate::owned::OwnedRecord;
use crate::placed::{self, Placed};
use crate::scan::Tokens;
use crate::schema::Common;
use crate::walk::Walked;

/// A record as it was read: typed on request, its text untouched.
///
/// It borrows the text and the parser's buffers; [`Record::to_owned`] gives one that lives on its own.
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
pub struct Record<'a> {
    text: &'a str,
    walked: Walked,
    members: Members<'a>,
    findings: &'a [Finding],
    tokens: &'a Tokens,
}

/// A typed view of a schema: the types of [`crate::schema`].
pub trait View<'a>: Sized {
    /// The schema it shows.
    const SCHEMA: SchemaId;

    /// The view of an object. Fields that the object's schema lacks are absent.
    fn from_object(object: Object<'a>) -> Self;

    /// The object that it shows.
    fn as_object(&self) -> &Object<'a>;
}

impl<'a> Record<'a> {
    pub(crate) fn new(
        text: &'a str,
        walked: Walked,
        members: Members<'a>,
        findings: &'a [Finding],
        tokens: &'a Tokens,
    ) -> Self {
        Record { text, walked, members, findings, tokens }
    }

    /// The record's exact text.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// All keys and values, known and unknown.
    pub fn object(&self) -> Object<'a> {
        Object::record(Json::new(self.text), self.walked.layout, self.members)
    }

    /// The fields that every record has.
    pub fn common(&self) -> Common<'a> {
        Common::from_object(self.object())
    }

    /// The record as its type's schema describes it.
    pub fn body(&self) -> Body<'a> {
        Body::of(self.object())
    }

    /// The record as a schema describes it: its own, or one that its own extends.
    pub fn view<V: View<'a>>(&self) -> Option<V> {
        let schema = V::SCHEMA.get();
        let fits = self.object().schema().lineage().any(|s| s == schema);
        fits.then(|| V::from_object(self.object()))
    }

    /// Kind of activity, by number or any of its names.
    pub fn record_type(&self) -> Option<Open<'a, AuditLogRecordType>> {
        let found = self.common().record_type()?;
        match &found {
            Open::Name(name) => Some(crate::walk::record_type_in(name).map_or(found, Open::from_number)),
            _ => Some(found),
        }
    }

    /// Every member in the order of the record, with the place of its field in the schema.
    pub fn placed(&self) -> impl Iterator<Item = Placed<'a>> + use<'a> {
        placed::of(self.text, self.members)
    }

    /// A place in the record that goes along its tokens; it stands at the record's opening bracket.
    pub fn cursor(&self) -> Cursor<'a> {
        Cursor::new(self.text, self.tokens)
    }

    /// A value by its key, as it stands; see [`Object::get`].
    pub fn json(&self, key: &str) -> Option<Json<'a>> {
        self.object().get(key)
    }

    /// Address of the client: the first of `ClientIP`, `ClientIPAddress` and `ActorIpAddress` that holds an IP,
    /// else the first that is there. They can differ; each has its own accessor.
    pub fn client_address(&self) -> Option<Address<'a>> {
        let keys = ["ClientIP", "ClientIPAddress", "ActorIpAddress"];
        let mut found = keys.iter().filter_map(|key| self.json(key)?.text()).map(Address::parse);
        let first = found.next()?;
        if first.ip.is_some() {
            return Some(first);
        }
        found.find(|a| a.ip.is_some()).or(Some(first))
    }

    /// Whether the activity succeeded; see [`Outcome`] for the rule.
    pub fn outcome(&self) -> Outcome {
        outcome::of(self)
    }

    /// What deviates from the published schema, in the order of the record; missing fields come last.
    pub fn deviations(&self) -> impl Iterator<Item = Deviation<'a>> + use<'a> {
        deviation::of(*self)
    }

    /// Deviations inside values that [`Record::deviations`] does not list, because there are more than
    /// [`crate::Limits::findings`].
    pub fn unlisted_deviations(&self) -> usize {
        self.walked.unlisted
    }

    /// Whether anything deviates from the published schema. Cheaper than asking for the first deviation.
    pub fn deviates(&self) -> bool {
        !self.findings.is_empty()
            || self.walked.unlisted != 0
            || self.missing_bits() != 0
            || self.members.all.iter().any(|m| deviation::deviates(self.walked.layout, m))
    }

    /// A copy that borrows nothing.
    #[allow(
        clippy::should_implement_trait,
        reason = "ToOwned would need the owned form to borrow as a reference"
    )]
    pub fn to_owned(&self) -> OwnedRecord {
        OwnedRecord::new(self.text, self.walked, self.members, self.findings, self.tokens)
    }

    pub(crate) fn layout(&self) -> &'static Layout {
        self.walked.layout
    }

    pub(crate) fn members(&self) -> &'a [Member] {
        self.members.all
    }

    pub(crate) fn findings(&self) -> &'a [Finding] {
        self.findings
    }

    /// Mandatory fields that are not there, by their bits.
    pub(crate) fn missing_bits(&self) -> u64 {
        self.walked.layout.mandatory & !self.walked.present
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object().fmt(f)
    }
}
