//! Fields by name or dotted path.

use crate::find::{record_type_named, schema_named};
use crate::generated::SCHEMAS;
use crate::model::{Field, RecordType, Schema};

/// A field, with the schema that defines it.
#[derive(Debug, Clone, Copy)]
pub struct FieldPlace {
    /// The schema that defines it.
    pub schema: &'static Schema,
    /// The field.
    pub field: &'static Field,
}

/// A path of keys and the field that it leads to.
#[derive(Debug, Clone)]
pub struct FieldPath {
    /// The field that the path begins with.
    pub start: FieldPlace,
    /// The field that it ends at; the same for a path of one name.
    pub end: FieldPlace,
    /// Keys after the first, each with a dot before it.
    pub rest: String,
    /// Every key is spelled as in the path that was asked for.
    exact: bool,
}

impl FieldPath {
    fn of_field(place: FieldPlace, exact: bool) -> Self {
        Self { start: place, end: place, rest: String::new(), exact }
    }

    /// Returns the paths one key further: the fields called `name` in the object that this path leads to.
    fn step_into(&self, name: &str) -> Vec<Self> {
        let inside = self.end.field.ty.complex_type().into_iter().flat_map(Schema::all_fields);
        let called = inside
            .filter_map(|(schema, field)| Some((FieldPlace { schema, field }, match_spelling(field, name)?)));
        called
            .map(|(end, exact)| Self {
                start: self.start,
                end,
                rest: format!("{}.{}", self.rest, end.field.name),
                exact: self.exact && exact,
            })
            .collect()
    }
}

/// Returns the fields that `path` leads to: a key, or several joined by dots, with a record type or schema in front of
/// them at will.
///
/// Letter case and `_` do not count, so names in snake case are found. Where keys differ in no more than that, the one
/// spelled as asked for is the answer.
pub fn resolve_path(path: &str) -> Vec<FieldPath> {
    let keys: Vec<&str> = path.split('.').collect();
    let mut hits = follow_keys(fields_called(keys[0]), &keys[1..]);
    // Both readings count: some names are those of a field and of a schema.
    if let [scope, first, rest @ ..] = keys.as_slice() {
        hits.extend(follow_keys(fields_within(scope, first), rest));
    }
    // `Id` and `ID` are keys of different schemas: the exact spelling decides where there is one.
    if hits.iter().any(|hit| hit.exact) {
        hits.retain(|hit| hit.exact);
    }
    hits
}

/// Reports whether two names are the same but for letter case, `_` and spaces.
pub fn is_same_name(left: &str, right: &str) -> bool {
    fold_name(left).eq(fold_name(right))
}

fn fold_name(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '_' | ' ')).map(|c| c.to_ascii_lowercase())
}

fn follow_keys(hits: Vec<FieldPath>, keys: &[&str]) -> Vec<FieldPath> {
    keys.iter().fold(hits, |hits, key| hits.iter().flat_map(|hit| hit.step_into(key)).collect())
}

fn fields_called(name: &str) -> Vec<FieldPath> {
    let all =
        SCHEMAS.iter().flat_map(|schema| schema.fields.iter().map(move |field| FieldPlace { schema, field }));
    all.filter_map(|place| Some(FieldPath::of_field(place, match_spelling(place.field, name)?))).collect()
}

fn fields_within(scope: &str, name: &str) -> Vec<FieldPath> {
    let mut schemas: Vec<_> = schemas_called(scope).collect();
    // A record type and its schema often share a name, and each field would be found twice.
    schemas.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let fields =
        schemas.into_iter().flat_map(Schema::all_fields).map(|(schema, field)| FieldPlace { schema, field });
    fields.filter_map(|place| Some(FieldPath::of_field(place, match_spelling(place.field, name)?))).collect()
}

/// Returns the schemas that a record type or schema called `name` stands for.
pub fn schemas_called(name: &str) -> impl Iterator<Item = &'static Schema> {
    let by_record_type = record_type_named(name).and_then(RecordType::schema_or_common);
    by_record_type.into_iter().chain(schema_named(name).map(|(_, schema)| schema))
}

/// Matches a field with a name: `None` if it has another, true if the name is its key to the letter.
fn match_spelling(field: &Field, name: &str) -> Option<bool> {
    let same =
        || is_same_name(field.name, name) || field.spellings.iter().any(|other| is_same_name(other, name));
    if field.name == name { Some(true) } else { same().then_some(false) }
}
