//! The value that every owned type wraps.

use std::borrow::Cow;
use std::fmt;

use trail365_schema::{Schema, SchemaId};

use super::edit::{self, MemberPlace};
use super::put::{Put, value_of};
use super::record::OwnedRecord;
use crate::error::{Error, Problem};
use crate::parse::layout::{Layout, layout_of_schema};
use crate::parser::Parser;
use crate::record::Record;
use crate::value::json::Json;
use crate::value::object::Object;
use trail365_text::json as json_text;

/// An object of a schema that owns its text and can be changed: a record, or a value inside one.
///
/// The types of [`owned`](crate::owned) wrap it; it does the same by keys that are known at run time only.
///
/// ```
/// use trail365_records::{catalog::schema_named, owned::OwnedObject};
///
/// let (schema, _) = schema_named("ExchangeItem").unwrap();
/// let mut item = OwnedObject::parse(schema, r#"{"Subject":"a","Novel":1.50}"#)?;
/// item.set_text("Subject", "b");
/// item.set_json("Id", "null")?;
/// assert_eq!(item.as_str(), r#"{"Subject":"b","Novel":1.50,"Id":null}"#);
/// assert!(item.remove("Novel"));
/// assert!(item.set_json("Id", "{").is_err());
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OwnedObject {
    /// One JSON object, without white space around it.
    text: String,
    schema: SchemaId,
}

impl OwnedObject {
    /// Creates an object without any field.
    pub fn new(schema: SchemaId) -> Self {
        Self { text: "{}".to_owned(), schema }
    }

    /// Reads an object from its JSON, whatever `RecordType` it may have.
    ///
    /// # Errors
    /// As [`Parser::parse`].
    pub fn parse(schema: SchemaId, json: &str) -> Result<Self, Error> {
        let text = json.trim_matches([' ', '\t', '\n', '\r']);
        Parser::new().parse_as(schema, text.as_bytes())?;
        Ok(Self { text: text.to_owned(), schema })
    }

    /// Copies an object of a record.
    pub(crate) fn copy_of(object: &Object<'_>) -> Self {
        Self { text: object.json().as_str().to_owned(), schema: object.schema_id() }
    }

    /// Returns the schema that describes the object.
    pub fn schema(&self) -> &'static Schema {
        self.schema.get()
    }

    /// Returns the number of that schema.
    pub fn schema_id(&self) -> SchemaId {
        self.schema
    }

    /// Reports whether the object is of this schema, or of one that extends it.
    pub(crate) fn is_of(&self, schema: SchemaId) -> bool {
        let schema = schema.get();
        self.schema().lineage().any(|s| s == schema)
    }

    /// Returns the object as a parsed one: its keys and values, known and unknown.
    pub fn object(&self) -> Object<'_> {
        Object::of_text(Json::new(&self.text), self.schema)
    }

    /// Returns the object as JSON.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the object as JSON.
    pub fn into_json(self) -> String {
        self.text
    }

    /// Returns a value by the name of its key, as [`Object::get`] does.
    pub fn get(&self, key: &str) -> Option<Json<'_>> {
        self.object().get(key)
    }

    /// Sets a field or any other key to a text.
    pub fn set_text(&mut self, key: &str, text: &str) {
        self.put_value(key, &value_of::<Cow<'static, str>>(text));
    }

    /// Sets a field.
    pub(crate) fn put_field<T>(&mut self, key: &str, value: impl Put<T>) {
        self.put_value(key, &value_of(value));
    }

    /// Sets a field or any other key to a JSON value, of whatever type.
    ///
    /// # Errors
    /// `json` is not one JSON value, or goes beyond a limit of [`Limits`](crate::Limits).
    pub fn set_json(&mut self, key: &str, json: &str) -> Result<(), Error> {
        // As the one member of an object it is held to the grammar and to the depth that it will have.
        let mut probe = OwnedObject::new(self.schema);
        edit::append_member(&mut probe.text, key, json);
        Parser::new().parse_as(self.schema, probe.text.as_bytes())?;
        let mut members = edit::member_places(&probe.text);
        let value = members.next().map_or("", |member| member.value(&probe.text));
        if members.next().is_some() || value != json.trim_matches([' ', '\t', '\n', '\r']) {
            return Err(Error::at(Problem::Trailing, 0));
        }
        self.put_value(key, value);
        Ok(())
    }

    /// Takes a field or any other key away, in every spelling and however often it stands there. Reports whether there
    /// was one.
    pub fn remove(&mut self, key: &str) -> bool {
        let layout = layout_of_schema(self.schema);
        edit::remove_members(&mut self.text, |member| is_called(layout, member, key))
    }

    /// Changes an object inside this one. `way` leads to it: for each object on it the field, and the place in the
    /// field's list. Returns `None` where there is no such object.
    ///
    /// ```
    /// use trail365_records::owned;
    /// let mut record = owned::ExchangeMailboxAuditGroupRecord::parse(r#"{"AffectedItems":[{"Id":"a"},{"Id":1.50}]}"#)?;
    /// record.change_inner(&[("AffectedItems", 0)], |item| item.set_text("Id", "b"));
    /// assert_eq!(record.as_str(), r#"{"AffectedItems":[{"Id":"b"},{"Id":1.50}]}"#);
    /// # Ok::<(), trail365_records::Error>(())
    /// ```
    pub fn change_inner<R>(
        &mut self,
        way: &[(&str, usize)],
        change: impl FnOnce(&mut OwnedObject) -> R,
    ) -> Option<R> {
        let inner = way.iter().try_fold(self.object(), |object, &(field, at)| object.inner(field, at))?;
        let mut changed = OwnedObject::copy_of(&inner);
        // The inner object is a part of the text, so its place is the distance from the text's beginning.
        let start = inner.json().as_str().as_ptr().addr() - self.text.as_ptr().addr();
        let place = start..start + inner.json().as_str().len();
        let outcome = change(&mut changed);
        self.text.replace_range(place, &changed.text);
        Some(outcome)
    }

    /// Writes a value that is valid JSON. It takes the place of the one that counts; doubles of the key go.
    fn put_value(&mut self, key: &str, value: &str) {
        let layout = layout_of_schema(self.schema);
        let is_key = |member: &MemberPlace| is_called(layout, member.key(&self.text), key);
        let found: Vec<MemberPlace> = edit::member_places(&self.text).filter(is_key).collect();
        match &found[..] {
            [] => edit::append_member(&mut self.text, key, value),
            [only] => edit::replace_value(&mut self.text, only, value),
            _ => {
                self.remove(key);
                edit::append_member(&mut self.text, key, value);
            }
        }
    }

    /// Returns the object as if it had been read as a record of its schema, so that its deviations are known. Its
    /// `RecordType` does not count.
    ///
    /// # Errors
    /// The object has grown beyond a limit of [`Limits`](crate::Limits).
    pub fn to_record(&self) -> Result<OwnedRecord, Error> {
        Parser::new().parse_as(self.schema, self.text.as_bytes()).map(|record| record.to_owned())
    }
}

impl Put<Json<'static>> for OwnedObject {
    fn put(self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.text.as_bytes());
    }
}

/// Reports whether a member with this text between its quotes is the field or key called `key`.
fn is_called(layout: &Layout, member: &str, key: &str) -> bool {
    match layout.find_exact(key) {
        Some(known) => layout.identify_key(member.as_bytes()).slot == known.slot,
        None => member == key || json_text::decode(member) == key,
    }
}

impl fmt::Debug for OwnedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.object().fmt(f)
    }
}

impl fmt::Display for OwnedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A type of [`owned`](crate::owned): an object of one schema that can be made and changed.
pub trait Made: Sized {
    /// Its schema.
    const SCHEMA: SchemaId;

    /// Wraps an object of the schema, or of one that extends it. Gives any other object back.
    ///
    /// # Errors
    /// The object is of another schema.
    fn from_object(object: OwnedObject) -> Result<Self, OwnedObject>;

    /// Returns the object that it wraps.
    fn as_object(&self) -> &OwnedObject;

    /// Returns the object that it wraps.
    fn into_object(self) -> OwnedObject;
}

impl Record<'_> {
    /// Returns a copy of the record that can be changed, as the schema of its type describes it.
    pub fn to_object(&self) -> OwnedObject {
        OwnedObject::copy_of(&self.object())
    }

    /// Returns a copy of the record that can be changed; `None` where its schema is neither that of `T` nor extends it.
    ///
    /// ```
    /// use trail365_records::{Parser, owned};
    /// let mut parser = Parser::new();
    /// let record = parser.parse(br#"{"RecordType":15,"UserId":"a@example.com","Novel":1.50}"#)?;
    /// let mut sign_in: owned::AzureActiveDirectoryStsLogon = record.to_made().unwrap();
    /// sign_in.set_user_id("b@example.com");
    /// assert_eq!(sign_in.as_str(), r#"{"RecordType":15,"UserId":"b@example.com","Novel":1.50}"#);
    /// # Ok::<(), trail365_records::Error>(())
    /// ```
    pub fn to_made<T: Made>(&self) -> Option<T> {
        T::from_object(self.to_object()).ok()
    }
}

impl Object<'_> {
    /// Returns a copy that can be changed.
    pub fn to_owned_object(&self) -> OwnedObject {
        OwnedObject::copy_of(self)
    }
}
