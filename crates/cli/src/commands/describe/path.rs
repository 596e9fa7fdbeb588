//! Fields by name or dotted path.

use trail365_schema::{Field, SCHEMAS, Schema, record_type_named, schema_named};

use super::usage::{complex_of, schema_of};

/// A field where it is defined.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The schema that defines it.
    pub schema: &'static Schema,
    /// The field.
    pub field: &'static Field,
}

/// A field that a path leads to.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The field that the path begins with.
    pub start: Place,
    /// The field that it ends at; the same for a path of one name.
    pub end: Place,
    /// Keys after the first, each with a dot before it.
    pub rest: String,
    /// Every key is spelled as in the path that was asked for.
    exact: bool,
}

impl Hit {
    fn at(place: Place, exact: bool) -> Self {
        Self { start: place, end: place, rest: String::new(), exact }
    }

    /// The fields called `name` in the object that the path leads to.
    fn step(&self, name: &str) -> Vec<Self> {
        let inside = complex_of(self.end.field.ty).into_iter().flat_map(Schema::all_fields);
        let called =
            inside.filter_map(|(schema, field)| Some((Place { schema, field }, spelling(field, name)?)));
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

/// The fields that `path` leads to: a key, or several joined by dots, after a record type or schema if one likes.
///
/// Letter case and `_` are passed over, so that names in snake case are found; where keys differ in no more than
/// that, the one spelled as asked for is the answer.
pub fn resolve(path: &str) -> Vec<Hit> {
    let keys: Vec<&str> = path.split('.').collect();
    let mut hits = follow(anywhere(keys[0]), &keys[1..]);
    if let [scope, first, rest @ ..] = keys.as_slice() {
        hits.extend(follow(within(scope, first), rest));
    }
    if hits.iter().any(|hit| hit.exact) {
        hits.retain(|hit| hit.exact);
    }
    hits
}

/// Whether two names are the same but for letter case, `_` and spaces.
pub fn same_folded(left: &str, right: &str) -> bool {
    folded(left).eq(folded(right))
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '_' | ' ')).map(|c| c.to_ascii_lowercase())
}

fn follow(hits: Vec<Hit>, keys: &[&str]) -> Vec<Hit> {
    keys.iter().fold(hits, |hits, key| hits.iter().flat_map(|hit| hit.step(key)).collect())
}

fn anywhere(name: &str) -> Vec<Hit> {
    let all =
        SCHEMAS.iter().flat_map(|schema| schema.fields.iter().map(move |field| Place { schema, field }));
    all.filter_map(|place| Some(Hit::at(place, spelling(place.field, name)?))).collect()
}

fn within(scope: &str, name: &str) -> Vec<Hit> {
    let mut schemas: Vec<_> = scopes(scope).collect();
    schemas.dedup_by(|a, b| std::ptr::eq(*a, *b));
    let fields =
        schemas.into_iter().flat_map(Schema::all_fields).map(|(schema, field)| Place { schema, field });
    fields.filter_map(|place| Some(Hit::at(place, spelling(place.field, name)?))).collect()
}

/// The schemas that a record type or schema called `name` stands for.
pub fn scopes(name: &str) -> impl Iterator<Item = &'static Schema> {
    let by_record_type = record_type_named(name).and_then(schema_of);
    by_record_type.into_iter().chain(schema_named(name).map(|(_, schema)| schema))
}

/// Whether the field goes by `name`, and if so whether that is its key to the letter.
fn spelling(field: &Field, name: &str) -> Option<bool> {
    let same =
        || same_folded(field.name, name) || field.spellings.iter().any(|other| same_folded(other, name));
    if field.name == name { Some(true) } else { same().then_some(false) }
}
